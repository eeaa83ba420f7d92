/*===- driver.c - the two phases over a module --------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "driver.h"

#include "ir/ir.h"
#include "mark/mark.h"
#include "roles/roles.h"
#include "rust/rust.h"
#include "track/track.h"
#include "track/versions.h"

#include <llvm/Config/llvm-config.h>
#include <stdlib.h>
#include <string.h>

/* Whether Custody supports the target of the module: the address of the shadow is that of
 * x86-64. */
static bool is_supported(struct module *m) {
  static const char *const supported = "x86_64";
  const char *target = LLVMGetTarget(m->module);
  if (!strncmp(target, supported, strlen(supported)) || !*target)
    return true;
  custody_seam_error(m->context, "only x86_64 targets are supported");
  return false;
}

/* Adds the resolvers of ifuncs to RESOLVERS. They run before there is a shadow. */
static void collect_resolvers(struct module *m, struct map *resolvers) {
  for (LLVMValueRef ifunc = LLVMGetFirstGlobalIFunc(m->module); ifunc;
       ifunc = LLVMGetNextGlobalIFunc(ifunc))
    *map_put(resolvers, LLVMGetGlobalIFuncResolver(ifunc)) = 1;
}

/* The definitions in the module that a phase is to change: those that neither the user nor the
 * phase itself, by its attribute DONE, has excluded. The caller frees the list. */
static struct list functions_without(struct module *m, const char *done) {
  struct map resolvers = {};
  struct list functions = {};
  bool kernel = target_of(m) != TARGET_PROCESS;
  collect_resolvers(m, &resolvers);
  for (LLVMValueRef f = LLVMGetFirstFunction(m->module); f; f = LLVMGetNextFunction(f))
    if (!LLVMIsDeclaration(f) && !has_attribute(f, done) && !has_attribute(f, ATTRIBUTE_OFF) &&
        LLVMGetLinkage(f) != LLVMAvailableExternallyLinkage && !has_enum_attribute(f, "naked") &&
        !has_enum_attribute(f, "disable_sanitizer_instrumentation") && !map_find(&resolvers, f) &&
        !(kernel && target_forbids(f)))
      list_add(&functions, f);
  map_free(&resolvers);
  return functions;
}

/*===-- Phase 1 -----------------------------------------------------------------===*/

bool custody_mark_module(LLVMModuleRef module, const struct custody_mark_options *options) {
  struct module m;
  module_open(&m, module);
  if (is_supported(&m)) {
    reserved_check(&m);
    roles_collect(&m, options->warn);
    struct list functions = functions_without(&m, ATTRIBUTE_MARKED);
    for (size_t i = 0; i < functions.count; i++) {
      mark_function_body(&m, functions.items[i]);
      compare_wrap(&m, functions.items[i]);
      add_attribute(&m, functions.items[i], ATTRIBUTE_MARKED);
    }
    list_free(&functions);
  }
  mark_free(&m);
  roles_free(&m);
  rust_free(&m);
  site_free(&m);
  module_close(&m);
  return true;
}

bool custody_prepare_module(LLVMModuleRef module) {
  struct module m;
  module_open(&m, module);
  reserved_check(&m);
  types_collect(&m);
  struct list functions = functions_without(&m, ATTRIBUTE_MARKED);
  for (size_t i = 0; i < functions.count; i++) {
    if (followed_is_given(&m))
      followed_note(&m, functions.items[i]);
    if (LLVM_VERSION_MAJOR < 22)
      compare_wrap_choices(&m, functions.items[i]);
  }
  list_free(&functions);
  followed_free(&m);
  module_close(&m);
  return m.changed;
}

/*===-- Phase 2 -----------------------------------------------------------------===*/

/* Removes the marks that were inlined into functions which phase 2 leaves alone. */
static void erase_stray_marks(struct module *m, const struct list *functions) {
  struct map tracked = {};
  for (size_t i = 0; i < functions->count; i++)
    *map_put(&tracked, functions->items[i]) = 1;
  for (LLVMValueRef f = LLVMGetFirstFunction(m->module); f; f = LLVMGetNextFunction(f))
    if (!LLVMIsDeclaration(f) && !map_find(&tracked, f))
      erase_marks(f);
  map_free(&tracked);
}

/* A function that is only declared here may be instrumented elsewhere, and then it writes tags. */
static void relax_declarations(struct module *m) {
  for (LLVMValueRef f = LLVMGetFirstFunction(m->module); f; f = LLVMGetNextFunction(f))
    if (LLVMIsDeclaration(f) && !LLVMGetIntrinsicID(f) && library_of(f) == LIBRARY_UNKNOWN)
      drop_memory_attributes(f);
}

/* With CUSTODY_DROP_VARIABLES=1 the user of custody-rustc did not ask for the debug info of variables. The
 * pass needed it to know the types. The code generator would spend time and space on it. */
static void drop_variables(LLVMModuleRef module) {
  const char *wanted = getenv("CUSTODY_DROP_VARIABLES");
  if (wanted && !strcmp(wanted, "1"))
    custody_seam_drop_variables(module);
}

bool custody_propagate_module(LLVMModuleRef module,
                              const struct custody_propagate_options *options) {
  struct module m;
  module_open(&m, module);
  reserved_check(&m);
  struct list functions = functions_without(&m, ATTRIBUTE_PROPAGATED);
  erase_stray_marks(&m, &functions);
  if (functions.count && is_supported(&m)) {
    struct versions versions = {};
    fast_load(&m);
    site_begin(&m);
    versions_begin(&m, &functions, &versions);
    track_module(&m, &functions);
    relax_declarations(&m);
    erase_mark_declarations(&m);
    site_finish(&m);
    versions_finish(&m, &versions);
    fast_inline(&m, options->keep_calls);
    drop_variables(module);
  }
  list_free(&functions);
  rust_free(&m);
  site_free(&m);
  followed_free(&m);
  module_close(&m);
  return true;
}
