/*===- options.h - run-time options -------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * One plain struct with all options of options.def. Core owns it because core needs some values
 * and is below all other readers. The text of the options is parsed elsewhere.
 */
#ifndef CUSTODY_RT_OPTIONS_H
#define CUSTODY_RT_OPTIONS_H

#include "base.h"

enum custody_model {
  CUSTODY_MODEL_PERMISSION,
  CUSTODY_MODEL_EXACT,
  CUSTODY_MODEL_ADDRESS,
  CUSTODY_MODELS
};

/* The C types of the types that options.def names. */
typedef enum custody_model option_model;
typedef bool option_bool;
typedef int option_int;
typedef const char *option_str;

struct options {
#define CUSTODY_OPTION(type, name, value, help) option_##type name;
#include "custody/options.def"
#undef CUSTODY_OPTION
};

/* Holds the defaults until the start-up sets it (start/parse_options.h). It is not written later,
 * so any thread may read it. */
extern struct options options;

#endif /* CUSTODY_RT_OPTIONS_H */
