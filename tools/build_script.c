/*===- build_script.c - custody-clang for build scripts -----------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * A shared library that custody-rustc links into build scripts of Rust packages. Before main it
 * names custody-clang as CC, for the `cc` crate and for others that follow this custom, unless the
 * user named a compiler. It is no part of the build script's own code, and not instrumented.
 *
 * A shared library, because it finds the tree by its own place: the tree can be moved.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where cargo keeps host and target apart, whether this run is for the target. */
static bool is_for_target(void) {
  const char *apart = getenv("CUSTODY_CARGO_TARGET");
  if (!apart || !*apart)
    return true;
  const char *target = getenv("TARGET"), *out = getenv("OUT_DIR");
  if (!target || !out)
    return false;
  /* OUT_DIR is .../TARGET/PROFILE/build/PACKAGE/out for the target, .../PROFILE/... for the host. */
  char component[256];
  int length = snprintf(component, sizeof component, "/%s/", target);
  return length > 0 && (size_t)length < sizeof component && strstr(out, component);
}

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
  /* Not another program that the build script starts with this library in its way. */
  if (!getenv("OUT_DIR") || !is_for_target() || !dladdr((void *)name_compilers, &self) ||
      !realpath(self.dli_fname, file))
    return;
  /* ROOT/lib/custody/FILE */
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
