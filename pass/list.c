/*===- list.c - the boundary list ---------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Boundaries of code whose source is not to be touched, in files named by CUSTODY_BOUNDARIES when
 * that code, or code that calls it, is compiled. A line of such a file is that of a sanitizer special
 * case list:
 *
 *   # comment
 *   fun:devm_remove_action=key:2
 *   fun:<mycrate::Owner<*>>::adopt=reclaim:0
 *
 * The glob ('*' any characters, '?' one) is matched against the whole of a function's symbol and of its
 * readable name. What follows '=' is what custody.h's annotations say, without "custody.".
 */
#include "rust.h"

#include "../runtime/text/demangle.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_SIZE = 4096, NAME_SIZE = 4096 };

struct line {
  struct line *next;
  const char *path;
  unsigned number;
  char *glob;
  char *role; /* "custody.key:2" */
};

static bool glob_matches(const char *glob, const char *text) {
  const char *star = nullptr, *resume = nullptr;
  while (*text) {
    if (*glob == '*') {
      star = glob++;
      resume = text;
    } else if (*glob == '?' || *glob == *text) {
      glob++, text++;
    } else if (star) {
      glob = star + 1;
      text = ++resume;
    } else {
      return false;
    }
  }
  while (*glob == '*')
    glob++;
  return !*glob;
}

static char *copy(const char *a, const char *b) {
  char *made = must_allocate(strlen(a) + strlen(b) + 1);
  strcat(strcpy(made, a), b);
  return made;
}

/* Cuts white space off both ends of TEXT. */
static char *trim(char *text) {
  text += strspn(text, " \t\r\n");
  size_t length = strlen(text);
  while (length && strchr(" \t\r\n", text[length - 1]))
    text[--length] = 0;
  return text;
}

static void complain(struct module *m, const char *path, unsigned number, const char *what) {
  char message[LINE_SIZE + 256];
  snprintf(message, sizeof message, "%s:%u: %s", path, number, what);
  custody_seam_error(m->context, message);
}

/* A line as an entry; NULL for an empty one, and for a wrong one, which is reported. */
static struct line *parse(struct module *m, const char *path, unsigned number, char *text) {
  text = trim(text);
  if (!*text || *text == '#')
    return nullptr;
  /* The last '=': a readable name may have one in it ("Fn<(), Output = i32>"). */
  char *equals = strrchr(text, '=');
  if (strncmp(text, "fun:", 4) || !equals) {
    complain(m, path, number, "expected 'fun:GLOB=ROLE', as in 'fun:devm_remove_action=key:2'");
    return nullptr;
  }
  *equals = 0;
  char *role = trim(equals + 1), *glob = trim(text + 4);
  if (!*glob || !annotate_knows(role)) {
    char what[512];
    snprintf(what, sizeof what,
             "'%.100s' is no role; roles are those of custody.h: release, "
             "reclaim:N, reclaim.payload:N, consumes, key:N, borrow.shared[:N], "
             "borrow.exclusive[:N]",
             role);
    complain(m, path, number, *glob ? what : "an empty glob matches nothing");
    return nullptr;
  }
  struct line *line = must_allocate(sizeof *line);
  *line = (struct line){nullptr, path, number, copy("", glob), copy("custody.", role)};
  return line;
}

static struct line *read_file(struct module *m, const char *path, struct line *first) {
  FILE *file = fopen(path, "r");
  if (!file) {
    char what[LINE_SIZE];
    snprintf(what, sizeof what, "the boundary list '%s' cannot be read: %s (CUSTODY_BOUNDARIES)",
             path, strerror(errno));
    custody_seam_error(m->context, what);
    return first;
  }
  char text[LINE_SIZE];
  for (unsigned number = 1; fgets(text, sizeof text, file); number++) {
    struct line *line = parse(m, path, number, text);
    if (line) {
      line->next = first;
      first = line;
    }
  }
  fclose(file);
  return first;
}

/* CUSTODY_BOUNDARIES: paths parted by ':'. The last line of the last file comes first. */
static struct line *read_lists(struct module *m, char *paths) {
  struct line *first = nullptr;
  for (char *path = strtok(paths, ":"); path; path = strtok(nullptr, ":"))
    first = read_file(m, path, first);
  return first;
}

static void apply(struct module *m, LLVMValueRef function, const struct line *lines) {
  size_t length;
  const char *symbol = LLVMGetValueName2(function, &length);
  char name[NAME_SIZE] = "";
  struct text text = {.at = name, .size = sizeof name};
  bool readable = rust_is_mangled(symbol) ? demangle_rust(symbol, &text)
                                          : custody_seam_demangle(symbol, name, sizeof name);
  for (int round = 0; round < 2; round++) /* what consumes must be a reclaim already */
    for (const struct line *line = lines; line; line = line->next)
      if ((round == 1) == !strcmp(line->role, "custody.consumes") &&
          (glob_matches(line->glob, symbol) || (readable && glob_matches(line->glob, name))))
        annotate_add(m, function, line->role, line->path, line->number);
}

void list_collect(struct module *m) {
  const char *named = getenv("CUSTODY_BOUNDARIES");
  if (!named || !*named)
    return;
  char *paths = copy("", named);
  struct line *lines = read_lists(m, paths);
  for (LLVMValueRef f = LLVMGetFirstFunction(m->module); f && lines; f = LLVMGetNextFunction(f))
    if (!LLVMGetIntrinsicID(f))
      apply(m, f, lines);
  for (struct line *line = lines, *next; line; line = next) {
    next = line->next;
    free(line->glob);
    free(line->role);
    free(line);
  }
  free(paths);
}
