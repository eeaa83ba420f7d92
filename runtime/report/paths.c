/*===- paths.c - the names of source files ------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "paths.h"
#include "core/options.h"
#include "host/host.h"
#include "text/text.h"

/* Returns what follows the first PART in S, or NULL if PART is not in S. */
static const char *behind(const char *s, const char *part) {
  const char *rest;
  for (; *s; s++)
    if (string_starts(s, part, &rest))
      return rest;
  return nullptr;
}

/* Returns what follows the next '/' in S, or NULL. S may be NULL. */
static const char *behind_slash(const char *s) {
  return s ? behind(s, "/") : nullptr;
}

/* Returns the part of FILE that begins at "library/" or at the name of a crate inside the standard
 * library. Returns NULL if FILE is another file. pass/rust/library.c knows the same places. */
static const char *in_library(const char *file) {
  const char *rest;
  if (string_starts(file, "/rust/deps/", &rest))
    return rest;
  if ((rest = behind(file, "/rustlib/src/rust/")))
    return rest;
  if (!string_starts(file, "/rustc/", &rest) && !string_starts(file, "/usr/src/rustc-", &rest))
    return nullptr;
  rest = behind_slash(rest);
  return rest && string_starts(rest, "library/", nullptr) ? rest : nullptr;
}

/* Returns the part of FILE that begins at the name of the crate if FILE lies where Cargo, or Debian,
 * keeps the source of crates. Returns NULL if it lies elsewhere. */
static const char *in_registry(const char *file) {
  const char *rest;
  if ((rest = behind(file, "/registry/src/")))
    return behind_slash(rest); /* the name of the index */
  if ((rest = behind(file, "/share/cargo/registry/")))
    return rest;
  return behind(file, "/git/checkouts/");
}

bool path_is_library(const char *file) {
  return in_library(file) != nullptr;
}

const char *path_readable(const char *file) {
  const char *rest, *directory = host_directory();
  if (!options.full_stacks && ((rest = in_library(file)) || (rest = in_registry(file))))
    return rest;
  if (options.strip_path_prefix[0] && (rest = behind(file, options.strip_path_prefix)) && *rest)
    return rest;
  if (directory[0] && string_starts(file, directory, &rest) && *rest == '/')
    file = rest + 1;
  while (string_starts(file, "./", &rest))
    file = rest;
  return file;
}
