# What is installed beside the programs: documents, man pages, completion, files for build systems. And the Debian
# package. tools/ and runtime/ install their own.
include(CMakePackageConfigHelpers)

# For CMake, pkg-config and Meson. tools/CMakeLists.txt says what is linked.
set(_links ${PROJECT_BINARY_DIR}/lib)
configure_file(cmake/CustodyConfig.cmake.in ${_links}/cmake/Custody/CustodyConfig.cmake @ONLY)
configure_file(cmake/CustodyTests.cmake ${_links}/cmake/Custody/CustodyTests.cmake COPYONLY)
write_basic_package_version_file(${_links}/cmake/Custody/CustodyConfigVersion.cmake COMPATIBILITY SameMajorVersion)
# custody.pc is for the LLVM that Custody was built for. custody-MAJOR.pc is for each LLVM that there is a plug-in for.
set(CUSTODY_PC_PLUGIN Custody.so)
set(CUSTODY_PC_LLVM ${CUSTODY_LLVM_MAJOR})
set(CUSTODY_PC_CLANG ${CUSTODY_CLANG})
set(CUSTODY_PC_CLANGXX ${CUSTODY_CLANGXX})
set(CUSTODY_PC_ARCHIVE ${CUSTODY_SANITIZER_ARCHIVE})
configure_file(cmake/custody.pc.in ${_links}/pkgconfig/custody.pc @ONLY)
configure_file(cmake/custody.pc.in ${_links}/pkgconfig/custody-${CUSTODY_LLVM_MAJOR}.pc @ONLY)
install(FILES ${_links}/pkgconfig/custody-${CUSTODY_LLVM_MAJOR}.pc DESTINATION lib/pkgconfig)
foreach(_other IN LISTS CUSTODY_OTHER_PLUGINS)
  string(REGEX REPLACE "=.*" "" CUSTODY_PC_LLVM "${_other}")
  custody_probe_llvm(${CUSTODY_PC_LLVM} _missing _prefix CUSTODY_PC_ARCHIVE)
  if(NOT IS_ABSOLUTE "${CUSTODY_PC_ARCHIVE}")
    set(CUSTODY_PC_ARCHIVE ${CUSTODY_SANITIZER_ARCHIVE})
  endif()
  set(CUSTODY_PC_PLUGIN llvm-${CUSTODY_PC_LLVM}/Custody.so)
  set(CUSTODY_PC_CLANG clang-${CUSTODY_PC_LLVM})
  set(CUSTODY_PC_CLANGXX clang++-${CUSTODY_PC_LLVM})
  configure_file(cmake/custody.pc.in ${_links}/pkgconfig/custody-${CUSTODY_PC_LLVM}.pc @ONLY)
  install(FILES ${_links}/pkgconfig/custody-${CUSTODY_PC_LLVM}.pc DESTINATION lib/pkgconfig)
endforeach()
install(DIRECTORY ${_links}/cmake/Custody DESTINATION lib/cmake)
install(FILES ${_links}/pkgconfig/custody.pc DESTINATION lib/pkgconfig)

# Boundary lists for libraries of the distribution.
file(GLOB _lists RELATIVE ${PROJECT_SOURCE_DIR}/share/boundaries CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/share/boundaries/*.list)
foreach(_list IN LISTS _lists)
  configure_file(share/boundaries/${_list} ${PROJECT_BINARY_DIR}/share/custody/boundaries/${_list} COPYONLY)
  install(FILES share/boundaries/${_list} DESTINATION share/custody/boundaries)
endforeach()

# The crate for Rust.
install(DIRECTORY rust/custody DESTINATION ${CUSTODY_INSTALL_LIBDIR}/rust PATTERN Cargo.lock EXCLUDE PATTERN target EXCLUDE)

# Documents.
file(GLOB _documents ${PROJECT_SOURCE_DIR}/docs/*.md ${PROJECT_SOURCE_DIR}/docs/*.png ${PROJECT_SOURCE_DIR}/docs/*.svg)
install(FILES ${_documents} DESTINATION share/doc/custody/docs)
install(FILES README.md CHANGELOG.md CONTRIBUTING.md LICENSE DESTINATION share/doc/custody)
install(FILES LICENSE DESTINATION share/doc/custody RENAME copyright)

# Man pages and completion, from the --help of the tools and from the documents.
find_package(Python3 QUIET COMPONENTS Interpreter)
if(Python3_FOUND)
  set(_share ${PROJECT_BINARY_DIR}/share)
  set(_stamp ${PROJECT_BINARY_DIR}/share/man.stamp)
  set(_scan $<TARGET_NAME_IF_EXISTS:custody-scan>)
  file(GLOB _texts CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/docs/*.md ${PROJECT_SOURCE_DIR}/tools/*.in)
  add_custom_command(OUTPUT ${_stamp}
    COMMAND Python3::Interpreter ${PROJECT_SOURCE_DIR}/docs/gen-man.py --bin ${CUSTODY_BINDIR}
            --version ${PROJECT_VERSION} --out ${_share}
    COMMAND ${CMAKE_COMMAND} -E touch ${_stamp}
    DEPENDS docs/gen-man.py docs/gen-options.py include/custody/options.def tools/report/custody_report/cli.py Custody
      ${_texts} ${_scan}
    WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} COMMENT "Writing the man pages" VERBATIM)
  add_custom_target(custody_man ALL DEPENDS ${_stamp})
  install(DIRECTORY ${_share}/man ${_share}/bash-completion ${_share}/zsh DESTINATION share)
endif()

# cmake --build build --target uninstall
configure_file(cmake/uninstall.cmake.in ${PROJECT_BINARY_DIR}/uninstall.cmake @ONLY)
add_custom_target(uninstall COMMAND ${CMAKE_COMMAND} -P ${PROJECT_BINARY_DIR}/uninstall.cmake USES_TERMINAL
  COMMENT "Removing what was installed")

# The package: ./dev package.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME custody)
set(CPACK_PACKAGE_VENDOR Custody)
set(CPACK_PACKAGE_CONTACT "Custody <custody@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "provenance sanitizer for C, Rust, and programs that mix the two")
set(CPACK_PACKAGE_DESCRIPTION
"Custody finds owners that are rebuilt from the wrong raw pointer: a lookup key, a borrow, a
pointer whose object was freed. It is a plug-in for Clang and rustc of LLVM ${CUSTODY_LLVM_MAJOR}, and a runtime.")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES OFF) # the runtime's archive must keep what debuggers and stacks need
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(_versions ${CUSTODY_LLVM_MAJOR})
foreach(_other IN LISTS CUSTODY_OTHER_PLUGINS)
  string(REGEX REPLACE "=.*" "" _other "${_other}")
  list(APPEND _versions ${_other})
endforeach()
set(_depends)
foreach(_package clang-VERSION libclang-rt-VERSION-dev llvm-VERSION)
  set(_choices)
  foreach(_version IN LISTS _versions)
    string(REPLACE VERSION ${_version} _choice ${_package})
    list(APPEND _choices ${_choice})
  endforeach()
  list(JOIN _choices " | " _choices)
  list(APPEND _depends ${_choices})
endforeach()
list(JOIN _depends ", " CPACK_DEBIAN_PACKAGE_DEPENDS)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "python3")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "rustc-web, cargo-web, lld-${CUSTODY_LLVM_MAJOR}, cmake, pkg-config")
include(CPack)
