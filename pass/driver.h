/*===- driver.h - the passes, one call each -----------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * What plugin.cpp calls. The driver is the only file that knows both phases; it may use every room.
 * Each function runs over a whole module on the thread that compiles it, keeps nothing afterwards,
 * and returns whether the module changed. Errors are reported as errors of the compiler.
 */
#ifndef CUSTODY_PASS_DRIVER_H
#define CUSTODY_PASS_DRIVER_H

#include <llvm-c/Core.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

struct custody_mark_options {
  bool warn; /* false at link time, when the libraries that come with rustc are seen */
};

struct custody_propagate_options {
  bool keep_calls; /* leave the fast paths as calls: readable IR for tests */
};

/* Phase 1, before inlining: marks boundaries, borrows and compares. */
bool custody_mark_module(LLVMModuleRef module, const struct custody_mark_options *options);
/* In front of LLVM's pipeline: reads the list of types, if there is one, and notes what it leaves
 * out. Later the variables are gone, and their types with them. For LLVM before 22, it also hides
 * values that are compared. */
bool custody_prepare_module(LLVMModuleRef module);
/* Phase 2, when the optimizer is done: emits the code that carries tags. */
bool custody_propagate_module(LLVMModuleRef module,
                              const struct custody_propagate_options *options);

#ifdef __cplusplus
}
#endif

#endif /* CUSTODY_PASS_DRIVER_H */
