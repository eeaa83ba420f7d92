/*===- pass.c - the two phases over a module ----------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "pass.h"
#include "ir/emit.h"
#include "rust/rust.h"

#include <stdlib.h>
#include <string.h>

static void module_begin(struct module *m, LLVMModuleRef module) {
  LLVMContextRef c = LLVMGetModuleContext(module);
  *m = (struct module){
      .module = module,
      .context = c,
      .layout = LLVMGetModuleDataLayout(module),
      .b = LLVMCreateBuilderInContext(c),
      .t_ptr = LLVMPointerTypeInContext(c, 0),
      .t_i8 = LLVMInt8TypeInContext(c),
      .t_i32 = LLVMInt32TypeInContext(c),
      .t_i64 = LLVMInt64TypeInContext(c),
      .t_void = LLVMVoidTypeInContext(c),
      .nosanitize = LLVMGetMDKindIDInContext(c, "nosanitize", strlen("nosanitize")),
      .tbaa = LLVMGetMDKindIDInContext(c, "tbaa", strlen("tbaa")),
  };
  m->zero = l_i32(m, 0);
}

static void module_end(struct module *m) {
  LLVMDisposeBuilder(m->b);
  annotate_free(m);
  rust_free(m);
  demand_free(m);
  map_free(&m->strings);
  map_free(&m->sites);
  list_free(&m->site_list);
  map_free(&m->judges);
  list_free(&m->judge_list);
}

/* The module's own x86-64 layout is the only one the shadow mapping is made for. */
static bool is_supported(struct module *m) {
  static const char *const supported = "x86_64";
  const char *target = LLVMGetTarget(m->module);
  if (!strncmp(target, supported, strlen(supported)) || !*target)
    return true;
  custody_seam_error(m->context, "only x86_64 targets are supported");
  return false;
}

/* Whether FUNCTION is the resolver of an ifunc: it runs before the shadow is there. */
static bool is_resolver(struct module *m, LLVMValueRef function) {
  for (LLVMValueRef ifunc = LLVMGetFirstGlobalIFunc(m->module); ifunc;
       ifunc = LLVMGetNextGlobalIFunc(ifunc))
    if (LLVMGetGlobalIFuncResolver(ifunc) == function)
      return true;
  return false;
}

static bool has_enum_attribute(LLVMValueRef function, const char *name) {
  return LLVMGetEnumAttributeAtIndex(function, (LLVMAttributeIndex)LLVMAttributeFunctionIndex,
                                     LLVMGetEnumAttributeKindForName(name, strlen(name))) !=
         nullptr;
}

static bool wants(struct module *m, LLVMValueRef function, const char *done) {
  return !LLVMIsDeclaration(function) && !has_attribute(function, done) &&
         LLVMGetLinkage(function) != LLVMAvailableExternallyLinkage &&
         !has_enum_attribute(function, "naked") &&
         !has_enum_attribute(function, "disable_sanitizer_instrumentation") &&
         !is_resolver(m, function);
}

/*===-- Phase 1 -----------------------------------------------------------------===*/

bool custody_mark_module(LLVMModuleRef module, const struct custody_mark_options *options) {
  struct module m;
  module_begin(&m, module);
  if (is_supported(&m)) {
    annotate_collect(&m);
    list_collect(&m);
    rust_collect(&m, options->warn);
    for (LLVMValueRef f = LLVMGetFirstFunction(module); f; f = LLVMGetNextFunction(f)) {
      if (!wants(&m, f, ATTRIBUTE_MARKED))
        continue;
      mark_function_body(&m, f);
      compare_wrap(&m, f);
      add_attribute(&m, f, ATTRIBUTE_MARKED);
    }
  }
  module_end(&m);
  return true;
}

bool custody_prepare_module(LLVMModuleRef module) {
  struct module m;
  module_begin(&m, module);
  for (LLVMValueRef f = LLVMGetFirstFunction(module); f; f = LLVMGetNextFunction(f))
    if (wants(&m, f, ATTRIBUTE_MARKED))
      compare_wrap_choices(&m, f);
  bool changed = m.changed;
  module_end(&m);
  return changed;
}

/*===-- Phase 2 -----------------------------------------------------------------===*/

static void lower_instruction(struct function *f, LLVMValueRef instruction) {
  switch (LLVMGetInstructionOpcode(instruction)) {
  case LLVMStore:
    lower_store(f, instruction);
    break;
  case LLVMAtomicRMW:
  case LLVMAtomicCmpXchg:
    lower_exchange(f, instruction);
    break;
  case LLVMCall:
  case LLVMInvoke:
    lower_call(f, instruction);
    break;
  case LLVMRet:
    lower_return(f, instruction);
    break;
  default:
    break;
  }
}

static void function_free(struct function *f) {
  for (size_t i = 0; i < f->tags.capacity; i++)
    free((void *)f->tags.entries[i].value);
  map_free(&f->tags);
  map_free(&f->locals);
  map_free(&f->plain);
  map_free(&f->maybe);
  map_free(&f->exchanged);
  map_free(&f->names);
  list_free(&f->phis);
  list_free(&f->dead);
}

static void propagate_function(struct module *m, LLVMValueRef function) {
  struct function f = {.m = m, .fn = function, .name = call_name(m, function)};
  split_invokes(m, function);
  hoist_allocas(m, function);
  f.entry_point = LLVMGetFirstInstruction(LLVMGetEntryBasicBlock(function));
  while (LLVMGetInstructionOpcode(f.entry_point) == LLVMAlloca)
    f.entry_point = LLVMGetNextInstruction(f.entry_point);
  struct list all = {};
  list_instructions(function, &all);
  varargs_enter(&f);
  lower_byval_parameters(&f);
  lower_out_parameters(&f);
  for (size_t i = 0; i < all.count; i++)
    lower_instruction(&f, all.items[i]);
  tags_finish(&f);
  for (size_t i = 0; i < f.dead.count; i++)
    LLVMInstructionEraseFromParent(f.dead.items[i]);
  erase_marks(function);
  drop_memory_attributes(function);
  add_attribute(m, function, ATTRIBUTE_PROPAGATED);
  list_free(&all);
  function_free(&f);
}

/* What is declared here may be instrumented elsewhere, and then it writes tags. */
static void relax_declarations(struct module *m) {
  for (LLVMValueRef f = LLVMGetFirstFunction(m->module); f; f = LLVMGetNextFunction(f))
    if (LLVMIsDeclaration(f) && !LLVMGetIntrinsicID(f) && library_of(f) == LIBRARY_UNKNOWN)
      drop_memory_attributes(f);
}

static void erase_mark_declarations(struct module *m) {
  for (unsigned i = 0; i < MARK_COUNT; i++) {
    LLVMValueRef function = mark_function(m, (enum mark)i);
    if (!LLVMGetFirstUse(function))
      LLVMDeleteFunction(function);
  }
}

bool custody_propagate_module(LLVMModuleRef module, const struct custody_pass_options *options) {
  struct module m;
  module_begin(&m, module);
  struct list functions = {};
  for (LLVMValueRef f = LLVMGetFirstFunction(module); f; f = LLVMGetNextFunction(f))
    if (wants(&m, f, ATTRIBUTE_PROPAGATED))
      list_add(&functions, f);
  /* A mark may have been inlined into a function that is not instrumented. */
  for (LLVMValueRef f = LLVMGetFirstFunction(module); f; f = LLVMGetNextFunction(f))
    if (!LLVMIsDeclaration(f) && !wants(&m, f, ATTRIBUTE_PROPAGATED))
      erase_marks(f);
  bool changed = functions.count && is_supported(&m);
  if (changed) {
    fast_load(&m);
    site_begin(&m);
    demand_collect(&m, &functions);
    for (size_t i = 0; i < functions.count; i++)
      propagate_function(&m, functions.items[i]);
    relax_declarations(&m);
    erase_mark_declarations(&m);
    site_finish(&m);
    fast_inline(&m, options->keep_calls);
  }
  list_free(&functions);
  module_end(&m);
  return true;
}
