/*===- sinks.h - what the tags of values are wanted for ----------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The sinks: where a tag leaves the values of a function. The facts ask which there are, the code
 * lowers them.
 */
#ifndef CUSTODY_PASS_TRACK_SINKS_H
#define CUSTODY_PASS_TRACK_SINKS_H

#include "facts.h"

enum store_kind {
  STORE_NOTHING, /* no cell is written */
  STORE_CLEAR,   /* the slots' cells are cleared, whatever the value is */
  STORE_LOST,    /* the same, and the tag of the value ends here: the list leaves out its type */
  STORE_PRIVATE, /* to a local that is as good as a register */
  STORE_MOVED,   /* a pointer with an offset: its tag may be taken from what it was made of */
  STORE_TAGS     /* the cells get the tags of the value's leaves */
};
enum store_kind store_kind(struct facts *facts, LLVMValueRef store);

/* The value that INSTRUCTION, an atomic exchange or compare-exchange of a pointer, stores; NULL where
 * INSTRUCTION is none. */
LLVMValueRef exchange_value(LLVMValueRef instruction);

/* In which form the mark CALL wants the tag of its first operand at all times; 0 for none. */
unsigned mark_wants(LLVMValueRef call);

/* The value that RET returns with its tags; NULL where it hands none back. */
LLVMValueRef return_value(const struct facts *facts, LLVMValueRef ret);

/* Whether FUNCTION may store a pointer through a pointer that it was given. */
bool stores_through_parameters(struct facts *facts, LLVMValueRef function);

/* Whether FUNCTION keeps a pointer that it was given in a private local, as debug builds do with every
 * parameter. Then it takes the tag, wanted or not: a released pointer whose tag nobody takes counts as
 * handed to uninstrumented code (runtime/core/handover.h), and later verdicts know less. */
bool keeps_parameters(struct facts *facts, LLVMValueRef function);

#endif /* CUSTODY_PASS_TRACK_SINKS_H */
