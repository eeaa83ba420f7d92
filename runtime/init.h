/*===- init.h - start and end of the runtime ----------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_INIT_H
#define CUSTODY_RT_INIT_H

#include "base.h"

/* Reads the options and maps the shadow, once; ends the process where that cannot be done. */
void init(void);
/* The first half of it: reads the options, once. Needs nothing else to be ready. */
void init_options(void);
/* Registers an instrumented module; NULL is none. */
void init_module(const struct custody_module *module);

#endif /* CUSTODY_RT_INIT_H */
