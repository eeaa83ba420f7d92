/*===- json.h - reports as JSON -----------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The format log_format=json: one JSON object a line. docs/results.md describes the members. It
 * tells what print.h tells: both go through steps.h and explain.h.
 *
 * pre for all: the lock of report.c is held.
 */
#ifndef CUSTODY_RT_JSON_H
#define CUSTODY_RT_JSON_H

#include "core/core.h"
#include "frames.h"
#include "text/text.h"

/* The version of the format. It grows when a member goes away or changes its meaning. */
enum { JSON_VERSION = 1 };

/* Whether the options ask for this format. A kernel has no files to write it to. */
static inline bool json_wanted(void) {
  return !CUSTODY_KERNEL && string_equal(options.log_format, "json");
}

/* Each of these appends one line to OUT. */

/* A report. ID is the same in all reports of one bug in this process. */
void json_finding(struct text *out, const struct finding *found, const struct frames *stack,
                  uint64_t id);
/* What is known of a pointer; FOUND->answer is not read. */
void json_description(struct text *out, const struct finding *found);
/* How many reclaims were verified, unverified and reported, at exit. */
void json_counts(struct text *out, const struct counts *c);
/* The bug ID was found COUNT times by this process. */
void json_repeat(struct text *out, uint64_t id, uint64_t count);
/* COUNT reclaims at the source location WHERE are unverified because of REASON. BOUNDARY is the
 * function that was called; NULL: not known. */
void json_unverified(struct text *out, enum reason reason, uint64_t count, const char *where,
                     const char *boundary);
/* COUNT releases at the source location WHERE are outstanding. BOUNDARY as above. */
void json_unreclaimed(struct text *out, uint64_t count, const char *where, const char *boundary);
/* A line of the file of suppressions, and how many findings it matched. */
void json_suppression(struct text *out, const char *kind, const char *what, const char *pattern,
                      uint64_t line, uint64_t count);
/* A warning. DETAIL may be NULL. */
void json_warning(struct text *out, const char *message, const char *detail);

#endif /* CUSTODY_RT_JSON_H */
