/*===- explain_owner.h - sentences about the wrong owner ----------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/* The sentences of the kinds wrong-owner, wrong-size, interior and not-on-the-heap, for explain.c.
 */
#ifndef CUSTODY_RT_EXPLAIN_OWNER_H
#define CUSTODY_RT_EXPLAIN_OWNER_H

#include "core/core.h"
#include "text/text.h"

/* Appends what is wrong to OUT, as a line. Does nothing for other kinds. */
void explain_owner_reason(struct text *out, const struct finding *found);
/* Appends what to do next. */
void explain_owner_hint(struct text *out, const struct finding *found);

#endif /* CUSTODY_RT_EXPLAIN_OWNER_H */
