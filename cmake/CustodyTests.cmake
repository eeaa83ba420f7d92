# CustodyTests.cmake - ctest tells each test its name, in the environment variable CUSTODY_TEST. Reports in JSON then name the
# test, also those of processes that the test starts, and `custody-report --junit` uses the names that ctest uses.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# A project without changes:  cmake -DCMAKE_PROJECT_INCLUDE="$(custody-config --ctest)" ...
# In a CMakeLists.txt:        find_package(Custody REQUIRED), then custody_name_tests()
#
# CMake reads this file, and makes ctest read it too, before any of the tests. There it stands in front of add_test(), so it
# sees the tests of all directories, and those that are found only when ctest runs. Needs CMake 3.22.
include_guard(GLOBAL)
if(CMAKE_VERSION VERSION_LESS 3.22)
  message(STATUS "Custody: reports do not name the tests of ctest; CMake 3.22 is needed")
  return()
endif()
get_property(_custody_role GLOBAL PROPERTY CMAKE_ROLE)
if(NOT _custody_role STREQUAL "CTEST")
  set_property(DIRECTORY "${CMAKE_SOURCE_DIR}" APPEND PROPERTY TEST_INCLUDE_FILES "${CMAKE_CURRENT_LIST_FILE}")
  return()
endif()

function(add_test name)
  math(EXPR last "${ARGC} - 1")
  set(call "")
  foreach(number RANGE ${last}) # one by one: a list would lose empty arguments
    string(APPEND call " [======[${ARGV${number}}]======]")
  endforeach()
  cmake_language(EVAL CODE "_add_test(${call})")
  set_tests_properties("${name}" PROPERTIES ENVIRONMENT_MODIFICATION "CUSTODY_TEST=set:${name}")
endfunction()
