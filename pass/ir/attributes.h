/*===- attributes.h - attributes of functions and calls ----------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_PASS_IR_ATTRIBUTES_H
#define CUSTODY_PASS_IR_ATTRIBUTES_H

#include "module.h"

/* String attributes that say which phases have been over a function. */
#define ATTRIBUTE_MARKED "custody.marked"
#define ATTRIBUTE_PROPAGATED "custody"
/* The user does not want this function to be instrumented. */
#define ATTRIBUTE_OFF "custody.off"

/* String attributes of functions. */
bool has_attribute(LLVMValueRef function, const char *name);
void add_attribute(struct module *m, LLVMValueRef function, const char *name);

/* LLVM's own attributes of functions, by name. NAME must be one without a value to be added. */
bool has_enum_attribute(LLVMValueRef function, const char *name);
void add_enum_attribute(struct module *m, LLVMValueRef function, const char *name);

/* Removes the attributes that say which memory FUNCTION touches: it will read and write tags. */
void drop_memory_attributes(LLVMValueRef function);
void drop_call_memory_attributes(LLVMValueRef call);

/* The type in the attribute NAME ("byval", "sret") of a parameter, counted from 0; NULL if the
 * function or call does not have it there. */
LLVMTypeRef parameter_type_attribute(LLVMValueRef function_or_call, unsigned parameter,
                                     const char *name);

#endif /* CUSTODY_PASS_IR_ATTRIBUTES_H */
