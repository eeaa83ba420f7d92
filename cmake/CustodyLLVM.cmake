# Chooses the LLVM that Custody is built for. It also chooses the compiler, so it is included before
# project(). The compiler must be that LLVM's clang: it compiles the fast paths to bitcode, which the
# plug-in's LLVM must be able to read, and the sources are C23.
#
#   CUSTODY_LLVM_VERSION   in:  22 or 19; empty takes the newest that is complete
#   CUSTODY_LLVM_MAJOR     out: the major version chosen
#   CUSTODY_LLVM_BINDIR    out: directory of opt, FileCheck, llvm-symbolizer and the others
#   CUSTODY_CLANG          out: the clang of that LLVM
#   CUSTODY_CLANGXX        out: the clang++ of that LLVM
#   CUSTODY_SANITIZER_ARCHIVE  out: its UBSan archive, which contains sanitizer_common

set(CUSTODY_LLVM_SUPPORTED 22 19)
set(CUSTODY_LLVM_VERSION "" CACHE STRING "LLVM major version to build for: 22 or 19; empty: the newest installed")
set_property(CACHE CUSTODY_LLVM_VERSION PROPERTY STRINGS "" ${CUSTODY_LLVM_SUPPORTED})

# Whether `program` is the llvm-config of an LLVM: VALIDATOR of find_program, which passes no version.
foreach(_version IN LISTS CUSTODY_LLVM_SUPPORTED)
  cmake_language(EVAL CODE "
    function(custody_is_llvm_${_version} result program)
      execute_process(COMMAND \${program} --version OUTPUT_VARIABLE found ERROR_QUIET)
      if(NOT found MATCHES \"^${_version}[.]\")
        set(\${result} FALSE PARENT_SCOPE)
      endif()
    endfunction()")
endforeach()

# Looks for LLVM `version`. Sets `missing` to the Debian packages that are missing, `prefix` to the
# directory of that LLVM, and `common` to its UBSan archive.
function(custody_probe_llvm version missing prefix common)
  set(lacking)
  set(archive "")
  # Debian's programs have the version in their names; those of Fedora, Arch and Nix do not.
  find_program(CUSTODY_LLVM_CONFIG_${version}
    NAMES llvm-config-${version} llvm-config llvm-config-64
    HINTS /usr/lib/llvm-${version}/bin /usr/lib/llvm${version}/bin /usr/lib64/llvm${version}/bin
    VALIDATOR custody_is_llvm_${version})
  mark_as_advanced(CUSTODY_LLVM_CONFIG_${version})
  set(root "")
  if(CUSTODY_LLVM_CONFIG_${version})
    execute_process(COMMAND ${CUSTODY_LLVM_CONFIG_${version}} --prefix
      OUTPUT_VARIABLE root OUTPUT_STRIP_TRAILING_WHITESPACE)
    execute_process(COMMAND ${CUSTODY_LLVM_CONFIG_${version}} --cmakedir
      OUTPUT_VARIABLE cmakedir OUTPUT_STRIP_TRAILING_WHITESPACE)
    execute_process(COMMAND ${CUSTODY_LLVM_CONFIG_${version}} --includedir
      OUTPUT_VARIABLE headers OUTPUT_STRIP_TRAILING_WHITESPACE)
  endif()
  if(NOT root OR NOT EXISTS ${root}/bin/opt)
    list(APPEND lacking llvm-${version})
  endif()
  if(NOT root OR NOT EXISTS ${cmakedir}/LLVMConfig.cmake OR NOT EXISTS ${headers}/llvm-c/Core.h)
    list(APPEND lacking llvm-${version}-dev)
  endif()
  if(NOT root OR NOT EXISTS ${root}/bin/clang)
    list(APPEND lacking clang-${version})
  else()
    # The second name is that of a Clang with one directory for each target.
    foreach(name IN ITEMS libclang_rt.ubsan_standalone-x86_64.a libclang_rt.ubsan_standalone.a)
      if(NOT IS_ABSOLUTE "${archive}")
        execute_process(COMMAND ${root}/bin/clang -print-file-name=${name}
          OUTPUT_VARIABLE archive OUTPUT_STRIP_TRAILING_WHITESPACE)
      endif()
    endforeach()
    if(NOT IS_ABSOLUTE "${archive}")
      list(APPEND lacking libclang-rt-${version}-dev)
    endif()
  endif()
  set(${missing} "${lacking}" PARENT_SCOPE)
  set(${prefix} "${root}" PARENT_SCOPE)
  set(${common} "${archive}" PARENT_SCOPE)
endfunction()

if(CUSTODY_LLVM_VERSION AND NOT CUSTODY_LLVM_VERSION IN_LIST CUSTODY_LLVM_SUPPORTED)
  message(FATAL_ERROR
    "Custody supports LLVM 22 and LLVM 19, not '${CUSTODY_LLVM_VERSION}' (CUSTODY_LLVM_VERSION).")
endif()

if(CUSTODY_LLVM_VERSION)
  set(_candidates ${CUSTODY_LLVM_VERSION})
else()
  set(_candidates ${CUSTODY_LLVM_SUPPORTED})
endif()

set(CUSTODY_LLVM_MAJOR "")
set(_report "")
foreach(_version IN LISTS _candidates)
  custody_probe_llvm(${_version} _missing _prefix CUSTODY_SANITIZER_ARCHIVE)
  if(NOT _missing)
    set(CUSTODY_LLVM_MAJOR ${_version})
    set(CUSTODY_LLVM_BINDIR ${_prefix}/bin)
    execute_process(COMMAND ${CUSTODY_LLVM_CONFIG_${_version}} --cmakedir OUTPUT_VARIABLE _llvm_dir OUTPUT_STRIP_TRAILING_WHITESPACE)
    break()
  endif()
  string(REPLACE ";" " " _missing "${_missing}")
  string(APPEND _report "\n  LLVM ${_version} lacks: ${_missing}")
endforeach()

if(NOT CUSTODY_LLVM_MAJOR)
  message(FATAL_ERROR
    "Custody needs LLVM 22 or LLVM 19 with its Clang and sanitizer runtimes.${_report}\n"
    "On Debian 12: apt-get install clang-22 llvm-22 llvm-22-dev llvm-22-tools libclang-rt-22-dev lld-22\n"
    "(./dev setup does it), or the same names with 19. docs/install.md has the names for other systems.")
endif()

# A build directory is for one LLVM. A cached compiler of another version would make bitcode that the
# plug-in cannot read.
if(DEFINED CACHE{CUSTODY_LLVM_BUILT_FOR} AND NOT CUSTODY_LLVM_BUILT_FOR STREQUAL CUSTODY_LLVM_MAJOR)
  message(FATAL_ERROR
    "This build directory is for LLVM ${CUSTODY_LLVM_BUILT_FOR}, and LLVM ${CUSTODY_LLVM_MAJOR} was selected. "
    "Use another directory, for example: cmake -B build-${CUSTODY_LLVM_MAJOR} -DCUSTODY_LLVM_VERSION=${CUSTODY_LLVM_MAJOR}")
endif()
set(CUSTODY_LLVM_BUILT_FOR ${CUSTODY_LLVM_MAJOR} CACHE INTERNAL "LLVM major version of this build directory")

set(LLVM_DIR ${_llvm_dir} CACHE PATH "directory of LLVMConfig.cmake")
set(CUSTODY_CLANG ${CUSTODY_LLVM_BINDIR}/clang)
set(CUSTODY_CLANGXX ${CUSTODY_LLVM_BINDIR}/clang++)

if(NOT DEFINED CMAKE_C_COMPILER AND NOT DEFINED ENV{CC})
  set(CMAKE_C_COMPILER ${CUSTODY_CLANG} CACHE FILEPATH "C compiler")
endif()
if(NOT DEFINED CMAKE_CXX_COMPILER AND NOT DEFINED ENV{CXX})
  set(CMAKE_CXX_COMPILER ${CUSTODY_CLANGXX} CACHE FILEPATH "C++ compiler")
endif()
