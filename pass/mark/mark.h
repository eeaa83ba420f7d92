/*===- mark.h - phase 1: where marks go --------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Room mark/: phase 1. It puts marks (ir/marks.h) where something happens that Custody wants to
 * know: around boundaries, behind borrows, and on values that are compared. Uses roles/, rust/ and
 * ir/.
 *
 * It runs before inlining, while the functions that have roles are still called. With
 * CUSTODY_RELEASE on f, CUSTODY_RECLAIM(0) on g and CUSTODY_BORROW_SHARED(0) on k
 *
 *   %r = call ptr @f(ptr %owner)
 *   %h = call ptr @g(ptr %q)
 *   define void @k(ptr %p) { ... uses of %p ... }
 *
 * becomes
 *
 *   call void @custody.mark.enter(ptr @custody.site)
 *   %r = call ptr @f(ptr %owner)
 *   %r.1 = call ptr @custody.mark.release(ptr %r, ptr %owner, ptr @custody.site)  ; replaces %r
 *   call void @custody.mark.reclaim(ptr %q, ptr @custody.site.1)
 *   %h = call ptr @g(ptr %q)
 *   call void @custody.mark.leave(ptr %h, ptr @custody.site.1)
 *   define void @k(ptr %p) { %b = call ptr @custody.mark.borrow(ptr %p, ptr @custody.site.2) ... }
 */
#ifndef CUSTODY_PASS_MARK_MARK_H
#define CUSTODY_PASS_MARK_MARK_H

#include "ir/ir.h"

/* Marks what the definition FUNCTION borrows, the boundaries that it calls, and FUNCTION itself if
 * it has roles. Comes after roles_collect. */
void mark_function_body(struct module *m, LLVMValueRef function);

/* Hides the operands of compares in FUNCTION from the optimizer, where it could otherwise replace
 * one by the other and so exchange their histories. Comes after mark_function_body. */
void compare_wrap(struct module *m, LLVMValueRef function);
/* The same for the compare in `s == key ? s : key`. It must run first of all passes, since LLVM 19
 * folds this to key before phase 1. */
void compare_wrap_choices(struct module *m, LLVMValueRef function);

/* Frees what this room keeps for a run. */
void mark_free(struct module *m);

#endif /* CUSTODY_PASS_MARK_MARK_H */
