/*===- ignore_list.c - code that the user leaves out -------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The environment variable CUSTODY_IGNORELIST names files, separated by ':', that say which functions
 * are not instrumented. They have the form of -fsanitize-ignorelist:
 *
 *   # comment
 *   [custody]                  lines of other sections do not count; [*] and no section do
 *   fun:parse_*                a symbol, or its readable name
 *   src:*parser.c             the source file
 *
 * A glob ('*': any characters, '?': one) must match the whole name.
 */
#define _GNU_SOURCE
#include "roles_private.h"

#include "runtime/text/demangle.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_SIZE = 4096, NAME_SIZE = 4096 };

/* What is known of a function. */
struct names {
  const char *symbol;
  char readable[NAME_SIZE]; /* "": the symbol is not mangled */
  char path[NAME_SIZE];     /* of its file, with the directory; "": not known */
  const char *file;         /* the same without the directory of the compilation */
};

/* TEXT without white space at both ends; changes TEXT. */
static char *trim(char *text) {
  text += strspn(text, " \t\r\n");
  size_t length = strlen(text);
  while (length && strchr(" \t\r\n", text[length - 1]))
    text[--length] = 0;
  return text;
}

static void find_file(struct module *m, LLVMValueRef function, struct names *names) {
  LLVMMetadataRef subprogram = LLVMGetSubprogram(function);
  LLVMMetadataRef file = subprogram ? LLVMDIScopeGetFile(subprogram) : nullptr;
  unsigned length = 0, directory_length = 0;
  size_t source_length;
  names->path[0] = 0;
  if (!file) {
    names->file = LLVMGetSourceFileName(m->module, &source_length);
    return;
  }
  const char *name = LLVMDIFileGetFilename(file, &length);
  const char *directory = LLVMDIFileGetDirectory(file, &directory_length);
  bool absolute = !length || name[0] == '/' || !directory_length;
  int start = absolute ? 0
                       : snprintf(names->path, sizeof names->path, "%.*s/", (int)directory_length,
                                  directory);
  if (start < 0 || (size_t)start >= sizeof names->path)
    start = 0;
  snprintf(names->path + start, sizeof names->path - (size_t)start, "%.*s", (int)length, name);
  names->file = names->path + start;
}

static void find_names(struct module *m, LLVMValueRef function, struct names *names) {
  size_t length;
  names->symbol = LLVMGetValueName2(function, &length);
  names->readable[0] = 0;
  struct text text = {.at = names->readable, .size = sizeof names->readable};
  bool readable =
      rust_is_mangled(names->symbol)
          ? demangle_rust(names->symbol, &text)
          : custody_seam_demangle(names->symbol, names->readable, sizeof names->readable);
  if (!readable)
    names->readable[0] = 0;
  find_file(m, function, names);
}

static bool matches(const char *line, const struct names *names) {
  const char *glob = line + strlen("fun:");
  if (line[0] == 'f')
    return string_glob(glob, names->symbol) ||
           (names->readable[0] && string_glob(glob, names->readable));
  return string_glob(glob, names->file) || string_glob(glob, names->path);
}

void function_turn_off(struct module *m, LLVMValueRef function) {
  if (LLVMIsDeclaration(function))
    return;
  add_attribute(m, function, ATTRIBUTE_OFF);
  if (!has_enum_attribute(function, "alwaysinline"))
    add_enum_attribute(m, function, "noinline");
}

/* Turns the functions off that LINE, "fun:GLOB" or "src:GLOB", matches. */
static void apply(struct module *m, const char *line) {
  struct names *names = must_allocate(sizeof *names); /* large, and rustc has several threads */
  for (LLVMValueRef f = LLVMGetFirstFunction(m->module); f; f = LLVMGetNextFunction(f)) {
    if (LLVMIsDeclaration(f) || has_attribute(f, ATTRIBUTE_OFF))
      continue;
    find_names(m, f, names);
    if (matches(line, names))
      function_turn_off(m, f);
  }
  free(names);
}

static void complain(struct module *m, const char *path, unsigned number, const char *what) {
  char message[LINE_SIZE + 256];
  snprintf(message, sizeof message, "%s:%u: %s", path, number, what);
  custody_seam_role_error(m->module, message);
}

/* Whether lines of the section that LINE begins count. */
static bool section_counts(const char *line) {
  return !strcmp(line, "[*]") || !strcmp(line, "[custody]");
}

static void read_file(struct module *m, const char *path) {
  FILE *file = fopen(path, "r");
  char text[LINE_SIZE];
  if (!file) {
    list_unreadable(m, "ignore list", path, "CUSTODY_IGNORELIST", errno);
    return;
  }
  bool counts = true;
  for (unsigned number = 1; fgets(text, sizeof text, file); number++) {
    const char *line = trim(text);
    if (!*line || *line == '#')
      continue;
    if (*line == '[')
      counts = section_counts(line);
    else if ((strncmp(line, "fun:", 4) && strncmp(line, "src:", 4)) || !line[4] ||
             strchr(line, '='))
      complain(m, path, number, "expected 'fun:GLOB' or 'src:GLOB'");
    else if (counts)
      apply(m, line);
  }
  if (ferror(file)) /* a directory, for example */
    list_unreadable(m, "ignore list", path, "CUSTODY_IGNORELIST", errno);
  fclose(file);
}

void ignore_list_collect(struct module *m) {
  const char *named = getenv("CUSTODY_IGNORELIST");
  if (!named || !*named)
    return;
  char *paths = must_allocate(strlen(named) + 1), *rest;
  strcpy(paths, named);
  for (char *path = strtok_r(paths, ":", &rest); path; path = strtok_r(nullptr, ":", &rest))
    read_file(m, path);
  free(paths);
}
