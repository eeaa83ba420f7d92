/*===- track.h - phase 2: tags follow values ---------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * pass/track/ is phase 2: it gives every value that needs one a tag, and hands tags to the runtime
 * where a mark of phase 1 stands. It may use pass/ir/ and pass/rust/, and nothing else of the pass.
 *
 * It works in two steps. The facts (facts.h) say for the whole module which values are tracked, and
 * emit nothing. The code (walk.c) visits each function once and emits what the facts ask for.
 */
#ifndef CUSTODY_PASS_TRACK_TRACK_H
#define CUSTODY_PASS_TRACK_TRACK_H

#include "ir/ir.h"

/* Tracks FUNCTIONS, definitions in the module M, and removes their marks. Calls of the fast paths and
 * the hooks are emitted as calls; the caller inlines the fast paths afterwards. Each function gets
 * the attribute ATTRIBUTE_PROPAGATED. pre: fast_load and site_begin have been called. */
void track_module(struct module *m, const struct list *functions);

#endif /* CUSTODY_PASS_TRACK_TRACK_H */
