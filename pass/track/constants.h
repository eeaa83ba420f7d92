/*===- constants.h - constants that are forged pointers ----------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_PASS_TRACK_CONSTANTS_H
#define CUSTODY_PASS_TRACK_CONSTANTS_H

#include "ir/ir.h"

/* Whether INTEGER is a constant that programs use for "no object": a number near 0, such as 16 or -1. */
bool is_sentinel(LLVMValueRef integer);
/* Whether VALUE is a constant `inttoptr (i64 N to ptr)` where N is no sentinel, perhaps with an offset.
 * Such a pointer is forged: it derives from no object. */
bool constant_is_forged(LLVMValueRef value);

#endif /* CUSTODY_PASS_TRACK_CONSTANTS_H */
