/*===- demangle.c - names of Rust functions -----------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/* The legacy mangling is a list of C++ nested names that ends in a hash. */
#include "demangle.h"

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/* "$u" hexadecimal "$": a character by its number. Returns what follows, or NULL. */
static const char *legacy_character(struct text *out, const char *s) {
  if (!string_starts(s, "$u", &s))
    return nullptr;
  unsigned value = 0;
  for (; is_digit(*s) || (*s >= 'a' && *s <= 'f'); s++)
    value = value * 16 + (unsigned)(is_digit(*s) ? *s - '0' : *s - 'a' + 10);
  if (*s != '$' || value < ' ' || value > '~')
    return nullptr;
  text_char(out, (char)value);
  return s + 1;
}

/* One identifier of the legacy mangling, with its escapes. */
static void legacy_identifier(struct text *out, const char *s, const char *end) {
  static const struct {
    const char *escape, *meaning;
  } escapes[] = {{"$SP$", "@"}, {"$BP$", "*"}, {"$RF$", "&"}, {"$LT$", "<"}, {"$GT$", ">"},
                 {"$LP$", "("}, {"$RP$", ")"}, {"$C$", ","},  {"..", "::"}};
  if (string_starts(s, "_$", nullptr))
    s++; /* an identifier does not begin with an escape */
  while (s < end) {
    const char *rest = legacy_character(out, s);
    for (size_t i = 0; i < sizeof escapes / sizeof *escapes && !rest; i++)
      if (string_starts(s, escapes[i].escape, &rest))
        text_string(out, escapes[i].meaning);
      else
        rest = nullptr;
    if (rest)
      s = rest;
    else
      text_char(out, *s++);
  }
}

/* Length of the identifier at *S, which moves behind the number; 0 where there is none. */
static size_t legacy_length(const char **s) {
  size_t length = 0;
  for (; is_digit(**s) && length < 1 << 16; ++*s)
    length = length * 10 + (size_t)(**s - '0');
  for (size_t i = 0; i < length; i++)
    if (!(*s)[i])
      return 0;
  return length;
}

/* "17h" and 16 hexadecimal digits, at S. */
static bool is_hash(const char *s) {
  if (*s++ != 'h')
    return false;
  for (int i = 0; i < 16; i++, s++)
    if (!is_digit(*s) && (*s < 'a' || *s > 'f'))
      return false;
  return true;
}

static bool demangle_legacy(const char *name, struct text *out) {
  const char *s = name;
  bool hashed = false;
  while (*s && *s != 'E') {
    size_t length = legacy_length(&s);
    if (!length)
      return false;
    hashed = length == 17 && is_hash(s);
    s += length;
  }
  if (!*s || !hashed)
    return false; /* C++ */
  s = name;
  for (bool first = true;; first = false) {
    size_t length = legacy_length(&s);
    if (s[length] == 'E')
      return true; /* the hash */
    if (!first)
      text_string(out, "::");
    legacy_identifier(out, s, s + length);
    s += length;
  }
}

/* A symbol without any name, such as a hash alone, is no Rust symbol: nobody can read nothing. */
bool demangle_rust(const char *name, struct text *out) {
  const char *rest;
  size_t used = out->used;
  bool known = string_starts(name, "_R", &rest)
                   ? demangle_v0(rest, out)
                   : string_starts(name, "_ZN", &rest) && demangle_legacy(rest, out);
  return known && out->used > used;
}

/*===-- Owners -------------------------------------------------------------===*/

/* Length of the path in NAME without its last part, which may have generics: "::<...>". */
static size_t owner_length(const char *name) {
  size_t length = 0;
  int depth = 0;
  for (size_t i = 0; name[i]; i++) {
    depth += name[i] == '<';
    depth -= name[i] == '>' && i && name[i - 1] != '-';
    if (depth == 0 && name[i] == ':' && name[i + 1] == ':' && name[i + 2] != '<')
      length = i;
  }
  return length;
}

bool owner_is_same(const char *a, const char *b) {
  enum { SIZE = 1024 };
  char of_a[SIZE] = "", of_b[SIZE] = "";
  struct text text_a = {.at = of_a, .size = SIZE};
  struct text text_b = {.at = of_b, .size = SIZE};
  if (!a || !b || !demangle_rust(a, &text_a) || !demangle_rust(b, &text_b))
    return false;
  if (text_a.used == SIZE - 1 || text_b.used == SIZE - 1)
    return false; /* the rest of the name was dropped, and may differ */
  size_t length = owner_length(of_a);
  if (!length || length != owner_length(of_b))
    return false;
  for (size_t i = 0; i < length; i++)
    if (of_a[i] != of_b[i])
      return false;
  return true;
}
