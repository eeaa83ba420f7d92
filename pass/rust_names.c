/*===- rust_names.c - boundaries of Rust by name ------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * A demangled symbol of either scheme is a path with generic arguments, and its last part names the
 * function:
 *
 *   v0       <alloc::sync::Arc<s::Inner>>::from_raw      (generics of a function: "::<...>" behind it)
 *            <s::Arc as kernel::types::ForeignOwnable>::from_foreign
 *   legacy   alloc::sync::Arc<T,A>::from_raw
 *
 * The demangler is the runtime's: LLVM's leaves the escapes of the legacy scheme as they are.
 */
#include "rust.h"

#include "../runtime/demangle.h"
#include "../runtime/sys.h"

#include <string.h>

enum { NAME_SIZE = 4096, HASH_LENGTH = 17 };

/* What the runtime's text.c writes a full buffer with; the pass formats into buffers only. */
void sys_write(int fd, const char *text, size_t bytes) {
  (void)fd, (void)text, (void)bytes;
}

bool rust_is_mangled(const char *symbol) {
  if (!strncmp(symbol, "_R", 2))
    return true;
  size_t length = strlen(symbol);
  return !strncmp(symbol, "_ZN", 3) && length > HASH_LENGTH + 6 &&
         !strncmp(symbol + length - HASH_LENGTH - 3, "17h", 3);
}

/* Cuts a function's own generics, "::<...>", off the end of NAME. */
static void cut_generics(char *name) {
  size_t length = strlen(name);
  if (!length || name[length - 1] != '>')
    return;
  int depth = 0;
  for (size_t i = length; i-- > 2;) {
    /* An arrow of a function type closes nothing. */
    if (name[i] == '>' && name[i - 1] != '-')
      depth++;
    if (name[i] == '<' && --depth == 0) {
      if (name[i - 1] == ':' && name[i - 2] == ':')
        name[i - 2] = 0;
      return;
    }
  }
}

/* Where the last part of the path NAME begins, behind its "::"; NULL where there is but one. */
static char *last_part(char *name) {
  char *at = nullptr;
  for (char *next = name; (next = strstr(next, "::")); next += 2)
    at = next;
  return at && !strchr(at, '>') ? at + 2 : nullptr;
}

static bool is_one_of(const char *part, const char *const *names) {
  for (; *names; names++)
    if (!strcmp(part, *names))
      return true;
  return false;
}

static bool path_starts(const char *path, const char *const *with) {
  path += *path == '<';
  for (; *with; with++)
    if (!strncmp(path, *with, strlen(*with)))
      return true;
  return false;
}

/* Whether PATH is that of an impl of TRAIT: "<... as some::TRAIT>". */
static bool is_impl_of(const char *path, const char *trait) {
  const char *at = strstr(path, " as ");
  const char *found = at ? strstr(at, trait) : nullptr;
  return found && (found[strlen(trait)] == '>' || found[strlen(trait)] == '<');
}

struct rust_name rust_name_of(const char *symbol) {
  static const char *const release[] = {"into_raw", "into_foreign", nullptr};
  static const char *const reclaim[] = {"from_raw", "from_raw_in", "from_foreign", nullptr};
  static const char *const count[] = {"increment_strong_count", "increment_strong_count_in",
                                      "decrement_strong_count", "decrement_strong_count_in",
                                      nullptr};
  static const char *const counted[] = {"alloc::sync::Arc<", "alloc::rc::Rc<", nullptr};
  static const char *const standard[] = {
      "alloc::sync::Arc<",  "alloc::sync::Weak<",         "alloc::rc::Rc<", "alloc::rc::Weak<",
      "alloc::boxed::Box<", "alloc::ffi::c_str::CString", nullptr};
  char name[NAME_SIZE];
  struct rust_name result = {.what = RUST_NAME_NONE};
  /* Demangling is not cheap, and nearly no function is a boundary. */
  if (!strstr(symbol, "_raw") && !strstr(symbol, "_foreign") && !strstr(symbol, "_strong_count") &&
      !strstr(symbol, "borrow"))
    return result;
  struct text text = {.at = name, .size = sizeof name, .fd = -1};
  if (!rust_is_mangled(symbol) || !demangle_rust(symbol, &text))
    return result;
  cut_generics(name);
  char *part = last_part(name);
  if (!part)
    return result;
  part[-2] = 0;
  result.standard = path_starts(name, standard);
  result.counted = path_starts(name, counted);
  bool foreign = is_impl_of(name, "ForeignOwnable");
  if (is_one_of(part, release))
    result.what = RUST_NAME_RELEASE;
  else if (is_one_of(part, reclaim))
    result.what = RUST_NAME_RECLAIM;
  else if (result.counted && is_one_of(part, count))
    result.what = RUST_NAME_RECLAIM, result.counts = true;
  else if (foreign && (!strcmp(part, "borrow") || !strcmp(part, "borrow_mut")))
    result.what = RUST_NAME_BORROW;
  result.consumes = !strcmp(part, "from_foreign");
  if (!strcmp(part, "into_foreign") || !strcmp(part, "from_foreign") || foreign)
    result.standard = true; /* the trait says that it owns */
  return result;
}

/* The type in PATH, "<T>" or "<T as Trait>" (v0) or "T" (legacy), in *LENGTH characters. */
static const char *type_of_path(const char *path, size_t *length) {
  const char *as = strstr(path, " as ");
  bool angle = *path == '<';
  *length = as && angle ? (size_t)(as - path) - 1 : strlen(path) - (angle ? 2 : 0);
  return path + angle;
}

bool rust_drops(const char *glue, const char *symbol) {
  /* Drop glue is called drop_in_place up to rustc 1.96, and drop_glue from 1.97 on. */
  static const char *const starts[] = {"core::ptr::drop_in_place::<", "core::ptr::drop_in_place<",
                                       "core::ptr::drop_glue::<", "core::ptr::drop_glue<"};
  char dropped[NAME_SIZE], owner[NAME_SIZE];
  struct text text_dropped = {.at = dropped, .size = sizeof dropped, .fd = -1};
  struct text text_owner = {.at = owner, .size = sizeof owner, .fd = -1};
  if ((!strstr(glue, "drop_in_place") && !strstr(glue, "drop_glue")) ||
      !demangle_rust(glue, &text_dropped) || !demangle_rust(symbol, &text_owner))
    return false;
  cut_generics(owner);
  char *part = last_part(owner);
  if (!part)
    return false;
  part[-2] = 0;
  size_t length;
  const char *type = type_of_path(owner, &length);
  for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
    size_t n = strlen(starts[i]);
    if (!strncmp(dropped, starts[i], n) && !strncmp(dropped + n, type, length) &&
        !strcmp(dropped + n + length, ">"))
      return true;
  }
  return false;
}
