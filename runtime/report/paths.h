/*===- paths.h - the names of source files ------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_PATHS_H
#define CUSTODY_RT_PATHS_H

#include "base.h"

/* Whether FILE belongs to the source of Rust's standard library, or to a crate inside of it. */
bool path_is_library(const char *file);
/* The part of FILE that a reader needs: relative to the directory in which the program was started,
 * or "library/core/src/...", or "<crate>-<version>/src/...". It points into FILE. */
const char *path_readable(const char *file);

#endif /* CUSTODY_RT_PATHS_H */
