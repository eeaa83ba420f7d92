/*===- track_private.h - what the files of track/ share ----------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_PASS_TRACK_TRACK_PRIVATE_H
#define CUSTODY_PASS_TRACK_TRACK_PRIVATE_H

#include "track.h"

#include "rust/rust.h"

#include "custody/abi.h"

struct track {
  struct map demands; /* function being propagated -> struct demand, demand.c */
};

struct function {
  struct module *m;
  LLVMValueRef fn;
  LLVMValueRef name;        /* i64 constant: how direct callers call it */
  LLVMValueRef entry_point; /* the instruction in front of which entry code goes */
  LLVMValueRef entry_tags;  /* ptr: result of fast_enter; NULL until needed */
  LLVMValueRef va_tags;     /* alloca: what va_begin takes; NULL if not variadic */
  LLVMValueRef ack;         /* alloca i8; NULL until needed */
  struct map tags;          /* value -> LLVMValueRef[leaves] */
  bool resolving;           /* a long chain is being worked through */
  struct map locals;        /* alloca -> 1 + whether it is private */
  struct map plain;         /* value -> its tag in the plain form */
  struct map maybe;         /* value -> 1 + whether it may have a tag */
  struct list phis;         /* PHIs whose tag PHIs wait for their operands */
  struct map exchanged;     /* atomic exchange -> tag of the old value, once lowered */
  struct list dead;         /* replaced calls, erased at the end: maps know their addresses */
  struct map names;         /* indirect call -> i64: the callee's address */
};

/*===-- stub.c: cold code that calls share -----------------------------------===*/

/* The function that hands tags over to CALLEE under the constant NAME, for its argument slots FIRST
 * and SECOND (the same: for one). */
LLVMValueRef stub_handover(struct module *m, LLVMValueRef callee, LLVMValueRef name, unsigned first,
                           unsigned second);
/* The function that takes what is pending, for a function described by stub_self. */
LLVMValueRef stub_enter(struct module *m);
LLVMValueRef stub_self(struct module *m, LLVMValueRef function, LLVMValueRef name);

/*===-- demand.c: who wants tags ----------------------------------------------===*/

/* Looks at all FUNCTIONS, which are about to be propagated, before any of them is. */
void demand_collect(struct module *m, const struct list *functions);
/* Frees what demand_collect made. */
void demand_free(struct module *m);
/* Whether CALLEE (NULL: not known) may do something with the tag of its parameter ARGUMENT. */
bool demand_wants(const struct module *m, LLVMValueRef callee, unsigned argument);
/* Whether what CALLEE returns may have a tag. */
bool demand_returns(const struct module *m, LLVMValueRef callee);
/* Whether a call of CALLEE runs the definition that is here, which is or will be instrumented. */
bool demand_is_known(const struct module *m, LLVMValueRef callee);
/* Whether all calls of FUNCTION are direct ones in functions that are being propagated. */
bool demand_is_local(const struct module *m, LLVMValueRef function);

/*===-- source.c: where a tag comes from -------------------------------------===*/

/* Whether VALUE may have a tag; false is certain. */
bool tag_maybe(struct function *f, LLVMValueRef value);
/* Whether VALUE is a pointer made of integer bits that are in plain sight, and no sentinel. */
bool is_forged(LLVMValueRef value);

/*===-- shadow.c: the tags of values -----------------------------------------===*/

/* The tags of VALUE's leaves (i32 each); valid until the function is done. Emits what is missing
 * where VALUE is defined. NULL if its type has no leaves. */
LLVMValueRef *tags_of(struct function *f, LLVMValueRef value);
/* The tag of a scalar, of either form (abi.h); zero for others. */
LLVMValueRef tag_of(struct function *f, LLVMValueRef value);
/* The same in the plain form: what offsets, borrows and hooks take. */
LLVMValueRef plain_tag_of(struct function *f, LLVMValueRef value);
/* Where VALUE is *FROM and an offset, and nobody has asked for its tag yet: the tag of *FROM, of either
 * form. Otherwise NULL. */
LLVMValueRef unchecked_tag_of(struct function *f, LLVMValueRef value, LLVMValueRef *from);
bool tag_is_zero(const struct function *f, LLVMValueRef tag);
/* Adds the operands of all tag PHIs that wait for them. */
void tags_finish(struct function *f);
/* Whether SLOT is a local that only this function's pointer loads and stores know: as good as a
 * register. Its cell keeps a tag in the form in which it was stored. */
bool is_private(struct function *f, LLVMValueRef slot);
/* Code that needs it gets the tags of this function's arguments. */
LLVMValueRef tags_of_entry(struct function *f);

/*===-- memory.c: stores, exchanges, copies ----------------------------------===*/

void lower_store(struct function *f, LLVMValueRef store);
/* An atomic exchange or compare-exchange. Returns the tag of the old value; lowers it once. */
LLVMValueRef lower_exchange(struct function *f, LLVMValueRef instruction);
/* Whether an i64 that is stored or passed may be a pointer's copy. Integers that were computed, or
 * came in as integers, are not. */
bool integer_may_carry(struct function *f, LLVMValueRef value);
/* memcpy, memmove, memset, intrinsic or by name. */
void lower_copy(struct function *f, LLVMValueRef call, LLVMValueRef to, LLVMValueRef from,
                LLVMValueRef bytes);
void lower_clear(struct function *f, LLVMValueRef call, LLVMValueRef at, LLVMValueRef bytes);

/*===-- call.c: calls and returns ---------------------------------------------===*/

void lower_call(struct function *f, LLVMValueRef call);
/* Where the tag of CALL's result comes from: an argument's index, or one of these. */
enum { RESULT_ZERO = -1, RESULT_TAGGED = -2 };
int call_result_from(struct function *f, LLVMValueRef call);
/* Fills TAGS[COUNT] of CALL's result, which has some. */
void call_tags(struct function *f, LLVMValueRef call, LLVMValueRef *tags, unsigned count);
void lower_return(struct function *f, LLVMValueRef ret);

/*===-- known_call.c: calls that need no hand-over -----------------------------===*/

/* Lowers CALL if it is one of these; false: it is not. */
bool lower_known_call(struct function *f, LLVMValueRef call);
/* The name by which a direct call of FUNCTION hands tags over. */
LLVMValueRef call_name(struct module *m, LLVMValueRef function);
/* Whether TYPE has a pointer in it; how many leaves it has in *COUNT. */
bool has_pointer_leaf(struct module *m, LLVMTypeRef type, unsigned *count);

/*===-- parameters.c: what a function does at its entry ----------------------===*/

/* byval parameters take the tags of the memory they were copied from. */
void lower_byval_parameters(struct function *f);
/* A function that may store through a parameter says at its entry that it is instrumented, though
 * it may not want a tag: its caller guards locals against functions that are not. */
void lower_out_parameters(struct function *f);

/*===-- varargs.c: variable arguments ----------------------------------------===*/

/* Fills SLOTS[CUSTODY_VA_SLOTS] with the tags of CALL's variable arguments, by word of the area in
 * which va_arg will find them; returns whether there are any. */
bool varargs_collect(struct function *f, LLVMValueRef call, LLVMValueRef *slots);
void varargs_enter(struct function *f);
void lower_va_start(struct function *f, LLVMValueRef call);

/*===-- boundary.c: marks ----------------------------------------------------===*/

void lower_mark(struct function *f, LLVMValueRef call, enum mark mark);
/* The tag of what a borrow, release or recover mark returns. */
LLVMValueRef mark_tag(struct function *f, LLVMValueRef call, enum mark mark);
/* Whether a borrow at SITE has the same tag whatever the pointer had. */
bool is_fresh(LLVMValueRef site);

#endif /* CUSTODY_PASS_TRACK_TRACK_PRIVATE_H */
