/*===- stub.h - cold code that calls share -----------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Most calls in a program hand over one or two pointers whose tags are nearly always zero. What a call
 * needs where they are not would be most of the code that Custody adds. So all calls of one function
 * in a module share a small function, called out of line:
 *
 *   define private preserve_mostcc void @custody.handover.g.0.2(ptr nest %tags) {
 *     call preserve_mostcc void @__custody_handover(i64 <name of g>, i32 <slots 0 and 2>, i64 %tags)
 *   }
 *
 * The static chain (nest) has a register of its own, and the convention keeps all others. So the
 * arguments of the call, which are in their registers already, stay where they are.
 */
#ifndef CUSTODY_PASS_TRACK_STUB_H
#define CUSTODY_PASS_TRACK_STUB_H

#include "ir/ir.h"

/* The function that hands tags over to CALLEE under the constant NAME, for its argument slots FIRST
 * and SECOND (the same: for one). Made once for each in a module. */
LLVMValueRef stub_handover(struct module *m, LLVMValueRef callee, LLVMValueRef name, unsigned first,
                           unsigned second);
/* The function that takes what is handed over, for a function described by stub_self. */
LLVMValueRef stub_enter(struct module *m);
/* A constant that describes FUNCTION to stub_enter: the NAME that direct calls give it, and its address. */
LLVMValueRef stub_self(struct module *m, LLVMValueRef function, LLVMValueRef name);

#endif /* CUSTODY_PASS_TRACK_STUB_H */
