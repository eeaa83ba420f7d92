/*===- boundary_list.c - roles that the boundary list says -------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The boundary list gives roles to functions whose source the user does not want to change. The
 * environment variable CUSTODY_BOUNDARIES names its files, when those functions or their callers
 * are compiled. A line looks as in a special case list of the sanitizers:
 *
 *   # comment
 *   fun:devm_remove_action=key:2
 *   fun:<mycrate::Owner<*>>::adopt=reclaim:0
 *   fun:pool_put=reclaim:0
 *   fun:pool_*=family:pool
 *   fun:g_idle_add_full=callback:1:2:0
 *   type:struct pool_item
 *
 * A glob ('*': any characters, '?': one) must match the whole symbol of a function, or its whole
 * readable name. Behind '=' stands the text of an annotation of custody.h, without "custody.".
 * If there are types, then only pointers to these can reach a boundary (ir/followed.h).
 */
#define _GNU_SOURCE
#include "roles_private.h"

#include "runtime/text/demangle.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_SIZE = 4096, NAME_SIZE = 4096 };

/* A line of a file, in a list of all lines of all files, the last one first. */
struct line {
  struct line *next;
  const char *path;
  unsigned number;
  char *glob; /* NULL in the line of a type */
  char *role; /* "custody.key:2"; the name that pointee_name makes */
};

/* A and B in one string, which the caller frees. */
static char *copy(const char *a, const char *b) {
  char *made = must_allocate(strlen(a) + strlen(b) + 1);
  strcat(strcpy(made, a), b);
  return made;
}

/* TEXT without white space at both ends; changes TEXT. */
static char *trim(char *text) {
  text += strspn(text, " \t\r\n");
  size_t length = strlen(text);
  while (length && strchr(" \t\r\n", text[length - 1]))
    text[--length] = 0;
  return text;
}

/* M is NULL where another reader of the same files complains. */
static void complain(struct module *m, const char *path, unsigned number, const char *what) {
  char message[LINE_SIZE + 512];
  if (!m)
    return;
  snprintf(message, sizeof message, "%s:%u: %s", path, number, what);
  custody_seam_role_error(m->module, message);
}

static struct line *make_line(const char *path, unsigned number, char *glob, char *role) {
  struct line *line = must_allocate(sizeof *line);
  *line = (struct line){nullptr, path, number, glob, role};
  return line;
}

/* Reads the line of a type: TEXT stands behind "type:". */
static struct line *parse_type(struct module *m, const char *path, unsigned number,
                               const char *text) {
  char name[POINTEE_NAME_SIZE], what[512];
  if (pointee_name(text, name))
    return make_line(path, number, nullptr, copy("", name));
  snprintf(
      what, sizeof what,
      "'%.100s' is no type; expected the whole name of the type that a pointer points to, without "
      "typedefs, as in 'type:struct payload', 'type:unsigned char' or 'type:struct payload *'",
      text);
  complain(m, path, number, what);
  return nullptr;
}

/* Reads a line; NULL if it is empty, or wrong: then it was reported. The caller frees it. */
static struct line *parse(struct module *m, const char *path, unsigned number, char *text) {
  text = trim(text);
  if (!*text || *text == '#')
    return nullptr;
  if (!strncmp(text, "type:", 5))
    return parse_type(m, path, number, trim(text + 5));
  /* A readable name may have '=' in it ("Fn<(), Output = i32>"), so the last one counts. */
  char *equals = strrchr(text, '=');
  if (strncmp(text, "fun:", 4) || !equals) {
    complain(
        m, path, number,
        "expected 'fun:GLOB=ROLE', as in 'fun:devm_remove_action=key:2', or 'type:NAME', as in "
        "'type:struct payload'");
    return nullptr;
  }
  *equals = 0;
  char *role = trim(equals + 1), *glob = trim(text + 4);
  if (!*glob || !annotation_is_known(role)) {
    char what[512];
    snprintf(what, sizeof what,
             "'%.100s' is no role; roles are those of custody.h: release, "
             "reclaim:N, reclaim.payload:N, consumes, family:NAME, key:N, borrow.shared[:N], "
             "borrow.exclusive[:N], callback:FUNCTION:N:POSITION, callback.out",
             role);
    complain(m, path, number, *glob ? what : "an empty glob matches nothing");
    return nullptr;
  }
  return make_line(path, number, copy("", glob), copy("custody.", role));
}

/* Puts the lines of the file PATH in front of FIRST. */
static struct line *read_file(struct module *m, const char *path, struct line *first) {
  char text[LINE_SIZE];
  FILE *file = fopen(path, "r");
  if (!file) {
    if (m)
      list_unreadable(m, "boundary list", path, "CUSTODY_BOUNDARIES", errno);
    return first;
  }
  for (unsigned number = 1; fgets(text, sizeof text, file); number++) {
    struct line *line = parse(m, path, number, text);
    if (line) {
      line->next = first;
      first = line;
    }
  }
  if (ferror(file) && m) /* a directory, for example */
    list_unreadable(m, "boundary list", path, "CUSTODY_BOUNDARIES", errno);
  fclose(file);
  return first;
}

/* The lines of all files in PATHS, which ':' separates; changes PATHS. */
static struct line *read_lists(struct module *m, char *paths) {
  struct line *first = nullptr;
  char *rest; /* rustc compiles in several threads */
  for (char *path = strtok_r(paths, ":", &rest); path; path = strtok_r(nullptr, ":", &rest))
    first = read_file(m, path, first);
  return first;
}

/* Gives FUNCTION the roles of the lines that match it. */
static void apply(struct module *m, LLVMValueRef function, const struct line *lines) {
  size_t length;
  const char *symbol = LLVMGetValueName2(function, &length);
  char name[NAME_SIZE] = "";
  struct text text = {.at = name, .size = sizeof name};
  bool readable = rust_is_mangled(symbol) ? demangle_rust(symbol, &text)
                                          : custody_seam_demangle(symbol, name, sizeof name);
  /* "consumes" and "family:NAME" change roles that are there, so these lines come last. */
  for (int round = 0; round < 2; round++)
    for (const struct line *line = lines; line; line = line->next)
      if (line->glob && (round == 1) == annotation_is_addition(line->role) &&
          (string_glob(line->glob, symbol) || (readable && string_glob(line->glob, name))))
        annotation_add(m, function, line->role, line->path, line->number);
}

static void free_lines(struct line *lines) {
  for (struct line *line = lines, *next; line; line = next) {
    next = line->next;
    free(line->glob);
    free(line->role);
    free(line);
  }
}

/* Whether LINES have a line of the file PATH that gives a role, or one that names a type. */
static bool has_line(const struct line *lines, const char *path, bool role) {
  for (const struct line *line = lines; line; line = line->next)
    if (line->path == path && role == (line->glob != nullptr))
      return true;
  return false;
}

/* A list of roles without types, beside one that has both: the types of its boundaries may be
 * missing. A list with nothing but types is about all of them. */
static void note_without_types(const struct line *lines) {
  const char *both = nullptr, *without = nullptr;
  for (const struct line *line = lines; line; line = line->next) {
    bool role = has_line(lines, line->path, true), type = has_line(lines, line->path, false);
    both = role && type ? line->path : both;
    without = role && !type ? line->path : without;
    if (type && !role)
      return;
  }
  if (!both || !without)
    return;
  char what[LINE_SIZE + 512];
  snprintf(what, sizeof what,
           "the boundary list '%.1500s' names no types, but '%.1500s' does: pointers of other "
           "types are not followed to the boundaries of either. Name all types that reach a "
           "boundary, for example with custody-scan --types",
           without, both);
  custody_seam_note(what);
}

void boundary_list_collect(struct module *m) {
  const char *named = getenv("CUSTODY_BOUNDARIES");
  if (!named || !*named)
    return;
  char *paths = copy("", named);
  struct line *lines = read_lists(m, paths);
  for (LLVMValueRef f = LLVMGetFirstFunction(m->module); f && lines; f = LLVMGetNextFunction(f))
    if (!LLVMGetIntrinsicID(f))
      apply(m, f, lines);
  note_without_types(lines);
  free_lines(lines);
  free(paths);
}

void types_collect(struct module *m) {
  const char *named = getenv("CUSTODY_BOUNDARIES");
  if (!named || !*named || target_of(m) != TARGET_PROCESS)
    return;
  char *paths = copy("", named);
  struct line *lines = read_lists(nullptr, paths);
  for (const struct line *line = lines; line; line = line->next)
    if (!line->glob)
      followed_add(m, line->role);
  free_lines(lines);
  free(paths);
}
