/*===- explain.h - the sentences of a report ----------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_EXPLAIN_H
#define CUSTODY_RT_EXPLAIN_H

#include "core/core.h"
#include "text/text.h"

/* All of these append whole lines to OUT, except where they say otherwise. */

/* What happened to which pointer, and what it lacks: the lines below the first one. */
void explain_what(struct text *out, const struct finding *f);
/* What each model says. */
void explain_models(struct text *out, const struct verdict *v);
/* The word for what a model says, and for what Stacked Borrows or Tree Borrows say. They live for
 * ever. */
const char *explain_result(enum answer a);
const char *explain_borrows(enum borrows b);
/* What to do next. */
void explain_hint(struct text *out, const struct finding *f);
/* Writes which part of the documents explains reports of this kind, without the end of the line. */
void explain_help(struct text *out, const struct finding *f);
/* What happened at the site that the tag names, without the end of the line. pre: F->facts.from is
 * not NULL. */
void explain_origin(struct text *out, const struct finding *f);

#endif /* CUSTODY_RT_EXPLAIN_H */
