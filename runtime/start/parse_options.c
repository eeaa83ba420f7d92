/*===- parse_options.c - run-time options -------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "parse_options.h"
#include "core/depot.h"
#include "host/host.h"
#include "report/report.h"

enum type { TYPE_bool, TYPE_int, TYPE_str, TYPE_model };

static const struct option {
  const char *name, *help;
  enum type type;
  size_t offset;
} table[] = {
#define CUSTODY_OPTION(type, name, value, help)                                                    \
  {#name, help, TYPE_##type, offsetof(struct options, name)},
#include "custody/options.def"
#undef CUSTODY_OPTION
};

static const char *const models[] = {"permission", "exact", "address"};

/* One entry of the text, NAME=VALUE, before its value is parsed. */
struct entry {
  char name[64], value[1024];
};

/*===-- Values -------------------------------------------------------------===*/

static bool parse_bool(const char *value, bool *to) {
  static const char *const words[][2] = {
      {"0", "1"}, {"no", "yes"}, {"false", "true"}, {"off", "on"}};
  for (size_t i = 0; i < RT_COUNT(words); i++)
    for (int which = 0; which < 2; which++)
      if (string_equal(value, words[i][which])) {
        *to = which;
        return true;
      }
  return false;
}

static bool parse_int(const char *value, int *to) {
  int64_t number = 0;
  bool negative = *value == '-';
  value += negative;
  if (!*value)
    return false;
  for (; *value; value++) {
    if (*value < '0' || *value > '9' || number > INT32_MAX / 10)
      return false;
    number = number * 10 + (*value - '0');
  }
  if (number > INT32_MAX)
    return false;
  *to = (int)(negative ? -number : number);
  return true;
}

static bool parse_model(const char *value, enum custody_model *to) {
  for (int i = 0; i < CUSTODY_MODELS; i++)
    if (string_equal(value, models[i])) {
      *to = (enum custody_model)i;
      return true;
    }
  return false;
}

/* Copies VALUE to memory that lives as long as the process. Returns NULL if there is no room left,
 * which takes many long values. */
static const char *keep_string(const char *value) {
  static char storage[8192];
  static size_t used;
  size_t size = string_length(value) + 1;
  if (size > sizeof storage - used)
    return nullptr;
  char *copy = storage + used;
  for (size_t i = 0; i < size; i++)
    copy[i] = value[i];
  used += size;
  return copy;
}

/* Sets the option O to VALUE and returns NULL. If VALUE is wrong, returns what it must be. */
static const char *set(const struct option *o, const char *value) {
  void *field = (char *)&options + o->offset;
  switch (o->type) {
  case TYPE_bool:
    return parse_bool(value, field) ? nullptr : "0 or 1";
  case TYPE_model:
    return parse_model(value, field) ? nullptr : "permission, exact or address";
  case TYPE_str:
    if (o->offset == offsetof(struct options, color) && !string_equal(value, "auto") &&
        !string_equal(value, "always") && !string_equal(value, "never"))
      return "auto, always or never";
    if (o->offset == offsetof(struct options, log_format) && !string_equal(value, "text") &&
        !string_equal(value, "json"))
      return "text or json";
    *(const char **)field = keep_string(value);
    return *(const char **)field ? nullptr : "shorter";
  case TYPE_int:
    break;
  }
  int number;
  bool is_depth = o->offset == offsetof(struct options, stack_depth);
  int most = is_depth ? STACK_MAX : 255;
  if (!parse_int(value, &number) || number < 0 || number > most)
    return is_depth ? "a number from 0 to 32" : "a number from 0 to 255";
  *(int *)field = number;
  return nullptr;
}

/*===-- Text ---------------------------------------------------------------===*/

static bool parts(char c) {
  return c == ':' || c == ',' || c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Reads one entry from *AT. Returns what is wrong with it, or NULL. */
static const char *read_entry(const char **at, struct entry *e) {
  const char *s = *at, *wrong = nullptr;
  size_t n = 0;
  for (; *s && *s != '=' && !parts(*s); s++)
    if (n < sizeof e->name - 1)
      e->name[n++] = *s;
  e->name[n] = 0;
  n = 0;
  if (*s != '=') {
    wrong = "has no '='";
  } else {
    char quote = *++s == '\'' || *s == '"' ? *s++ : 0;
    for (; *s && (quote ? *s != quote : !parts(*s)); s++)
      if (n < sizeof e->value - 1)
        e->value[n++] = *s;
      else
        wrong = "is too long";
    if (quote && *s)
      s++;
    else if (quote)
      wrong = "has an opening quote only";
  }
  e->value[n] = 0;
  *at = s;
  return wrong;
}

/* Another version of Custody may know the option, so the program runs. */
static void explain_unknown(struct text *error, const char *name, const char *origin) {
  enum { NEAR = 4 };
  const char *nearest = nullptr;
  unsigned distance = NEAR;
  for (size_t i = 0; i < RT_COUNT(table); i++) {
    unsigned d = string_distance(name, table[i].name, NEAR);
    if (d < distance) {
      distance = d;
      nearest = table[i].name;
    }
  }
  text_format(error, "CustodySanitizer: WARNING: unknown option '%s' in %s is ignored", name,
              origin);
  if (nearest)
    text_format(error, "; did you mean '%s'?", nearest);
  text_string(error, "\n  known:");
  for (size_t i = 0; i < RT_COUNT(table); i++)
    text_format(error, " %s", table[i].name);
  text_string(error, "\n");
}

static const struct option *find_option(const char *name) {
  for (size_t i = 0; i < RT_COUNT(table); i++)
    if (string_equal(name, table[i].name))
      return &table[i];
  return nullptr;
}

/* Reads the file that the option include names. */
static bool include(const char *value, struct text *error) {
  enum { DEPTH = 4, SIZE = 1 << 12 };
  static char contents[DEPTH][SIZE];
  static char path[1024];
  static int depth;
  struct text t = {.at = path, .size = sizeof path};
  path_expand(&t, value);
  if (depth == DEPTH) {
    text_format(error, "CustodySanitizer: ERROR: include=%s: files include each other\n", path);
    return false;
  }
  char *text = contents[depth];
  ptrdiff_t size = host_read_file(path, text, SIZE);
  if (size < 0 || size == SIZE - 1) {
    text_format(error, "CustodySanitizer: ERROR: include=%s: the file %s\n", path,
                size < 0 ? "cannot be read" : "is too large");
    return false;
  }
  depth++;
  bool right = options_parse(text, options.include, error);
  depth--;
  return right;
}

/* Handles the entry E of ORIGIN; WRONG is what read_entry returned. */
static bool take_entry(const struct entry *e, const char *wrong, const char *origin,
                       struct text *error) {
  const struct option *o = find_option(e->name);
  if (!o) {
    explain_unknown(error, e->name, origin);
    return true;
  }
  if (wrong) {
    text_format(error, "CustodySanitizer: ERROR: entry '%s' in %s %s; write %s=VALUE\n", e->name,
                origin, wrong, e->name);
    return false;
  }
  wrong = set(o, e->value);
  if (wrong) {
    text_format(error, "CustodySanitizer: ERROR: '%s=%s' in %s: the value must be %s\n", e->name,
                e->value, origin, wrong);
    return false;
  }
  return o->offset != offsetof(struct options, include) || include(options.include, error);
}

bool options_parse(const char *text, const char *origin, struct text *error) {
  static struct entry e; /* only one thread runs at the start */
  for (;;) {
    while (parts(*text))
      text++;
    if (!*text)
      return true;
    const char *wrong = read_entry(&text, &e);
    if (!take_entry(&e, wrong, origin, error))
      return false;
  }
}

/*===-- Help ---------------------------------------------------------------===*/

void options_print(struct text *out) {
  text_string(out, "CustodySanitizer options, in CUSTODY_OPTIONS as name=value:name=value\n");
  for (size_t i = 0; i < RT_COUNT(table); i++) {
    const void *field = (const char *)&options + table[i].offset;
    text_format(out, "  %s=", table[i].name);
    switch (table[i].type) {
    case TYPE_bool:
      text_char(out, *(const bool *)field ? '1' : '0');
      break;
    case TYPE_int:
      text_format(out, "%d", (int64_t)*(const int *)field);
      break;
    case TYPE_str:
      text_format(out, "\"%s\"", *(const char *const *)field);
      break;
    case TYPE_model:
      text_string(out, models[*(const enum custody_model *)field]);
      break;
    }
    text_format(out, "\n      %s\n", table[i].help);
  }
}
