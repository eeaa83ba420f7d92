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

/* What the name of a function says, whatever type it belongs to. */
static const struct named_function {
  const char *name;
  enum rust_name_kind what;
  enum {
    INNER = 1,    /* the standard library calls it for its own purposes */
    VECTOR = 2,   /* only of a standard Vec: the name is too common */
    COUNTED = 4,  /* only of Arc and Rc; it returns no owner */
    ADDS = 8,     /* it adds an owner, which the pointer stands for */
    CONSUMES = 16 /* needs one release for each time */
  } flags;
} functions[] = {
    {"into_raw", RUST_NAME_RELEASE, 0},
    {"into_raw_with_allocator", RUST_NAME_RELEASE, INNER},
    {"into_non_null", RUST_NAME_RELEASE, INNER},
    {"into_non_null_with_allocator", RUST_NAME_RELEASE, INNER},
    {"into_raw_parts", RUST_NAME_RELEASE, INNER},
    {"into_raw_parts_with_alloc", RUST_NAME_RELEASE, INNER},
    {"into_parts", RUST_NAME_RELEASE, INNER | VECTOR},
    {"into_parts_with_alloc", RUST_NAME_RELEASE, INNER | VECTOR},
    {"into_foreign", RUST_NAME_RELEASE, 0},
    {"from_raw", RUST_NAME_RECLAIM, 0},
    {"from_raw_in", RUST_NAME_RECLAIM, INNER},
    {"from_raw_slice", RUST_NAME_RECLAIM, 0},
    {"from_raw_inner", RUST_NAME_RECLAIM, 0},
    {"from_non_null", RUST_NAME_RECLAIM, INNER},
    {"from_non_null_in", RUST_NAME_RECLAIM, INNER},
    {"from_raw_parts", RUST_NAME_RECLAIM, INNER},
    {"from_raw_parts_in", RUST_NAME_RECLAIM, INNER},
    {"from_parts", RUST_NAME_RECLAIM, INNER | VECTOR},
    {"from_parts_in", RUST_NAME_RECLAIM, INNER | VECTOR},
    {"from_foreign", RUST_NAME_RECLAIM, CONSUMES},
    {"increment_strong_count", RUST_NAME_RECLAIM, COUNTED | ADDS},
    {"increment_strong_count_in", RUST_NAME_RECLAIM, COUNTED | ADDS},
    {"decrement_strong_count", RUST_NAME_RECLAIM, COUNTED},
    {"decrement_strong_count_in", RUST_NAME_RECLAIM, COUNTED},
};

static const struct named_function *function_named(const char *part) {
  for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
    if (!strcmp(part, functions[i].name))
      return &functions[i];
  return nullptr;
}

/* Whether SYMBOL may be one of the functions above. Demangling is slow and nearly no function is a
 * boundary. */
static bool may_be_named(const char *symbol) {
  static const char *const parts[] = {"_raw",   "_foreign",  "_strong_count",
                                      "borrow", "_non_null", "_parts"};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    if (strstr(symbol, parts[i]))
      return true;
  return false;
}

struct rust_name rust_name_of(const char *symbol) {
  static const char *const counted[] = {"alloc::sync::Arc<", "alloc::rc::Rc<", nullptr};
  static const char *const boxes[] = {"alloc::boxed::Box<", "kernel::alloc::kbox::Box<", nullptr};
  static const char *const slices[] = {"alloc::boxed::Box<[", "alloc::boxed::Box<str", nullptr};
  static const char *const vectors[] = {"alloc::vec::Vec<", "alloc::string::String", nullptr};
  static const char *const standard[] = {"alloc::sync::Arc<",
                                         "alloc::sync::Weak<",
                                         "alloc::rc::Rc<",
                                         "alloc::rc::Weak<",
                                         "alloc::boxed::Box<",
                                         "alloc::ffi::c_str::CString",
                                         "alloc::vec::Vec<",
                                         "alloc::string::String",
                                         "std::thread::Thread",
                                         "std::thread::thread::Thread",
                                         "kernel::sync::arc::Arc<",
                                         "kernel::alloc::kbox::Box<",
                                         "kernel::alloc::kvec::Vec<",
                                         nullptr};
  /* An ARef is made from any reference, after it added one to the object's own count. */
  static const char *const shared[] = {"kernel::types::ARef<", "kernel::sync::aref::ARef<",
                                       nullptr};
  static const char *const kept[] = {"kernel::sync::arc::Arc<", "kernel::alloc::kbox::Box<",
                                     "core::pin::Pin<kernel::alloc::kbox::Box<", nullptr};
  static const char *const made_of_each_other[] = {
      "kernel::alloc::kbox::", "kernel::alloc::kvec::", "kernel::types::ARef<",
      "kernel::sync::aref::", nullptr};
  char name[RUST_NAME_SIZE];
  struct rust_name result = {.what = RUST_NAME_NONE};
  if (!may_be_named(symbol) || !rust_is_mangled(symbol) || !demangle(symbol, name))
    return result;
  cut_generics(name);
  char *part = last_part(name);
  if (!part)
    return result;
  part[-2] = 0;
  result.standard = path_starts(name, standard);
  result.counted = path_starts(name, counted);
  result.headerless = path_starts(name, boxes);
  result.slice = path_starts(name, slices);
  result.vector = path_starts(name, vectors);
  result.view = path_starts(name, shared);
  bool foreign = is_impl_of(name, "ForeignOwnable");
  result.foreign = foreign && path_starts(name, kept);
  const struct named_function *known = function_named(part);
  if (known && (!(known->flags & VECTOR) || result.vector) &&
      (!(known->flags & COUNTED) || result.counted)) {
    result.what = known->what;
    result.inner = (known->flags & INNER) || (!foreign && path_starts(name, made_of_each_other));
    result.counts = known->flags & COUNTED;
    result.adds = known->flags & ADDS;
    result.consumes = known->flags & CONSUMES;
  } else if (foreign && (!strcmp(part, "borrow") || !strcmp(part, "borrow_mut"))) {
    result.what = RUST_NAME_BORROW;
  }
  if (!strcmp(part, "into_foreign") || !strcmp(part, "from_foreign") || foreign)
    result.standard = true; /* who implements the trait owns something */
  return result;
}

/* Whether SYMBOL, which is mangled as v0, is defined in the crate NAME. A path begins with its crate, "C", a
 * disambiguator such as "s1a2B_", and the name with its length. An impl's own path comes before the types. */
static bool is_of_crate(const char *symbol, const char *name) {
  for (const char *at = symbol; (at = strchr(at, 'C')); at++) {
    const char *after = at + 1;
    if (*after == 's') {
      after +=
          1 + strspn(after + 1, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
      if (*after++ != '_')
        continue;
    }
    if (*after >= '1' && *after <= '9')
      return !strncmp(after, name, strlen(name));
  }
  return false;
}

bool rust_is_of_kernel_owner(const char *symbol) {
  static const char *const owners[] = {"kernel::alloc::kbox::", "kernel::alloc::kvec::",
                                       "kernel::sync::arc::",   "kernel::types::ARef<",
                                       "kernel::sync::aref::",  nullptr};
  char name[RUST_NAME_SIZE];
  return is_of_crate(symbol, "6kernel") && rust_is_mangled(symbol) && demangle(symbol, name) &&
         path_starts(name, owners);
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
