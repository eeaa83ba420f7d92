/*===- print.h - reports as text ----------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/* The text format of a report. Another format stands beside it and is chosen in report.c. */
#ifndef CUSTODY_RT_PRINT_H
#define CUSTODY_RT_PRINT_H

#include "core/core.h"
#include "frames.h"
#include "text/text.h"

/* Appends the report of FOUND to OUT, which is that of stream.h. STACK is the stack of the
 * reclaim. */
void print_finding(struct text *out, const struct finding *found, const struct frames *stack);
/* Appends the kind of FOUND, and PLACE, where its reclaim is: "stale file.c:1:2 in main". */
void print_summary(struct text *out, const struct finding *found, const struct place *place);
/* Appends what is known of a pointer to OUT; FOUND->answer is not read. */
void print_description(struct text *out, const struct finding *found);

#endif /* CUSTODY_RT_PRINT_H */
