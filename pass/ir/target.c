/*===- target.c - what the module is compiled for ----------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "target.h"

#include "attributes.h"
#include "seam.h"

#include <stdlib.h>
#include <string.h>

enum target target_of(struct module *m) {
  const char *target = getenv("CUSTODY_TARGET");
  if (!target || !*target || !strcmp(target, "process"))
    return TARGET_PROCESS;
  if (!strcmp(target, "kernel-x86_64"))
    return TARGET_KERNEL_X86_64;
  if (strcmp(target, "kernel"))
    custody_seam_error(m->context, "CUSTODY_TARGET must be process, kernel or kernel-x86_64");
  return TARGET_KERNEL;
}

bool target_forbids(LLVMValueRef function) {
  static const char *const sections[] = {".noinstr.text", ".entry.text", ".cpuidle.text",
                                         ".head.text"};
  const char *section = LLVMGetSection(function);
  for (size_t i = 0; section && i < sizeof sections / sizeof *sections; i++)
    if (!strcmp(section, sections[i]))
      return true;
  return false;
}

static const char *const kinds[] = {"noredzone", "fn_ret_thunk_extern", "null_pointer_is_valid"};
static const char *const texts[] = {"frame-pointer",
                                    "target-cpu",
                                    "target-features",
                                    "tune-cpu",
                                    "no-trapping-math",
                                    "patchable-function",
                                    "patchable-function-entry",
                                    "patchable-function-prefix",
                                    "warn-stack-size"};

/* A function of the user: one that has a processor to be compiled for. */
static LLVMValueRef example(struct module *m) {
  for (LLVMValueRef f = LLVMGetFirstFunction(m->module); f; f = LLVMGetNextFunction(f))
    if (!LLVMIsDeclaration(f) && !has_enum_attribute(f, "naked") && has_attribute(f, "target-cpu"))
      return f;
  return nullptr;
}

void target_adopt(struct module *m, LLVMValueRef function) {
  const LLVMAttributeIndex at = (LLVMAttributeIndex)LLVMAttributeFunctionIndex;
  if (target_of(m) == TARGET_PROCESS)
    return;
  LLVMValueRef user = example(m);
  for (size_t i = 0; user && i < sizeof kinds / sizeof *kinds; i++)
    if (has_enum_attribute(user, kinds[i]))
      add_enum_attribute(m, function, kinds[i]);
  for (size_t i = 0; user && i < sizeof texts / sizeof *texts; i++) {
    LLVMAttributeRef a =
        LLVMGetStringAttributeAtIndex(user, at, texts[i], (unsigned)strlen(texts[i]));
    if (a)
      LLVMAddAttributeAtIndex(function, at, a);
  }
  add_enum_attribute(m, function, "nounwind"); /* no unwind tables */
}

void target_call_directly(struct module *m) {
  if (target_of(m) == TARGET_PROCESS)
    return;
  for (LLVMValueRef f = LLVMGetFirstFunction(m->module); f; f = LLVMGetNextFunction(f)) {
    size_t length;
    const char *name = LLVMGetValueName2(f, &length);
    if (LLVMIsDeclaration(f) && !strncmp(name, "__custody_", strlen("__custody_")))
      LLVMSetVisibility(f, LLVMHiddenVisibility);
  }
}
