/*===- facts.h - which values are tracked ------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The first step of phase 2. It looks at all functions of the module that are about to be
 * instrumented, and emits nothing.
 *
 *   forward (forward.c)     from the sources: this value may have a tag. Sources are loads of
 *                           pointers, arguments, results of unseen code, borrows, releases.
 *   backward (backward.c)   from the sinks: this tag is wanted. Sinks are stores to memory, arguments
 *                           of unseen code, returned values, boundaries.
 *
 * A value is tracked where both meet. Both walk over the whole module, through calls and through
 * local variables that are as good as registers, until nothing changes. Each keeps a list of values
 * still to be looked at instead of calling itself, so that no chain is too long for the stack.
 *
 * The facts are about the IR as it was. The second step adds instructions, and asks for no facts
 * about those. All functions here are called on the thread that compiles.
 */
#ifndef CUSTODY_PASS_TRACK_FACTS_H
#define CUSTODY_PASS_TRACK_FACTS_H

#include "ir/ir.h"

/* What is known of a value, as bits. */
enum fact {
  FACT_MAY = 1,     /* it may have a tag; without this bit it certainly has none */
  FACT_COPY = 2,    /* an integer that may be an unchanged or adjusted copy of a pointer */
  FACT_DERIVED = 4, /* an integer computed from a pointer that was cast in plain sight */
  FACT_AS_IS = 8,   /* its tag is wanted in the form in which it arrives: plain, or as a cell */
  FACT_PLAIN = 16,  /* its tag is wanted in the plain form (abi.h says what the forms are) */
  FACT_SHOWN = 32,  /* an integer whose bits are computed from constants alone */
  FACT_HIDDEN = 64, /* an integer that was looked at for that, and is not SHOWN */
};

struct function_facts {
  bool local;        /* every call of it is a direct one, in a function of this module's list */
  bool returns;      /* what it returns may have a tag */
  bool wanted;       /* and somebody may want that tag */
  bool in_registers; /* its tags are parameters and results of it (signature.h) */
  struct list rets;  /* its return instructions */
  struct list
      ordered; /* its instructions that can be reached, definitions before uses (PHIs apart) */
};

struct facts {
  struct module *m;
  const struct list *functions;
  struct map values;         /* value -> enum fact bits */
  struct map function_facts; /* function in the list -> struct function_facts * */
  struct map locals;         /* alloca -> bits, locals.c */
  struct map roots;          /* getelementptr -> what all its offsets start from, flow.c */
};

/* collect.c: collects all facts about FUNCTIONS, which must stay as they are until the facts are freed. */
void facts_collect(struct facts *facts, struct module *m, const struct list *functions);
void facts_free(struct facts *facts);

/* What is known of FUNCTION; NULL where it is not in the list: it is instrumented elsewhere, was
 * instrumented by an earlier run, or never will be. FUNCTION may be NULL. */
struct function_facts *facts_of_function(const struct facts *facts, LLVMValueRef function);
/* Whether the facts about VALUE include all of BITS. Of constants, only forged ones have any. */
bool facts_has(const struct facts *facts, LLVMValueRef value, unsigned bits);
/* Whether VALUE gets a tag: it may have one, and somebody wants it in some form. */
bool facts_tracked(const struct facts *facts, LLVMValueRef value);
/* Whether a call of CALLEE runs the definition that is in this module, and that is in the list: it is
 * not another one that is linked or loaded instead. CALLEE may be NULL. */
bool facts_runs_here(const struct facts *facts, LLVMValueRef callee);

/* The steps, in the order in which facts_collect takes them. Each adds bits to FACTS->values. */
void visible_collect(struct facts *facts);  /* visible.c: FACT_SHOWN, FACT_HIDDEN */
void forward_collect(struct facts *facts);  /* forward.c: FACT_MAY, FACT_COPY, FACT_DERIVED */
void backward_collect(struct facts *facts); /* backward.c: FACT_AS_IS, FACT_PLAIN */

#endif /* CUSTODY_PASS_TRACK_FACTS_H */
