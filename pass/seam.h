/*===- seam.h - what LLVM's C API lacks ---------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Implemented in plugin.cpp; everything else of the pass is C over llvm-c. Nothing here keeps
 * state, and nothing returned is owned by the caller. Called on the thread that compiles.
 */
#ifndef CUSTODY_PASS_SEAM_H
#define CUSTODY_PASS_SEAM_H

#include <llvm-c/Core.h>
#include <llvm-c/DebugInfo.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Reports MESSAGE through the compiler's own diagnostics. An error makes the compilation fail; the
 * pass goes on, so that all errors of a module are seen at once. */
void custody_seam_error(LLVMContextRef context, const char *message);
void custody_seam_warning(LLVMContextRef context, const char *message);

/* FUNCTION (void ()) runs before main, at PRIORITY (lower is earlier). */
void custody_seam_add_constructor(LLVMModuleRef module, LLVMValueRef function, int priority);

/* The parameters of SUBPROGRAM as written in the source, without the return; 0 without types. */
unsigned custody_seam_parameter_count(LLVMMetadataRef subprogram);
/* The type of parameter INDEX (counted from 0); INDEX -1 is the return type. NULL: void. */
LLVMMetadataRef custody_seam_parameter_type(LLVMMetadataRef subprogram, int index);
/* What a pointer or reference TYPE points to, with typedefs and qualifiers stripped; NULL where
 * TYPE is no pointer or points to void. */
LLVMMetadataRef custody_seam_pointee(LLVMMetadataRef type);
/* TYPE without typedefs and qualifiers; may be NULL. */
LLVMMetadataRef custody_seam_strip(LLVMMetadataRef type);

/*===-- The entries that plugin.cpp calls, in pass.c ------------------------===*/

struct custody_pass_options {
  bool keep_calls; /* leave the fast paths as calls: readable IR for tests */
};

/* Phase 1 and phase 2 over MODULE. Return whether it changed. */
bool custody_mark_module(LLVMModuleRef module);
/* What LLVM before 22 needs in front of the pipeline (compare.c). */
bool custody_prepare_module(LLVMModuleRef module);
bool custody_propagate_module(LLVMModuleRef module, const struct custody_pass_options *options);

#ifdef __cplusplus
}
#endif

#endif /* CUSTODY_PASS_SEAM_H */
