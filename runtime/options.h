/*===- options.h - run-time options -------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_OPTIONS_H
#define CUSTODY_RT_OPTIONS_H

#include "base.h"
#include "text.h"

enum custody_model {
  CUSTODY_MODEL_PERMISSION,
  CUSTODY_MODEL_EXACT,
  CUSTODY_MODEL_ADDRESS,
  CUSTODY_MODELS
};

/* C types of the types in options.def. */
typedef enum custody_model option_model;
typedef bool option_bool;
typedef int option_int;
typedef const char *option_str;

struct options {
#define CUSTODY_OPTION(type, name, value, help) option_##type name;
#include "custody/options.def"
#undef CUSTODY_OPTION
};

/* The defaults until options_parse; not written after the start. */
extern struct options options;

/* Sets options from TEXT, which came from ORIGIN (a name for messages). Strings are copied into the
 * runtime's memory. On a mistake writes an explanation to ERROR and returns false. */
bool options_parse(const char *text, const char *origin, struct text *error);
/* Writes the table of options, with their values now. */
void options_print(struct text *out);

#endif /* CUSTODY_RT_OPTIONS_H */
