/*===- constants.c - constants that are forged pointers ----------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "constants.h"

bool is_sentinel(LLVMValueRef integer) {
  if (!LLVMIsAConstantInt(integer) || LLVMGetIntTypeWidth(LLVMTypeOf(integer)) > 64)
    return false;
  int64_t value = LLVMConstIntGetSExtValue(integer);
  return value > -65536 && value < 65536;
}

bool constant_is_forged(LLVMValueRef value) {
  while (LLVMIsAConstantExpr(value) && LLVMGetConstOpcode(value) == LLVMGetElementPtr)
    value = LLVMGetOperand(value, 0);
  if (!LLVMIsAConstantExpr(value) || LLVMGetConstOpcode(value) != LLVMIntToPtr)
    return false;
  LLVMValueRef integer = LLVMGetOperand(value, 0);
  return LLVMIsAConstantInt(integer) && !is_sentinel(integer);
}
