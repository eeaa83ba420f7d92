/*===- versions.h - bare versions of functions --------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * A program that never rebuilds an owner has nothing that Custody could judge. So each function of Rust
 * gets a bare version, without instrumentation, and chooses when it is called:
 *
 *   define ptr @f(ptr %p)                        ; the function itself, as others know it
 *     if __custody_tracking == 0: musttail call @f.bare(%p), else musttail call @f.custody(%p)
 *   define internal ptr @f.custody(ptr %p)       ; what f was, and is instrumented
 *   define internal ptr @f.bare(ptr %p)          ; calls bare versions
 *
 * A function that only this module calls has no chooser: instrumented functions call the instrumented
 * version, and bare ones the bare one. A module that judges pointers has no bare versions, and neither
 * has a function with a release, so that each release is recorded.
 *
 * The environment variable CUSTODY_BARE_VERSIONS=1 of the compiler asks for bare versions: they take
 * compile time and space.
 */
#ifndef CUSTODY_PASS_TRACK_VERSIONS_H
#define CUSTODY_PASS_TRACK_VERSIONS_H

#include "ir/ir.h"

/* The bare versions of a module. Zero-initialised it is empty. */
struct versions {
  struct list bare; /* their names end in ".bare" */
};

/* Makes bare versions of FUNCTIONS, definitions in M with the marks of phase 1. Comes before anything of
 * phase 2 is emitted. */
void versions_begin(struct module *m, const struct list *functions, struct versions *versions);
/* Lets the functions choose, after all else of phase 2 but the inlining of fast paths. Frees VERSIONS. */
void versions_finish(struct module *m, struct versions *versions);

#endif /* CUSTODY_PASS_TRACK_VERSIONS_H */
