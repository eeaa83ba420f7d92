/*===- report.h - reports -----------------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_REPORT_H
#define CUSTODY_RT_REPORT_H

#include "core.h"

struct report {
  enum answer answer;
  const struct facts *facts;
  const struct verdict *verdict;
  struct origin from; /* where the hook was called */
};

/* Prints it, unless it is suppressed or this place had one of that kind before; ends the process
 * where the options say so. pre: no lock is held. */
void report(const struct report *r);
/* Prints what is known of a pointer; answer is not read. */
void report_describe(const struct report *r);
/* Prints the line of counts. */
void report_counts(struct counts c);
/* Prints one line "CustodySanitizer: WARNING: MESSAGE (DETAIL)"; DETAIL may be NULL. */
void report_warning(const char *message, const char *detail);
/* Whether any report was printed. */
bool report_printed(void);

/* Held over a fork; the outermost lock. */
void report_hold(void);
void report_release(void);

/*===-- explain.c: the words -----------------------------------------------===*/

/* A frame as it is printed. */
struct place {
  const char *function, *file; /* "" where unknown */
  uint32_t line, column;
};

/* All of these write whole lines. */
void explain_what(struct text *out, const struct report *r); /* below the first line */
void explain_models(struct text *out, const struct verdict *v);
void explain_hint(struct text *out, const struct report *r);
/* What a borrow, a key or a forged pointer's place is called: the line above its frame. */
void explain_origin(struct text *out, const struct report *r);
/* Name of the site's boundary or type for a reader, in BUFFER where it must be demangled. */
const char *explain_name(const char *name, char *buffer, size_t size);

#endif /* CUSTODY_RT_REPORT_H */
