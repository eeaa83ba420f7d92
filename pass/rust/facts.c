/*===- facts.c - what is known of a module in Rust ---------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "rust_private.h"

#include <stdlib.h>

struct rust_facts *rust_facts_of(struct module *m) {
  if (!m->rust)
    m->rust = must_allocate(sizeof *m->rust);
  return m->rust;
}

void rust_free(struct module *m) {
  struct rust_facts *facts = m->rust;
  if (!facts)
    return;
  for (size_t i = 0; i < facts->signatures.capacity; i++) {
    struct rust_signature *s = (struct rust_signature *)facts->signatures.entries[i].value;
    if (s)
      free(s->parameters);
    free(s);
  }
  for (size_t i = 0; i < facts->contents.capacity; i++)
    if (facts->contents.entries[i].value != CONTENTS_UNKNOWN)
      free((struct rust_contents *)facts->contents.entries[i].value);
  map_free(&facts->signatures);
  map_free(&facts->traits);
  map_free(&facts->contents);
  free(facts);
  m->rust = nullptr;
}
