/*===- reserved.c - names that user code must not have ------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The pass finds its marks, hooks and fast paths by name. If a program has something else under such
 * a name, with another type, the pass would call that. So "custody.*" and "__custody_fast_*" belong to
 * the pass alone, and a name of the runtime must have the type that the runtime gives it.
 */
#include "reserved.h"

#include "attributes.h"
#include "foreign.h"
#include "hooks.h"
#include "map.h"
#include "marks.h"
#include "seam.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whether ThinLTO gave GLOBAL its name: a private constant "custody.self.f" of one module becomes the hidden
 * "custody.self.f.llvm.123" if another module imports a function that uses it. rustc does so in each
 * release build with several codegen units. The pass looks for no such name. */
static bool is_promoted(LLVMValueRef global, const char *name) {
  const char *suffix = strstr(name, ".llvm."), *next;
  while (suffix && (next = strstr(suffix + 1, ".llvm.")))
    suffix = next;
  if (!suffix || LLVMGetVisibility(global) != LLVMHiddenVisibility)
    return false;
  suffix += strlen(".llvm.");
  return *suffix && !suffix[strspn(suffix, "0123456789")];
}

/* Whether GLOBAL, whose name NAME begins with "custody.", was made by the pass. */
static bool is_ours(struct module *m, LLVMValueRef global, const char *name) {
  if (is_promoted(global, name))
    return true;
  LLVMLinkage linkage = LLVMGetLinkage(global);
  if (LLVMIsAFunction(global))
    return has_attribute(global, ATTRIBUTE_PROPAGATED) || mark_is_declared_right(m, global);
  if (!strncmp(name, FOREIGN_CRATE, strlen(FOREIGN_CRATE)))
    return LLVMIsAGlobalVariable(global) && LLVMGlobalGetValueType(global) == m->t_i8;
  return LLVMIsAGlobalVariable(global) &&
         (linkage == LLVMPrivateLinkage || linkage == LLVMInternalLinkage);
}

static void check(struct module *m, LLVMValueRef global) {
  static const char *const prefix = "reserved.";
  size_t length, file_length;
  const char *name = LLVMGetValueName2(global, &length);
  if (!strncmp(name, "custody.", strlen("custody."))) {
    if (is_ours(m, global, name))
      return;
  } else if (strncmp(name, "__custody_", strlen("__custody_")) ||
             hook_is_declared_right(m, global)) {
    return;
  }
  char message[512];
  snprintf(message, sizeof message,
           "%.200s: the name '%.200s' is reserved for Custody; choose another one",
           LLVMGetSourceFileName(m->module, &file_length), name);
  custody_seam_error(m->context, message);
  char *renamed = must_allocate(strlen(prefix) + length + 1);
  strcat(strcpy(renamed, prefix), name);
  LLVMSetValueName2(global, renamed, strlen(renamed));
  free(renamed);
}

void reserved_check(struct module *m) {
  for (LLVMValueRef f = LLVMGetFirstFunction(m->module); f; f = LLVMGetNextFunction(f))
    check(m, f);
  for (LLVMValueRef g = LLVMGetFirstGlobal(m->module); g; g = LLVMGetNextGlobal(g))
    check(m, g);
  for (LLVMValueRef a = LLVMGetFirstGlobalAlias(m->module); a; a = LLVMGetNextGlobalAlias(a))
    check(m, a);
  for (LLVMValueRef i = LLVMGetFirstGlobalIFunc(m->module); i; i = LLVMGetNextGlobalIFunc(i))
    check(m, i);
}
