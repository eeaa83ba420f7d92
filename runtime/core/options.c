/*===- options.c - run-time options -------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "options.h"

struct options options = {
#define CUSTODY_OPTION(type, name, value, help) .name = value,
#include "custody/options.def"
#undef CUSTODY_OPTION
};
