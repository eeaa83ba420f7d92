/*===- report.h - reports -----------------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Room report/: what the user reads. It decides which findings are printed, explains them, prints
 * stacks with names, and knows the suppressions. It uses core/ (for facts only), host.h and text/.
 * Core never calls it: entry.c does, with a finding.
 *
 * Other rooms include this header only; it also gives them suppress.h and expand.h.
 */
#ifndef CUSTODY_RT_REPORT_H
#define CUSTODY_RT_REPORT_H

#include "core/core.h"
#if !CUSTODY_KERNEL
#include "custody/custody.h"
#endif
#include "expand.h"
#include "suppress.h"

/* Prints FOUND, unless a suppression matches it or the same bug had a report before (repeats.h).
 * Ends the process if the option halt_on_error says so. Any thread; reports of several threads
 * follow one another. pre: the thread holds no lock of the runtime. */
void report(const struct finding *found);
/* From now on each site may have a report of each kind again. */
void report_forget(void);
/* Prints what is known of a pointer; FOUND->answer is not read. */
void report_describe(const struct finding *found);
/* Prints the line of counts, a line for each reason, and how many releases were lost. */
void report_counts(struct counts c);
/* Prints how often each bug was found that was found more than once. */
void report_repeats(void);
/* Prints the source locations of unverified reclaims, most frequent first. */
void report_unverified(void);
/* Prints the source locations of releases that are outstanding, most frequent first. */
void report_unreclaimed(void);
/* Prints how often each suppression matched. */
void report_suppressions(void);
/* Prints the line "CustodySanitizer: WARNING: MESSAGE (DETAIL)". DETAIL may be NULL. */
void report_warning(const char *message, const char *detail);
/* Whether any report was printed. */
bool report_printed(void);

#if !CUSTODY_KERNEL
/* The function of custody.h. It may be called in the callback, too. */
void report_set_callback(custody_report_callback call, void *data);
/* Whether the calling thread is in the program's callback, or stopped at the debugger's breakpoint. It is
 * inside the guard then, and report_describe may be called. */
bool report_is_telling(void);
#endif

/* Take and give back the lock of this room, for a fork. It comes before the locks of core. */
void report_hold(void);
void report_release(void);

#endif /* CUSTODY_RT_REPORT_H */
