/*===- numbers.c - copies in Rust that move no pointer -----------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * rustc puts what is copied into the name of the function that copies: "copy_nonoverlapping<u64>".
 * usize is not in the list of numbers, since it may hold a pointer, and neither is u8, which may
 * hold a part of one.
 */
#include "rust.h"

#include <string.h>

static bool is_number_name(const char *name, size_t length) {
  static const char *const numbers[] = {"u16",  "i16",  "u32", "i32", "u64",  "i64",
                                        "u128", "i128", "f32", "f64", "bool", "char"};
  static const char around[] = "core::mem::maybe_uninit::MaybeUninit<";
  if (length > sizeof around && !strncmp(name, around, sizeof around - 1)) {
    name += sizeof around - 1;
    length -= sizeof around;
  }
  for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
    if (strlen(numbers[i]) == length && !memcmp(numbers[i], name, length))
      return true;
  return false;
}

bool rust_copies_numbers(const char *name, size_t length) {
  static const char *const copies[] = {
      "copy_nonoverlapping<", "copy<", "swap<", "replace<", "read<", "write<",
      "swap_nonoverlapping<"};
  for (size_t i = 0; i < sizeof copies / sizeof *copies; i++) {
    size_t n = strlen(copies[i]);
    if (length > n && !memcmp(name, copies[i], n) && name[length - 1] == '>')
      return is_number_name(name + n, length - n - 1);
  }
  return false;
}

bool rust_is_number(struct module *m, LLVMValueRef access) {
  LLVMValueRef tag = LLVMGetMetadata(access, m->tbaa), fields[3], type[3];
  if (!tag || LLVMGetMDNodeNumOperands(tag) != 3)
    return false;
  LLVMGetMDNodeOperands(tag, fields);
  if (!LLVMIsAMDNode(fields[0]) || LLVMGetMDNodeNumOperands(fields[0]) != 3)
    return false;
  LLVMGetMDNodeOperands(fields[0], type);
  unsigned length;
  const char *name = LLVMGetMDString(type[0], &length);
  return name && length == strlen(RUST_NUMBER_TYPE) && !memcmp(name, RUST_NUMBER_TYPE, length);
}
