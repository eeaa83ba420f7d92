/*===- registers.h - tags that go through registers --------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The code for the functions of signature.h. While the walk runs, all functions keep their signatures,
 * because the tables and the facts know values by their addresses. So the walk only puts markers:
 *
 *   define internal ptr @f(ptr %p)     %t.p = call i32 (...) @custody.registers()
 *   ret ptr %v                         call i32 (...) @custody.registers(i32 %t.v), in front of it
 *   %r = call ptr @f(ptr %q)           call i32 (...) @custody.registers(i32 %t.q), in front of it
 *                                      %t.r = call i32 (...) @custody.registers(), behind it
 *
 * When the walk is over, registers_finish makes the functions again with their new signatures, and
 * all markers become parameters, arguments and results.
 */
#ifndef CUSTODY_PASS_TRACK_REGISTERS_H
#define CUSTODY_PASS_TRACK_REGISTERS_H

#include "handover.h"

/* The markers of a module. Zero-initialised it is empty. */
struct registers {
  struct map markers; /* function, call or ret -> its array of markers, NULL where there is none */
  struct list arrays; /* these arrays */
};

/* Gives the parameters of F, which takes their tags in registers, these tags. */
void registers_enter(struct function *f);
/* In front of CALL: hands over the tags of H that the callee takes. */
void registers_hand_over(struct function *f, LLVMValueRef call, const struct handover *h);
/* Behind CALL: the tags of its result, of which there are COUNT. */
void registers_take(struct function *f, LLVMValueRef call, LLVMValueRef *tags, unsigned count);
/* In front of RET: returns the COUNT tags. */
void registers_give(struct function *f, LLVMValueRef ret, LLVMValueRef *tags, unsigned count);

/* Gives all functions of signature.h their new signatures, and removes the markers. The functions in the
 * list of FACTS are then no longer valid. Frees REGISTERS. */
void registers_finish(struct facts *facts, struct registers *registers);

#endif /* CUSTODY_PASS_TRACK_REGISTERS_H */
