/*===- fuzz_boundaries.c - the boundary list ---------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/* The input is a file that CUSTODY_BOUNDARIES names, for a module with functions of many kinds. */
#define _GNU_SOURCE
#include "ir/ir.h"
#include "roles/roles.h"
#include "rust/rust.h"

#include <llvm-c/Core.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static LLVMModuleRef module;
static int file;

static void on_message(LLVMDiagnosticInfoRef info, void *unused) {
  (void)unused;
  char *text = LLVMGetDiagInfoDescription(info);
  if (!strstr(text, "Custody: ") || !strchr(text, ':'))
    abort();
  LLVMDisposeMessage(text);
}

static void set_up(void) {
  LLVMContextRef context = LLVMContextCreate();
  LLVMContextSetDiagnosticHandler(context, on_message, NULL);
  module = LLVMModuleCreateWithNameInContext("fuzz", context);
  LLVMSetTarget(module, "x86_64-unknown-linux-gnu");
  LLVMTypeRef p = LLVMPointerTypeInContext(context, 0), i = LLVMInt64TypeInContext(context),
              f = LLVMDoubleTypeInContext(context), v = LLVMVoidTypeInContext(context);
  static const char *const names[] = {"f",
                                      "devm_remove_action",
                                      "_ZN3foo3barEPv",
                                      "_ZN1t1A8from_raw17h0123456789abcdefE",
                                      "_RNvMC1tNtB2_1A8into_raw",
                                      "a=b c"};
  LLVMTypeRef results[] = {v, p, i, f}, parameters[][3] = {{p, i, f}, {i, p, p}, {f, f, p}};
  char name[128];
  for (unsigned n = 0; n < sizeof names / sizeof *names; n++)
    for (unsigned r = 0; r < 4; r++)
      for (unsigned k = 0; k < 3; k++) {
        snprintf(name, sizeof name, r || k ? "%s.%u%u" : "%s", names[n], r, k);
        LLVMAddFunction(module, name, LLVMFunctionType(results[r], parameters[k], r, k == 2));
      }
  char path[64];
  file = memfd_create("list", 0);
  snprintf(path, sizeof path, "/proc/self/fd/%d", file);
  setenv("CUSTODY_BOUNDARIES", path, 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct module m = {};
  if (!module)
    set_up();
  if (ftruncate(file, 0) || pwrite(file, data, size, 0) != (ssize_t)size)
    abort();
  module_open(&m, module);
  roles_collect(&m, false);
  for (LLVMValueRef f = LLVMGetFirstFunction(module); f; f = LLVMGetNextFunction(f))
    for (const struct role *r = roles_of(&m, f); r; r = r->next)
      if (r->ir_parameter >= (int)LLVMCountParams(f) || r->parameter < -1)
        abort();
  roles_free(&m);
  rust_free(&m);
  site_free(&m);
  module_close(&m);
  return 0;
}
