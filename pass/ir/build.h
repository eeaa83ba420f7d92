/*===- build.h - where code goes ---------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_PASS_IR_BUILD_H
#define CUSTODY_PASS_IR_BUILD_H

#include "module.h"

/* Puts the builder in front of INSTRUCTION, with its debug location. */
void build_before(struct module *m, LLVMValueRef instruction);
/* Puts the builder behind INSTRUCTION, with its debug location: behind the PHIs of its block if it
 * is one, and at the normal destination if it is an invoke. */
void build_after(struct module *m, LLVMValueRef instruction);
/* Puts the builder in front of the first instruction of FUNCTION that is no alloca. */
void build_entry(struct module *m, LLVMValueRef function);

/* Gives every invoke of FUNCTION a normal destination that no other block branches to, so that
 * build_after has a place for code that runs after this invoke alone. */
void split_invokes(struct module *m, LLVMValueRef function);
/* Moves all allocas of a constant size in FUNCTION's entry block to the top of it. */
void hoist_allocas(struct module *m, LLVMValueRef function);

#endif /* CUSTODY_PASS_IR_BUILD_H */
