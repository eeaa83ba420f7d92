/*===- foreign.c - may uninstrumented code be in the process? -----*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * A verdict is careful where uninstrumented code may have written to memory. A program in Rust often has
 * no such code but the standard library and the C library, neither of which stores pointers of a user. So
 * each module says what else there may be:
 *
 *   a function of C that it calls, if the C library does not have it, or that C may call    unknown code
 *   a function of another crate                                      the crate, if it is not instrumented
 *   a function of its own that the user has turned off               unknown code
 *
 * Each module of a crate defines a symbol with the name of the crate, and a module that calls the crate
 * has a weak reference to that symbol. It is null if the crate was compiled without the plug-in.
 */
#include "foreign.h"

#include "attributes.h"
#include "emit.h"
#include "inspect.h"
#include "library.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST = 200 };

/* A crate in a mangled name of Rust: `Cs<number>_<length><name>`. */
struct crate {
  const char *root; /* from the C on */
  size_t length;    /* of all of that */
  const char *name;
  size_t name_length;
};

/* Finds the next crate in a v0 symbol from *AT on, and moves *AT behind it; false if there is none. */
static bool next_crate(const char **at, struct crate *crate) {
  for (const char *p = *at; *p; p++) {
    if (*p != 'C')
      continue;
    const char *q = p + 1;
    if (*q == 's') {
      while (isalnum((unsigned char)*++q))
        ;
      if (*q++ != '_')
        continue;
    }
    char *end;
    unsigned long length = isdigit((unsigned char)*q) ? strtoul(q, &end, 10) : 0;
    if (!length)
      continue;
    end += *end == '_';
    if (strlen(end) < length)
      continue;
    *crate = (struct crate){p, (size_t)(end - p) + length, end, length};
    *at = end + length;
    return true;
  }
  return false;
}

static bool is_one_of(const char *name, size_t length, const char *const *names) {
  for (; *names; names++)
    if (strlen(*names) == length && !memcmp(*names, name, length))
      return true;
  return false;
}

/* Crates that come compiled with rustc. They store no pointers of a user. */
static bool is_standard(const struct crate *crate) {
  static const char *const standard[] = {
      "core",      "alloc",     "std",          "__rustc",        "compiler_builtins",
      "test",      "unwind",    "panic_unwind", "panic_abort",    "proc_macro",
      "memchr",    "hashbrown", "std_detect",   "rustc_demangle", "gimli",
      "addr2line", "object",    "miniz_oxide",  "adler2",         "cfg_if",
      "libc",      nullptr};
  return is_one_of(crate->name, crate->name_length, standard);
}

/* Functions of C that rustc calls, and some that say nothing about pointers. */
static bool is_harmless(const char *name, size_t length) {
  static const char *const harmless[] = {"rust_eh_personality",
                                         "__gxx_personality_v0",
                                         "_Unwind_Resume",
                                         "__tls_get_addr",
                                         "getpid",
                                         "sched_yield",
                                         "usleep",
                                         "sleep",
                                         "nanosleep",
                                         "rand",
                                         "srand",
                                         "random",
                                         "srandom",
                                         "sysconf",
                                         "getpagesize",
                                         nullptr};
  return !strncmp(name, "__rust_", strlen("__rust_")) || is_one_of(name, length, harmless);
}

struct collection {
  struct module *m;
  LLVMValueRef *entries;
  size_t count, room;
  struct map seen;
  bool unknown;
  const char *own; /* name of the crate of the module */
  size_t own_length;
};

static void add(struct collection *c, LLVMValueRef entry) {
  uintptr_t *known = map_put(&c->seen, entry);
  if (*known)
    return;
  *known = 1;
  if (c->count == c->room) {
    c->room = c->room ? c->room * 2 : 16;
    c->entries = must_reallocate(c->entries, c->room * sizeof *c->entries);
  }
  c->entries[c->count++] = entry;
}

/* Notes that CRATE has part in the module. */
static void add_crate(struct collection *c, const struct crate *crate) {
  char name[sizeof FOREIGN_CRATE + LONGEST];
  if (is_standard(crate))
    return;
  if (crate->length >= LONGEST) {
    c->unknown = true;
    return;
  }
  snprintf(name, sizeof name, FOREIGN_CRATE "%.*s", (int)crate->length, crate->root);
  LLVMValueRef symbol = LLVMGetNamedGlobal(c->m->module, name);
  if (!symbol) {
    symbol = LLVMAddGlobal(c->m->module, c->m->t_i8, name);
    LLVMSetGlobalConstant(symbol, true);
    LLVMSetLinkage(symbol, LLVMExternalWeakLinkage);
  }
  bool own = crate->name_length == c->own_length && !memcmp(crate->name, c->own, c->own_length);
  if (own && LLVMIsDeclaration(symbol)) {
    LLVMSetInitializer(symbol, LLVMConstNull(c->m->t_i8));
    LLVMSetLinkage(symbol, LLVMWeakODRLinkage);
  }
  add(c, symbol);
}

static void look_at(struct collection *c, LLVMValueRef function) {
  size_t length;
  const char *name = LLVMGetValueName2(function, &length);
  bool declared = LLVMIsDeclaration(function);
  LLVMLinkage linkage = LLVMGetLinkage(function);
  if (LLVMGetIntrinsicID(function) || !strncmp(name, "custody.", strlen("custody.")) ||
      !strncmp(name, "__custody_", strlen("__custody_")) ||
      (declared && !LLVMGetFirstUse(function)))
    return;
  c->unknown |= !declared && (has_attribute(function, ATTRIBUTE_OFF) ||
                              has_enum_attribute(function, "disable_sanitizer_instrumentation"));
  if (!strncmp(name, "_R", 2)) {
    struct crate crate;
    for (const char *at = name + 2; next_crate(&at, &crate);)
      add_crate(c, &crate);
  } else if (declared) {
    bool std = !strncmp(name, "_ZN4core", 8) || !strncmp(name, "_ZN5alloc", 9) ||
               !strncmp(name, "_ZN3std", 7);
    c->unknown |= !std && library_of(function) == LIBRARY_UNKNOWN && !is_harmless(name, length);
  } else {
    /* C may call it. */
    c->unknown |= linkage != LLVMInternalLinkage && linkage != LLVMPrivateLinkage &&
                  strcmp(name, "main") && !is_harmless(name, length);
  }
}

LLVMValueRef foreign_table(struct module *m, unsigned *count, bool *main) {
  size_t length;
  struct collection c = {.m = m, .own = LLVMGetSourceFileName(m->module, &length)};
  while (c.own_length < length && c.own[c.own_length] != '.')
    c.own_length++;
  *main = false;
  for (LLVMValueRef f = LLVMGetFirstFunction(m->module); f; f = LLVMGetNextFunction(f)) {
    look_at(&c, f);
    *main |= !LLVMIsDeclaration(f) && !strcmp(LLVMGetValueName2(f, &length), "main");
  }
  if (c.unknown) {
    c.count = 0;
    map_free(&c.seen);
    c.seen = (struct map){};
    add(&c, l_null(m));
  }
  LLVMValueRef table = l_null(m);
  if (c.count) {
    LLVMValueRef data = LLVMConstArray2(m->t_ptr, c.entries, c.count);
    table = LLVMAddGlobal(m->module, LLVMTypeOf(data), "custody.crates");
    LLVMSetInitializer(table, data);
    LLVMSetGlobalConstant(table, true);
    LLVMSetLinkage(table, LLVMPrivateLinkage);
  }
  *count = (unsigned)c.count;
  free(c.entries);
  map_free(&c.seen);
  return table;
}
