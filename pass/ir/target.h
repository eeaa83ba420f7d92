/*===- target.h - what the module is compiled for ----------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The environment variable CUSTODY_TARGET, which a Makefile can set, says where the code will run:
 * in a process (the default), in a kernel ("kernel"), or in a kernel of several processors on x86-64
 * ("kernel-x86_64").
 */
#ifndef CUSTODY_PASS_IR_TARGET_H
#define CUSTODY_PASS_IR_TARGET_H

#include "module.h"

enum target { TARGET_PROCESS, TARGET_KERNEL, TARGET_KERNEL_X86_64 };

/* Reports an error of the compiler, and returns TARGET_KERNEL, if CUSTODY_TARGET has another
 * value. */
enum target target_of(struct module *m);

/* Whether FUNCTION runs where nothing may be called and no memory of the runtime may be there: the
 * kernel's noinstr functions, and its code for entries, idle processors and the start. */
bool target_forbids(LLVMValueRef function);

/* Gives FUNCTION, which the pass makes, the attributes that the flags of the compilation gave to the
 * functions of the user. A kernel relies on some: its interrupts overwrite a red zone. Does nothing
 * for a process. */
void target_adopt(struct module *m, LLVMValueRef function);

/* Says of the runtime's functions that a kernel calls them directly: neither it nor the loader of its
 * modules has a table of addresses. Does nothing for a process. */
void target_call_directly(struct module *m);

#endif /* CUSTODY_PASS_IR_TARGET_H */
