/*===- calls.h - what kind of call this is -----------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Both steps of phase 2 ask these questions, so that what the facts promise is what the code does.
 */
#ifndef CUSTODY_PASS_TRACK_CALLS_H
#define CUSTODY_PASS_TRACK_CALLS_H

#include "facts.h"

enum call_kind {
  CALL_MARK,     /* a mark of phase 1 */
  CALL_QUIET,    /* moves no tag: most intrinsics, assembly, C library functions of that kind */
  CALL_COPY,     /* memcpy, memmove: (to, from, bytes), an intrinsic or by name */
  CALL_CLEAR,    /* memset: (at, byte, bytes), the same */
  CALL_VA_START, /* llvm.va_start */
  CALL_LIBRARY,  /* one of CUSTODY_LIBCALLS in abi.h, in a form that can be replaced */
  CALL_OTHER     /* tags are handed over to it, and handed back */
};
enum call_kind call_kind(LLVMValueRef call);
/* The argument of CALL, a CALL_LIBRARY, whose tag its replacement takes; -1 for none. */
int call_library_tagged(LLVMValueRef call);

/* Where the tag of CALL's result comes from: an argument's index, if the result has one leaf, or one of
 * these. */
enum { RESULT_ZERO = -1, RESULT_TAGGED = -2 };
int call_result_from(const struct facts *facts, LLVMValueRef call);
/* Whether what FUNCTION returns is handed back with its tag. FUNCTION NULL is unseen code. */
bool call_returns(const struct facts *facts, LLVMValueRef function);
/* Whether TYPE has a pointer in it; how many leaves it has in *COUNT. */
bool has_pointer_leaf(struct module *m, LLVMTypeRef type, unsigned *count);
/* Whether a result of TYPE has somewhere to keep a tag if FUNCTION returns it: a pointer, or an integer
 * that stands for one. FUNCTION may be NULL. *COUNT is set as by has_pointer_leaf. */
bool has_result_leaf(struct module *m, LLVMValueRef function, LLVMTypeRef type, unsigned *count);

/* Whether the tag of argument INDEX of CALL, a CALL_OTHER, could be handed over: it has the right
 * type, and a slot. */
bool call_hands_over(const struct facts *facts, LLVMValueRef call, unsigned index);
/* Whether CALL's callee does something with the tag of argument INDEX; true where that is not known. */
bool call_wants(const struct facts *facts, LLVMValueRef call, unsigned index);
/* The same two questions about an argument behind the fixed ones. */
bool call_hands_over_variable(const struct facts *facts, LLVMValueRef argument);
/* Whether CALL or its callee says that ARGUMENT has the attribute NAME. */
bool call_has_attribute(LLVMValueRef call, unsigned argument, const char *name);

#endif /* CUSTODY_PASS_TRACK_CALLS_H */
