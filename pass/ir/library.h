/*===- library.h - C library functions that the pass knows -------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_PASS_IR_LIBRARY_H
#define CUSTODY_PASS_IR_LIBRARY_H

#include <llvm-c/Core.h>

enum library_kind {
  LIBRARY_UNKNOWN,
  LIBRARY_QUIET,    /* keeps no pointer that it is given, and returns none */
  LIBRARY_RETURNS0, /* returns a pointer derived from argument 0 */
  LIBRARY_COPY,     /* (to, from, bytes), returns to */
  LIBRARY_CLEAR,    /* (at, byte, bytes), returns at */
  LIBRARY_HOOK      /* in CUSTODY_LIBCALLS of abi.h: the runtime has its own version */
};

/* What CALLEE is, by its name. A function that the module defines is LIBRARY_UNKNOWN. */
enum library_kind library_of(LLVMValueRef callee);

#endif /* CUSTODY_PASS_IR_LIBRARY_H */
