/*===- rust_names.c - names of functions in Rust -----------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * A demangled symbol is a path with generic arguments, whose last part names the function. The two
 * mangling schemes differ:
 *
 *   v0       <alloc::sync::Arc<s::Inner>>::from_raw      (generics of a function: "::<...>" behind it)
 *            <s::Arc as kernel::types::ForeignOwnable>::from_foreign
 *   legacy   alloc::sync::Arc<T,A>::from_raw
 *
 * The demangler is the runtime's, since LLVM's leaves the escapes of the legacy scheme in the text.
 */
#include "roles_private.h"

#include "runtime/text/demangle.h"

#include <string.h>

/* Demangles SYMBOL into BUFFER; false if it is not one of Rust. */
static bool demangle(const char *symbol, char buffer[RUST_NAME_SIZE]) {
  struct text text = {.at = buffer, .size = RUST_NAME_SIZE};
  return demangle_rust(symbol, &text);
}

/* Cuts the generic arguments of the function itself, "::<...>", off the end of NAME. */
static void cut_generics(char *name) {
  size_t length = strlen(name);
  if (!length || name[length - 1] != '>')
    return;
  int depth = 0;
  for (size_t i = length; i-- > 2;) {
    /* The '>' of an arrow "->" closes nothing. */
    if (name[i] == '>' && name[i - 1] != '-')
      depth++;
    if (name[i] == '<' && --depth == 0) {
      if (name[i - 1] == ':' && name[i - 2] == ':')
        name[i - 2] = 0;
      return;
    }
  }
}

/* The last part of the path NAME, behind the last "::"; NULL if there is only one part. */
static char *last_part(char *name) {
  char *at = nullptr;
  for (char *next = name; (next = strstr(next, "::")); next += 2)
    at = next;
  return at && !strchr(at, '>') ? at + 2 : nullptr;
}

/* Whether PART is in NAMES, which ends in NULL. */
static bool is_one_of(const char *part, const char *const *names) {
  for (; *names; names++)
    if (!strcmp(part, *names))
      return true;
  return false;
}

/* Whether PATH, of a type, starts like one of WITH, which ends in NULL. */
static bool path_starts(const char *path, const char *const *with) {
  path += *path == '<';
  for (; *with; with++)
    if (!strncmp(path, *with, strlen(*with)))
      return true;
  return false;
}

/* Whether PATH belongs to an impl of TRAIT: "<... as some::TRAIT>". */
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
  char name[RUST_NAME_SIZE];
  struct rust_name result = {.what = RUST_NAME_NONE};
  /* Demangling is slow and nearly no function is a boundary, so look for parts of their names
   * first. */
  if (!strstr(symbol, "_raw") && !strstr(symbol, "_foreign") && !strstr(symbol, "_strong_count") &&
      !strstr(symbol, "borrow"))
    return result;
  if (!rust_is_mangled(symbol) || !demangle(symbol, name))
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
    result.standard = true; /* who implements the trait owns something */
  return result;
}

const char *rust_type_of_function(const char *symbol, char buffer[RUST_NAME_SIZE]) {
  if (!demangle(symbol, buffer))
    return nullptr;
  cut_generics(buffer);
  char *part = last_part(buffer);
  if (!part)
    return nullptr;
  part[-2] = 0;
  if (*buffer != '<')
    return buffer; /* legacy */
  char *as = strstr(buffer, " as ");
  if (as)
    *as = 0; /* "<T as Trait>" */
  else
    buffer[strlen(buffer) - 1] = 0; /* "<T>" */
  return buffer + 1;
}

const char *rust_type_of_drop(const char *symbol, char buffer[RUST_NAME_SIZE]) {
  /* Drop glue is called drop_in_place up to rustc 1.96, and drop_glue from 1.97 on. */
  static const char *const starts[] = {"core::ptr::drop_in_place::<", "core::ptr::drop_in_place<",
                                       "core::ptr::drop_glue::<", "core::ptr::drop_glue<"};
  if ((!strstr(symbol, "drop_in_place") && !strstr(symbol, "drop_glue")) ||
      !demangle(symbol, buffer))
    return nullptr;
  size_t length = strlen(buffer);
  for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
    size_t n = strlen(starts[i]);
    if (length > n && !strncmp(buffer, starts[i], n) && buffer[length - 1] == '>') {
      buffer[length - 1] = 0;
      return buffer + n;
    }
  }
  return nullptr;
}
