/*===- callback.h - pointers that come back to a callback --------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * A registry that is not instrumented is given a callback and a pointer, and calls the callback with
 * the pointer, whose tag is lost. The instrumented module that has the callback says which pointers
 * are given away with it (callback_given in abi.h). So this file knows all pointers that the callback
 * can get, and restores what all pointers with the same bits have in common. Such a history is
 * *inferred*. docs/semantics.md says why it makes no false report.
 *
 * Any thread may call these functions.
 */
#ifndef CUSTODY_RT_CALLBACK_H
#define CUSTODY_RT_CALLBACK_H

#include "base.h"
#include "custody/abi.h"

/* What is inferred about a pointer that has no history by itself. */
enum inferred : uint8_t {
  INFERRED_NOTHING,
  INFERRED_RELEASED, /* only the released pointer with these bits was given away with the callback */
  INFERRED_AMBIGUOUS, /* pointers with several histories were */
};

/* Notes that the pointer BITS with TAG, in either form, is given away with CALLBACK. */
void callback_given(uint64_t callback, uint64_t bits, custody_tag tag);
/* The same if the thread is inside the runtime, so that nothing can be noted, or if the program may call
 * any callback itself: from then on nothing is inferred. Takes no lock. */
void callback_given_unseen(void);
/* The tag for what is inferred about the argument BITS of CALLBACK; 0 if that is nothing. Unless
 * EXACT, the tag lacks no permission. */
custody_tag callback_entered(uint64_t callback, uint64_t bits, bool exact);
/* What the plain TAG, which may be any tag, says. It is INFERRED_NOTHING for the tag of a borrow. */
enum inferred inferred_by(custody_tag tag);

/* Take and give back the lock, for a fork. */
void callback_hold(void);
void callback_release(void);

#endif /* CUSTODY_RT_CALLBACK_H */
