/*===- mark.h - what the files of phase 1 share -------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * For mark.c, which marks definitions, and mark_call.c, which marks calls.
 */
#ifndef CUSTODY_PASS_MARK_H
#define CUSTODY_PASS_MARK_H

#include "pass.h"

/* A call of MARK with those of A, B, C that it takes, emitted at the builder. */
LLVMValueRef call_mark(struct module *m, enum mark mark, LLVMValueRef a, LLVMValueRef b,
                       LLVMValueRef c);
/* All uses of VALUE but its own become MADE, which was made from it. */
void replace_by_mark(LLVMValueRef value, LLVMValueRef made);
/* The owner's handle in VALUE, as a pointer; null where there is none. */
LLVMValueRef handle_in(struct module *m, LLVMValueRef value, const struct role *role);
/* Marks the released pointer in VALUE, which a call or function returns; NULL where there is none.
 * Otherwise what VALUE has become. */
LLVMValueRef release_in(struct module *m, LLVMValueRef value, LLVMValueRef owner,
                        LLVMValueRef site);
/* The site of a borrow or key of the function ANNOTATED, at PLACE in FUNCTION or at its definition. */
LLVMValueRef borrow_site(struct module *m, LLVMValueRef function, LLVMValueRef place,
                         LLVMValueRef annotated, const struct role *role);
/* The same of a release or reclaim; BOUNDARY is the annotated function. */
LLVMValueRef boundary_site(struct module *m, LLVMValueRef function, LLVMValueRef place,
                           LLVMValueRef boundary, const struct role *role);

/* Marks CALL of CALLEE in FUNCTION, by the role that CALLEE is annotated with. */
void mark_call(struct module *m, LLVMValueRef function, LLVMValueRef call, LLVMValueRef callee,
               const struct role *annotated);

#endif /* CUSTODY_PASS_MARK_H */
