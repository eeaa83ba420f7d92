/*===- unverified.h - unverified reclaims as text -----------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_REPORT_UNVERIFIED_H
#define CUSTODY_RT_REPORT_UNVERIFIED_H

#include "core/core.h"
#include "text/text.h"

/* Appends a line for each reason of C to OUT, the most frequent first. */
void print_reasons(struct text *out, const struct counts *c);
/* Appends a line for each source location and reason of the unverified reclaims, the most frequent
 * first. If the location of the reclaim lies in Rust's standard library, the line has that of its
 * caller. pre: the lock of report.c is held. */
void print_unverified(struct text *out);
/* The same for releases that are outstanding: one line for each source location. */
void print_unreclaimed(struct text *out);

#endif /* CUSTODY_RT_REPORT_UNVERIFIED_H */
