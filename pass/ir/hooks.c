/*===- hooks.c - calls of the runtime and of the fast paths ------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * This file turns the hook table of abi.h into LLVM function types. The build compiles the fast
 * paths to bitcode and embeds it here. fast_call emits a call of a declaration whose type comes
 * from that bitcode; fast_inline links the bodies in and lets LLVM inline them.
 */
#include "hooks.h"

#include "attributes.h"
#include "count.h"
#include "emit.h"
#include "inspect.h"
#include "map.h"
#include "seam.h"
#include "target.h"

#include "custody/abi.h"

#include <llvm-c/Analysis.h>
#include <llvm-c/IRReader.h>
#include <llvm-c/Linker.h>
#include <llvm-c/Transforms/PassBuilder.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fast_sums.h" /* checksums of the files that are embedded here, for compiler caches */

#define STRING_(x) #x
#define STRING(x) STRING_(x)

static const char process_ir[] = {
#embed "fast.bc"
};
static const char kernel_ir[] = {
#embed "fast_kernel.bc"
};
static const char kernel_x86_64_ir[] = {
#embed "fast_kernel_x86_64.bc"
};

/*===-- Hooks ------------------------------------------------------------------===*/

/* A row of CUSTODY_HOOKS ("ptr", "i32") or of CUSTODY_SLOW ("const void *", "uint32_t"). */
struct hook_row {
  const char *result, *name, *parameters;
};

/* The type at the begin of TEXT, which ends at a comma or with TEXT. */
static LLVMTypeRef parse_type(const struct module *m, const char *text) {
  static const struct {
    const char *start;
    unsigned bits;
  } integers[] = {{"i64", 64},      {"uint64_t", 64},    {"i32", 32},
                  {"uint32_t", 32}, {"custody_tag", 32}, {"i8", 8}};
  size_t length = strcspn(text, ",");
  if (memchr(text, '*', length))
    return m->t_ptr;
  for (size_t i = 0; i < sizeof integers / sizeof *integers; i++)
    if (!strncmp(text, integers[i].start, strlen(integers[i].start)))
      return LLVMIntTypeInContext(m->context, integers[i].bits);
  return strncmp(text, "void", 4) ? m->t_ptr : m->t_void;
}

/* Fills TYPES from the parameters of a hook, "(ptr frame, ptr site)". Returns their number. */
static unsigned parse_parameters(const struct module *m, const char *text, LLVMTypeRef *types) {
  unsigned count = 0;
  for (const char *at = text; at && *at; at = strchr(at, ',')) {
    at += strspn(at, "(, ");
    types[count++] = parse_type(m, at);
  }
  return count;
}

static LLVMTypeRef row_type(const struct module *m, const struct hook_row *row) {
  LLVMTypeRef types[8];
  unsigned count = parse_parameters(m, row->parameters, types);
  return LLVMFunctionType(parse_type(m, row->result), types, count, false);
}

/* The type of the function NAME of the runtime, in abi.h; NULL if the pass calls no such function. */
static LLVMTypeRef hook_type(const struct module *m, const char *name) {
#define ROW(result, name, parameters) {#result, #name, #parameters},
  static const struct hook_row rows[] = {CUSTODY_HOOKS(ROW) CUSTODY_SLOW(ROW)};
#undef ROW
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (!strcmp(rows[i].name, name))
      return row_type(m, &rows[i]);
  return nullptr;
}

bool hook_is_declared_right(const struct module *m, LLVMValueRef global) {
  size_t length;
  const char *name = LLVMGetValueName2(global, &length) + strlen("__custody_");
  if (!strcmp(name, "tls") || !strcmp(name, "sink"))
    return LLVMIsAGlobalVariable(global) && LLVMIsThreadLocal(global);
  if (!strcmp(name, "tracking") || !strcmp(name, "summary"))
    return LLVMIsAGlobalVariable(global) && LLVMIsDeclaration(global);
  if (!strncmp(name, "fast_", strlen("fast_")))
    /* A program's own declaration of such a name does not say nomerge; a fast path's does. */
    return LLVMIsAFunction(global) &&
           (has_attribute(global, ATTRIBUTE_PROPAGATED) ||
            (LLVMIsDeclaration(global) && has_enum_attribute(global, "nomerge")));
  LLVMTypeRef type = hook_type(m, name);
  return !type || (LLVMIsAFunction(global) && LLVMGlobalGetValueType(global) == type);
}

/* No function of the runtime throws. Two calls at different source locations must not become one,
 * or a report could name neither location. */
static void add_attributes(struct module *m, LLVMValueRef function) {
  add_enum_attribute(m, function, "nounwind");
  add_enum_attribute(m, function, "nomerge");
}

LLVMValueRef hook_call(struct module *m, const char *name, LLVMValueRef *arguments,
                       unsigned count) {
  char symbol[64];
  snprintf(symbol, sizeof symbol, "__custody_%s", name);
  LLVMValueRef function = LLVMGetNamedFunction(m->module, symbol);
  if (!function) {
    LLVMTypeRef type = hook_type(m, name);
    if (!type) {
      fprintf(stderr, "Custody: error: no hook named '%s'\n", name);
      abort();
    }
    function = LLVMAddFunction(m->module, symbol, type);
    add_attributes(m, function);
  }
  LLVMValueRef call =
      LLVMBuildCall2(m->b, LLVMGlobalGetValueType(function), function, arguments, count, "");
  LLVMSetTailCallKind(call, LLVMTailCallKindNoTail); /* a report shows the caller's frame */
  return call;
}

/*===-- Fast paths --------------------------------------------------------------===*/

void fast_load(struct module *m) {
  static const struct {
    const char *bitcode;
    size_t size;
  } all[] = {
      [TARGET_PROCESS] = {process_ir, sizeof process_ir},
      [TARGET_KERNEL] = {kernel_ir, sizeof kernel_ir},
      [TARGET_KERNEL_X86_64] = {kernel_x86_64_ir, sizeof kernel_x86_64_ir},
  };
  enum target target = target_of(m);
  LLVMMemoryBufferRef buffer = LLVMCreateMemoryBufferWithMemoryRange(
      all[target].bitcode, all[target].size, "custody-fast", false);
  char *message = nullptr;
  if (LLVMParseIRInContext(m->context, buffer, &m->fast, &message)) {
    fprintf(stderr, "Custody: error: the embedded fast paths do not parse: %s\n", message);
    abort();
  }
}

LLVMValueRef fast_call(struct module *m, const char *name, LLVMValueRef *arguments,
                       unsigned count) {
  char symbol[64];
  snprintf(symbol, sizeof symbol, "__custody_fast_%s", name);
  LLVMValueRef function = LLVMGetNamedFunction(m->module, symbol);
  if (!function) {
    LLVMValueRef body = LLVMGetNamedFunction(m->fast, symbol);
    if (!body) {
      fprintf(stderr, "Custody: error: no fast path named '%s'\n", symbol);
      abort();
    }
    function = LLVMAddFunction(m->module, symbol, LLVMGlobalGetValueType(body));
    add_attributes(m, function);
  }
  return LLVMBuildCall2(m->b, LLVMGlobalGetValueType(function), function, arguments, count, "");
}

/* Keeps other sanitizers and later runs of this pass away from FUNCTION, a fast path. The
 * attributes that say for which processor the fast paths were compiled would keep LLVM from
 * inlining them. */
static void exempt(struct module *m, LLVMValueRef function) {
  add_attribute(m, function, ATTRIBUTE_PROPAGATED);
  struct list all = {};
  list_instructions(function, &all);
  for (size_t i = 0; i < all.count; i++)
    l_ours(m, all.items[i]);
  list_free(&all);
  static const char *const tuning[] = {"target-cpu",
                                       "target-features",
                                       "tune-cpu",
                                       "min-legal-vector-width",
                                       "stack-protector-buffer-size",
                                       "no-trapping-math"};
  for (size_t i = 0; i < sizeof tuning / sizeof *tuning; i++)
    LLVMRemoveStringAttributeAtIndex(function, (LLVMAttributeIndex)LLVMAttributeFunctionIndex,
                                     tuning[i], (unsigned)strlen(tuning[i]));
}

/* Gives the module of the fast paths the flags of the user's module, which linking would change
 * otherwise. Copies the metadata itself, since LLVMCopyModuleFlagsMetadata does not know the
 * behaviours "min" and "max". */
static void copy_flags(struct module *m, LLVMModuleRef fast) {
  enum { REQUIRE = 3, APPEND = 5, APPEND_UNIQUE = 6 }; /* llvm::Module::ModFlagBehavior */
  static const char *const name = "llvm.module.flags";
  unsigned count = LLVMGetNamedMetadataNumOperands(m->module, name);
  LLVMValueRef *flags = must_allocate((count + 1) * sizeof *flags);
  LLVMGetNamedMetadataOperands(m->module, name, flags);
  for (unsigned i = 0; i < count; i++) {
    LLVMValueRef fields[3];
    if (LLVMGetMDNodeNumOperands(flags[i]) != 3)
      continue;
    LLVMGetMDNodeOperands(flags[i], fields);
    uint64_t behavior =
        LLVMIsAConstantInt(fields[0]) ? LLVMConstIntGetZExtValue(fields[0]) : REQUIRE;
    /* A flag that appends would be there twice. */
    if (behavior != REQUIRE && behavior != APPEND && behavior != APPEND_UNIQUE)
      LLVMAddNamedMetadataOperand(fast, name, flags[i]);
  }
  free(flags);
}

static bool is_fast(LLVMValueRef function) {
  size_t length;
  return !strncmp(LLVMGetValueName2(function, &length), "__custody_fast_",
                  strlen("__custody_fast_"));
}

/* Whether GLOBAL is one of the runtime's that abi.h names, and not the function that registers a module. */
static bool is_hook(LLVMValueRef global) {
#define ROW(result, name, ...) #name,
  static const char *const names[] = {CUSTODY_HOOKS(ROW) CUSTODY_LIBCALLS(ROW)
                                          CUSTODY_SLOW(ROW) "tls",
                                      "sink", "tracking", "summary"};
#undef ROW
  static const char prefix[] = "__custody_";
  size_t length;
  const char *name = LLVMGetValueName2(global, &length);
  if (strncmp(name, prefix, strlen(prefix)) != 0)
    return false;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (!strcmp(name + strlen(prefix), names[i]))
      return true;
  return false;
}

/* Removes the fast paths that the module does not call, and exempts the others. */
static void drop_unused(struct module *m, LLVMModuleRef fast) {
  for (LLVMValueRef body = LLVMGetFirstFunction(fast), next; body; body = next) {
    size_t length;
    next = LLVMGetNextFunction(body);
    if (is_fast(body) && !LLVMGetNamedFunction(m->module, LLVMGetValueName2(body, &length)))
      LLVMDeleteFunction(body);
    else if (!LLVMIsDeclaration(body))
      exempt(m, body);
  }
}

/* Whether FUNCTION is one of the runtime's that keep all registers of their caller. */
static bool keeps_registers(LLVMValueRef function) {
  return LLVMIsDeclaration(function) && LLVMGetFunctionCallConv(function) == PRESERVE_MOST;
}

/* Makes what the module takes from the runtime weak, apart from the function that registers it. If there
 * is no runtime, linkers and loaders then name that one symbol, whose name says what to do. A kernel's
 * module loader tells all names anyway. */
static void weaken_references(struct module *m) {
  if (target_of(m) != TARGET_PROCESS)
    return;
  for (LLVMValueRef f = LLVMGetFirstFunction(m->module); f; f = LLVMGetNextFunction(f))
    if (LLVMIsDeclaration(f) && is_hook(f))
      LLVMSetLinkage(f, LLVMExternalWeakLinkage);
  LLVMValueRef registers = LLVMGetNamedFunction(m->module, STRING(CUSTODY_ABI_SYMBOL));
  if (registers) /* dlopen() fails, and not the first call */
    add_enum_attribute(m, registers, "nonlazybind");
  for (LLVMValueRef g = LLVMGetFirstGlobal(m->module); g; g = LLVMGetNextGlobal(g))
    if (LLVMIsDeclaration(g) && is_hook(g))
      LLVMSetLinkage(g, LLVMExternalWeakLinkage);
}

void fast_inline(struct module *m, bool keep_calls) {
  LLVMModuleRef fast = m->fast;
  m->fast = nullptr;
  if (keep_calls) {
    LLVMDisposeModule(fast);
    return;
  }
  LLVMSetTarget(fast, LLVMGetTarget(m->module));
  LLVMSetDataLayout(fast, LLVMGetDataLayoutStr(m->module));
  count_calls(m);
  drop_unused(m, fast);
  copy_flags(m, fast);
  if (LLVMLinkModules2(m->module, fast)) {
    fputs("Custody: error: the fast paths do not link into the module\n", stderr);
    abort();
  }
  for (LLVMValueRef f = LLVMGetFirstFunction(m->module); f; f = LLVMGetNextFunction(f)) {
    if (is_fast(f))
      LLVMSetLinkage(f, LLVMInternalLinkage);
    else if (keeps_registers(f))
      /* Lazy binding at the first call would keep only the registers of arguments. */
      add_enum_attribute(m, f, "nonlazybind");
  }
  target_call_directly(m);
  weaken_references(m);
  LLVMPassBuilderOptionsRef options = LLVMCreatePassBuilderOptions();
  LLVMErrorRef error = LLVMRunPasses(m->module, "always-inline", nullptr, options);
  LLVMDisposePassBuilderOptions(options);
  if (error) {
    char *message = LLVMGetErrorMessage(error);
    fprintf(stderr, "Custody: error: inlining the fast paths: %s\n", message);
    abort();
  }
}
