/*===- names.h - readable names -----------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_NAMES_H
#define CUSTODY_RT_NAMES_H

#include "base.h"
#include "text/text.h"

enum { NAME_MAX = 512 };

/* Writes the readable form of the symbol NAME, of Rust or C++, to BUFFER. Returns false if NAME is
 * not mangled. */
bool name_demangle(const char *name, char *buffer, size_t size);
/* Returns the readable form of NAME, in BUFFER, or NAME itself if it is not mangled or NULL. */
const char *name_readable(const char *name, char *buffer, size_t size);
/* Appends the readable form of NAME, and "()" unless it has its parameters, as in C++. */
void name_write_call(struct text *out, const char *name);

#endif /* CUSTODY_RT_NAMES_H */
