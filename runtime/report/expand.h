/*===- expand.h - names of files in options -----------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_EXPAND_H
#define CUSTODY_RT_EXPAND_H

#include "text/text.h"

/* Appends PATH to OUT: %p in it becomes the process ID, %b the name of the program without its
 * directory, and %% a %. Returns whether there was a %p. One thread at a time. */
bool path_expand(struct text *out, const char *path);
/* Appends the name of the program without its directory. */
void path_append_program(struct text *out);

#endif /* CUSTODY_RT_EXPAND_H */
