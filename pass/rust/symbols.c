/*===- symbols.c - mangled names of Rust -------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "rust.h"

#include <string.h>

enum { HASH_LENGTH = 17 }; /* legacy symbols end in "17h<16 digits>E" */

bool rust_is_of_atomic_pointer(LLVMValueRef function) {
  size_t length;
  const char *symbol = function ? LLVMGetValueName2(function, &length) : "";
  /* AtomicPtr<T>, or since 1.96 Atomic<*mut T> */
  return (strstr(symbol, "9AtomicPtr") || strstr(symbol, "6AtomicO")) && rust_is_mangled(symbol);
}

bool rust_is_mangled(const char *symbol) {
  if (!strncmp(symbol, "_R", 2))
    return true;
  size_t length = strlen(symbol);
  return !strncmp(symbol, "_ZN", 3) && length > HASH_LENGTH + 6 &&
         !strncmp(symbol + length - HASH_LENGTH - 3, "17h", 3);
}
