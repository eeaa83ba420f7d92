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
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Reports MESSAGE through the compiler's own diagnostics. An error makes the compilation fail; the
 * pass goes on, so that all errors of a module are seen at once. */
void custody_seam_error(LLVMContextRef context, const char *message);
/* The same in a way that rustc prints, which drops the diagnostics of plug-ins. */
void custody_seam_rust_warning(LLVMContextRef context, const char *message);

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

/* Element INDEX of the composite TYPE (a member, a variant part, a variant); NULL past the last. */
LLVMMetadataRef custody_seam_element(LLVMMetadataRef type, unsigned index);
/* What a pointer, member or array TYPE is made of; NULL where there is none. */
LLVMMetadataRef custody_seam_base(LLVMMetadataRef type);
/* Whether the definition FUNCTION was compiled from Rust, by its compile unit. */
bool custody_seam_is_rust(LLVMValueRef function);
/* Whether MODULE has a compile unit of Rust, and one that was compiled with all debug info. */
void custody_seam_rust_units(LLVMModuleRef module, bool *any, bool *full);
/* The name of the source function that INSTRUCTION is from, by its debug location, in *LENGTH
 * characters; NULL where there is none. It has the types it was made for: "copy<u64>". */
const char *custody_seam_function_name(LLVMValueRef instruction, size_t *length);
/* For each parameter of the IR definition FUNCTION the type of the source parameter that it holds,
 * or holds a part of, in TYPES[], and at which byte of it in OFFSETS[]; NULL and 0 where debug info
 * does not say. Both have room for as many entries as FUNCTION has parameters. A parameter that is
 * the address of its source parameter does not hold it. */
void custody_seam_parameters(LLVMValueRef function, LLVMMetadataRef *types, uint64_t *offsets);
/* Whether a function was inlined into FUNCTION, by its debug locations, when FUNCTION is written in
 * the crate at hand: in front of LLVM's inliner only rustc's can have done that. */
bool custody_seam_has_inlined(LLVMValueRef function);
/* The readable name of SYMBOL, mangled as in C++, in BUFFER of SIZE bytes; false where it is not. */
bool custody_seam_demangle(const char *symbol, char *buffer, size_t size);

/*===-- The entries that plugin.cpp calls, in pass.c ------------------------===*/

struct custody_pass_options {
  bool keep_calls; /* leave the fast paths as calls: readable IR for tests */
};

struct custody_mark_options {
  bool warn; /* false at link time: the libraries that come with rustc are seen then */
};

/* Phase 1 and phase 2 over MODULE. Return whether it changed. */
bool custody_mark_module(LLVMModuleRef module, const struct custody_mark_options *options);
/* What LLVM before 22 needs in front of the pipeline (compare.c). */
bool custody_prepare_module(LLVMModuleRef module);
bool custody_propagate_module(LLVMModuleRef module, const struct custody_pass_options *options);

#ifdef __cplusplus
}
#endif

#endif /* CUSTODY_PASS_SEAM_H */
