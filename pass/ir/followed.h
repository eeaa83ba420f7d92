/*===- followed.h - which pointers are followed, by their types --*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The user may give a list of types: only pointers to these can reach a boundary. The list lies in the
 * module, as named metadata, so that every later phase reads the same one:
 *
 *   !custody.types = !{!{!"1 payload"}, !{!"2 payload"}}       ; struct payload *, struct payload **
 *
 * pointee_name.h says how the names are made.
 *
 * What type a pointer has is known from TBAA, the metadata by which LLVM tells accesses of different
 * types apart. Clang 22 names the type of a pointer there ("p1 _ZTS7payload") where it optimizes and
 * the program does not say -fno-strict-aliasing. Debug info has the types of parameters and results.
 * Where the type is not known, a pointer is followed.
 *
 * A pointer of an unlisted type has the tag 0. Where it is stored, the cell is cleared as for any
 * pointer without a tag. So nobody finds a stale tag there, whatever type he reads the memory by, and
 * it does no harm that one unit follows a pointer which another one leaves out.
 */
#ifndef CUSTODY_PASS_IR_FOLLOWED_H
#define CUSTODY_PASS_IR_FOLLOWED_H

#include "module.h"

/* Adds NAME, as pointee_name writes it, to the list in the module. */
void followed_add(struct module *m, const char *name);
/* Whether there is a list in the module. */
bool followed_is_given(struct module *m);

/* Whether the list leaves out the pointer that ACCESS, a load or store, moves. False without a list,
 * and where the type is not known. */
bool followed_leaves_out(struct module *m, LLVMValueRef access);

/* Notes in FUNCTION, before the optimizer has removed its variables, what the list leaves out:
 * parameters, arguments and results of calls, and what is returned. A call's result has the types of
 * the variables that it is stored to, if debug info does not say more. */
void followed_note(struct module *m, LLVMValueRef function);
/* Whether this was noted of parameter INDEX of FUNCTION, of argument INDEX of CALL, of the result of
 * CALL, of what FUNCTION returns. */
bool followed_leaves_out_parameter(LLVMValueRef function, unsigned index);
bool followed_leaves_out_argument(LLVMValueRef call, unsigned index);
bool followed_leaves_out_result(LLVMValueRef call);
bool followed_leaves_out_returned(LLVMValueRef function);

/* A constant that stands for the list, the same in all units with this list; null where the unit has
 * no say (Rust, kernels). Units with different lists do not link: each has its constant in a section
 * group of one name, of which the linker keeps the first, so the constant of another list is
 * missing. */
LLVMValueRef followed_stamp(struct module *m);

/* Whether the compiler named types in the module: CUSTODY_TYPE_NAMES_*. */
unsigned followed_type_names(struct module *m);

/* Frees what this file keeps in M. */
void followed_free(struct module *m);

#endif /* CUSTODY_PASS_IR_FOLLOWED_H */
