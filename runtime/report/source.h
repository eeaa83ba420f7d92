/*===- source.h - source lines in a report ------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_SOURCE_H
#define CUSTODY_RT_SOURCE_H

#include "text/text.h"

enum { SOURCE_PATH_MAX = 1024, SOURCE_LINE_MAX = 1024 }; /* bytes with the zero */

/* A line of a source file. */
struct source_line {
  char path[SOURCE_PATH_MAX]; /* where the file was found */
  char text[SOURCE_LINE_MAX]; /* without its end; a longer line is cut */
};

/* Finds LINE of FILE, counted from 1. Returns NULL if the option source says so, or if the file
 * cannot be read or has no such line. The result is valid until the next call. One thread at a
 * time. */
const struct source_line *source_find(const char *file, uint32_t line);

/* Appends LINE of FILE to OUT, and below it a caret at COLUMN; both are counted from 1, and a COLUMN
 * of 0 makes no caret. Appends nothing if the option source says so, or if the file cannot be read
 * or has no such line. One thread at a time. */
void source_print(struct text *out, const char *file, uint32_t line, uint32_t column);

#endif /* CUSTODY_RT_SOURCE_H */
