/*===- track.h - phase 2: code that carries tags ------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Room track/: phase 2. It follows the tags of pointers through each function, from where they come
 * from to where they matter, and replaces the marks of phase 1. Uses rust/ and ir/.
 */
#ifndef CUSTODY_PASS_TRACK_TRACK_H
#define CUSTODY_PASS_TRACK_TRACK_H

#include "ir/ir.h"

/* Emits the code that carries tags into each of FUNCTIONS, definitions of the module, and gives
 * them ATTRIBUTE_PROPAGATED. fast_load and site_begin come before; site_finish and fast_inline
 * behind. */
void track_module(struct module *m, const struct list *functions);

#endif /* CUSTODY_PASS_TRACK_TRACK_H */
