/*===- build_script.c - custody-clang for build scripts -----------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * custody-rustc links this shared library into the build scripts of Rust packages. Before main, the
 * library sets CC to custody-clang and CXX to custody-clang++, which the `cc` crate and most other
 * crates use. It does not change a variable that the user has set. It is not instrumented.
 *
 * It is a shared library because it finds custody-clang relative to its own path. So the
 * installation can be moved.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* True if the build script runs for the program. It is false if cargo compiles with --target and
 * this run is for the host (a dependency of a proc-macro, for example). */
static bool is_for_target(void) {
  const char *apart = getenv("CUSTODY_CARGO_TARGET");
  if (!apart || !*apart)
    return true;
  const char *target = getenv("TARGET"), *out = getenv("OUT_DIR");
  if (!target || !out)
    return false;
  /* OUT_DIR is .../TARGET/PROFILE/build/PACKAGE/out for the target, and has no TARGET for the host. */
  char component[256];
  int length = snprintf(component, sizeof component, "/%s/", target);
  return length > 0 && (size_t)length < sizeof component && strstr(out, component);
}

/* Sets VARIABLE to the path of COMPILER, unless it is set. LENGTH characters of ROOT are the
 * directory of the installation. */
static void name_compiler(const char *variable, const char *root, int length,
                          const char *compiler) {
  char path[PATH_MAX];
  int written = snprintf(path, sizeof path, "%.*s/bin/%s", length, root, compiler);
  if (written > 0 && (size_t)written < sizeof path)
    setenv(variable, path, 0);
}

__attribute__((constructor)) static void name_compilers(void) {
  Dl_info self;
  char file[PATH_MAX];
  /* Without OUT_DIR this is not a build script, but a program that one has started. */
  if (!getenv("OUT_DIR") || !is_for_target() || !dladdr((void *)name_compilers, &self) ||
      !realpath(self.dli_fname, file))
    return;
  /* The path is ROOT/lib/custody/FILE: remove the last three parts. */
  char *end = file + strlen(file);
  for (int i = 0; i < 3; i++) {
    do {
      if (end == file)
        return;
    } while (*--end != '/');
  }
  name_compiler("CC", file, (int)(end - file), "custody-clang");
  name_compiler("CXX", file, (int)(end - file), "custody-clang++");
}
