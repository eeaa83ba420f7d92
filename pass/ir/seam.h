/*===- seam.h - what LLVM's C API lacks --------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Implemented in C++ by seam.cpp; the rest of the pass is C over llvm-c. No function here keeps
 * state. LLVM owns what is returned, and it lives as long as the module. Each function is called on
 * the thread that compiles the module.
 */
#ifndef CUSTODY_PASS_IR_SEAM_H
#define CUSTODY_PASS_IR_SEAM_H

#include <llvm-c/Core.h>
#include <llvm-c/DebugInfo.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Reports MESSAGE as an error of the compiler, which makes the compilation fail. The pass goes on,
 * so that the user sees all errors of a module at once. */
void custody_seam_error(LLVMContextRef context, const char *message);
/* Reports MESSAGE, which is about an annotation or a list of the user, as an error of the compilation
 * of MODULE. rustc drops the errors of plug-ins, so in Rust this one claims to be about inline
 * assembly. */
void custody_seam_role_error(LLVMModuleRef module, const char *message);
/* Prints MESSAGE as a note, which no option makes an error. */
void custody_seam_note(const char *message);
/* Reports MESSAGE as a warning. rustc drops the warnings of plug-ins, so this one claims to be about a
 * profile. */
void custody_seam_rust_warning(LLVMContextRef context, const char *message);

/* Makes FUNCTION (void ()) run before main, at PRIORITY (lower is earlier). */
void custody_seam_add_constructor(LLVMModuleRef module, LLVMValueRef function, int priority);

/* Makes FUNCTION (void ()) run after main or at dlclose, at PRIORITY (lower is later). */
void custody_seam_add_destructor(LLVMModuleRef module, LLVMValueRef function, int priority);

/* If MODULE is compiled with kernel control-flow integrity (kCFI): lets FUNCTION (void ()) be called through a
 * pointer. Does nothing in other modules. */
void custody_seam_set_kcfi_type(LLVMModuleRef module, LLVMValueRef function);

/* Makes FUNCTION again with another TYPE: the same parameters and behind them more, and the same result or
 * another one. Everything else of FUNCTION goes to the new one, its name and body too. FUNCTION stays as a
 * declaration, which the calls still name. */
LLVMValueRef custody_seam_extended_function(LLVMValueRef function, LLVMTypeRef type);
/* Makes the call or invoke CALL again in front of it, as one of CALLEE, which takes the COUNT arguments MORE
 * behind those of CALL. CALL stays. */
LLVMValueRef custody_seam_extended_call(LLVMValueRef call, LLVMValueRef callee, LLVMValueRef *more,
                                        unsigned count);

/* Makes a copy of FUNCTION, a definition, that only this module knows, and calls it NAME. It has no records
 * about variables. */
LLVMValueRef custody_seam_copy_function(LLVMValueRef function, const char *name);
/* Puts a function in front of FUNCTION that takes over its name and all uses. It jumps to FUNCTION, or to
 * BARE, which has the same type, if the 32-bit variable FLAG is 0. FUNCTION gets the name NAME, and only
 * this module knows it then. */
LLVMValueRef custody_seam_choose(LLVMValueRef function, const char *name, LLVMValueRef bare,
                                 LLVMValueRef flag);

/* How many parameters SUBPROGRAM has in the source; 0 if debug info has no types. */
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
/* The name of the source function that FUNCTION was compiled from: "main", "{closure#0}". As above. */
const char *custody_seam_subprogram_name(LLVMValueRef function, size_t *length);
/* The symbol of the source function that LOCATION, a DILocation, lies in, or its name if it has no
 * symbol, in *LENGTH characters; NULL where there is none. */
const char *custody_seam_location_symbol(LLVMMetadataRef location, size_t *length);
/* Whether FUNCTION was compiled with optimization, by its debug info. */
bool custody_seam_is_optimized(LLVMValueRef function);
/* Removes what debug info says about the local variables of MODULE. Lines and inlined calls stay. */
void custody_seam_drop_variables(LLVMModuleRef module);
/* Says for each parameter of the IR function FUNCTION which source parameter, or part of one, it
 * holds: the type of the source parameter in TYPES[], and the byte at which the part begins in
 * OFFSETS[]. Both arrays have an entry for each parameter of FUNCTION; NULL and 0 where debug info
 * does not say. A parameter that is the address of a source parameter does not hold it. */
void custody_seam_parameters(LLVMValueRef function, LLVMMetadataRef *types, uint64_t *offsets);
/* What a debug record says: at AT, a local variable of the source has this type. */
struct custody_variable {
  LLVMMetadataRef type;
  LLVMValueRef where; /* the variable's value, or its address */
  LLVMValueRef at;    /* the instruction in front of which the record stands */
  uint64_t offset;    /* WHERE is only the part of the variable that begins at this byte */
  bool in_memory;     /* WHERE is the address */
  bool parameter;     /* the variable is a parameter */
};
/* Writes the variables and parameters of FUNCTION itself to INTO, as far as there are ROOM places. A variable has an entry for each of its records whose location is a plain one. Returns
 * how many entries there are. */
size_t custody_seam_variables(LLVMValueRef function, struct custody_variable *into, size_t room);
/* Whether another function was inlined into FUNCTION, by its debug locations. Asked before LLVM's
 * inliner runs, so that only rustc can have done it. False for a function of another crate. */
bool custody_seam_has_inlined(LLVMValueRef function);
/* Whether VALUE is a local variable or a parameter that LLVM keeps in a register although it looks like
 * memory: it may only be loaded, stored and passed on. */
bool custody_seam_is_swift_error(LLVMValueRef value);
/* Writes the readable name of SYMBOL, a mangled name of C++, into BUFFER of SIZE bytes. False if
 * SYMBOL is no such name. */
bool custody_seam_demangle(const char *symbol, char *buffer, size_t size);

#ifdef __cplusplus
}
#endif

#endif /* CUSTODY_PASS_IR_SEAM_H */
