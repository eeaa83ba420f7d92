/*===- library.c - what belongs to Rust's standard library -------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "rust.h"

#include <stdlib.h>
#include <string.h>

/* Whether PATH has the place of a source file of the standard library:
 *
 *   /rustc/<hash of the compiler>/library/core/src/ptr/mod.rs     rustup
 *   /rust/deps/hashbrown-0.16.1/src/map.rs                        rustup, a crate inside std
 *   /usr/src/rustc-1.96.0/library/core/src/ptr/mod.rs             Debian
 *   <toolchain>/lib/rustlib/src/rust/library/core/src/ptr/mod.rs  with the component rust-src
 */
static bool is_library_path(const char *path) {
  if (!strncmp(path, "/rust/deps/", strlen("/rust/deps/")) || strstr(path, "/rustlib/src/rust/"))
    return true;
  const char *library = strstr(path, "/library/");
  return library && (!strncmp(path, "/rustc/", strlen("/rustc/")) ||
                     !strncmp(path, "/usr/src/rustc-", strlen("/usr/src/rustc-")));
}

bool rust_is_library(LLVMMetadataRef scope) {
  LLVMMetadataRef file = scope ? LLVMDIScopeGetFile(scope) : nullptr;
  if (!file)
    return false;
  unsigned length = 0, directory_length = 0;
  const char *name = LLVMDIFileGetFilename(file, &length);
  const char *directory = LLVMDIFileGetDirectory(file, &directory_length);
  if (length && name[0] == '/')
    directory_length = 0;
  char *path = must_allocate(directory_length + length + 2);
  if (directory_length) {
    memcpy(path, directory, directory_length);
    path[directory_length++] = '/';
  }
  if (length)
    memcpy(path + directory_length, name, length);
  bool is = is_library_path(path);
  free(path);
  return is;
}

LLVMMetadataRef rust_called_from(LLVMValueRef instruction) {
  LLVMMetadataRef at = LLVMInstructionGetDebugLoc(instruction);
  while (at && rust_is_library(LLVMDILocationGetScope(at)))
    at = LLVMDILocationGetInlinedAt(at);
  return at;
}
