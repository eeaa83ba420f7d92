/*===- inspect.h - questions about types and values --------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_PASS_IR_INSPECT_H
#define CUSTODY_PASS_IR_INSPECT_H

#include "map.h"
#include "module.h"

/* Whether TYPE is a pointer in address space 0, the only one that Custody follows. */
bool is_pointer(LLVMTypeRef type);
bool is_i64(LLVMTypeRef type);

/* Whether INSTRUCTION is a call or an invoke. */
bool is_call(LLVMValueRef instruction);
/* Whether INSTRUCTION is a call that must be a tail call. */
bool is_musttail(LLVMValueRef instruction);
/* The function that CALL calls by name and with the function's own type; NULL if there is none. */
LLVMValueRef direct_callee(LLVMValueRef call);
/* The name of the function that INSTRUCTION calls directly; "" if it calls none. */
const char *callee_symbol(LLVMValueRef instruction);

/* Adds every instruction of FUNCTION to LIST, in order. */
void list_instructions(LLVMValueRef function, struct list *list);
/* Adds the places where FUNCTION returns to RETURNS: each `ret`, or the musttail call in front of
 * it, since nothing may stand between the two. */
void list_returns(LLVMValueRef function, struct list *returns);

/* VALUE without the casts and offsets that it was made by. Stops after 1000 of them: unreachable
 * code may go in circles, and callers treat an unknown base with care. */
LLVMValueRef strip_offsets(LLVMValueRef value);

/* What all uses of a local have in common, as bits. */
enum {
  LOCAL_PRIVATE = 1,    /* whole pointers are loaded from it and stored to it, and nothing else */
  LOCAL_NEVER_READ = 2, /* it is only stored to: a debug build keeps such copies for the debugger */
  LOCAL_NUMBER = 4,     /* 64-bit integers are loaded from it and stored to it, and nothing else */
};
/* Those that hold for the alloca LOCAL. Walks over its uses: remember the answer. */
unsigned local_uses(LLVMValueRef local);
/* Whether SLOT lies in a local that is never read. */
bool is_never_read(LLVMValueRef slot);

#endif /* CUSTODY_PASS_IR_INSPECT_H */
