/*===- hooks.h - calls of the runtime and of the fast paths ------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_PASS_IR_HOOKS_H
#define CUSTODY_PASS_IR_HOOKS_H

#include "module.h"

enum { PRESERVE_MOST = 14 }; /* llvm::CallingConv::PreserveMost */

/* Emits a call of the runtime's hook NAME ("release"), which is in CUSTODY_HOOKS of abi.h, at the
 * builder. Ends the compiler if there is no such hook. */
LLVMValueRef hook_call(struct module *m, const char *name, LLVMValueRef *arguments, unsigned count);

/* Whether GLOBAL, whose name begins with "__custody_", is what the pass expects under that name: the
 * declaration of a fast path, or a symbol of the runtime with the runtime's type. True for a name
 * that the pass does not look up. */
bool hook_is_declared_right(const struct module *m, LLVMValueRef global);

/* The fast paths (pass/inline/fast.c). fast_load comes first, then calls, and fast_inline once at
 * the end. All three end the compiler with a message if the embedded code is not usable. */
void fast_load(struct module *m);
/* Emits a call of the fast path NAME ("load") at the builder. */
LLVMValueRef fast_call(struct module *m, const char *name, LLVMValueRef *arguments, unsigned count);
/* Links the fast paths that were called into the module and lets LLVM inline them. With KEEP_CALLS
 * they stay calls of declarations, which is readable. */
void fast_inline(struct module *m, bool keep_calls);

#endif /* CUSTODY_PASS_IR_HOOKS_H */
