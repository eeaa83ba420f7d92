/*===- count.c - how often each piece of our code runs ------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "count.h"

#include "emit.h"
#include "inspect.h"
#include "map.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char prefix[] = "__custody_";

/* The counter of NAME, which all modules of a program share. */
static LLVMValueRef counter_of(struct module *m, const char *name) {
  char symbol[96];
  snprintf(symbol, sizeof symbol, "custody.count.%s", name);
  LLVMValueRef counter = LLVMGetNamedGlobal(m->module, symbol);
  if (counter)
    return counter;
  LLVMValueRef text = LLVMConstStringInContext2(m->context, name, strlen(name), false);
  LLVMValueRef words = LLVMAddGlobal(m->module, LLVMTypeOf(text), "custody.str");
  LLVMSetInitializer(words, text);
  LLVMSetLinkage(words, LLVMPrivateLinkage);
  LLVMValueRef fields[] = {words, l_i64(m, 0)};
  LLVMValueRef value = LLVMConstStructInContext(m->context, fields, 2, false);
  counter = LLVMAddGlobal(m->module, LLVMTypeOf(value), symbol);
  LLVMSetInitializer(counter, value);
  LLVMSetLinkage(counter, LLVMWeakAnyLinkage); /* linkers keep it */
  LLVMSetVisibility(counter, LLVMHiddenVisibility);
  LLVMSetSection(counter, "custody_counts");
  LLVMSetAlignment(counter, 8);
  return counter;
}

static void count(struct module *m, LLVMValueRef call, const char *name) {
  LLVMValueRef at = l_at(m, counter_of(m, name), 8);
  LLVMPositionBuilderBefore(m->b, call);
  LLVMValueRef old = l_load(m, m->t_i64, at);
  l_store(m, LLVMBuildAdd(m->b, old, l_i64(m, 1), ""), at);
}

void count_calls(struct module *m) {
  const char *wanted = getenv("CUSTODY_COUNT");
  if (!wanted || strcmp(wanted, "1") != 0)
    return;
  for (LLVMValueRef f = LLVMGetFirstFunction(m->module); f; f = LLVMGetNextFunction(f)) {
    struct list all = {};
    if (!LLVMIsDeclaration(f))
      list_instructions(f, &all);
    for (size_t i = 0; i < all.count; i++)
      if (is_call(all.items[i]) && !strncmp(callee_symbol(all.items[i]), prefix, strlen(prefix)))
        count(m, all.items[i], callee_symbol(all.items[i]) + strlen(prefix));
    list_free(&all);
  }
}
