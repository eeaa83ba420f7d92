/*===- demangle_v0.c - the v0 mangling of Rust --------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/* RFC 2603 specifies the mangling. The productions have the same names here. */
#include "demangle.h"

/* Limits for the nesting and for the number of productions: backrefs can make a short symbol very
 * long. A production takes a bounded time, so the time is bounded too. */
enum { DEPTH = 64, STEPS = 10000 };

struct parser {
  const char *start, *at; /* behind the prefix */
  const char *end;        /* of the symbol: the zero */
  struct text *out;
  unsigned depth, steps;
  unsigned lifetimes; /* bound by binders around the place */
  bool wrong;
};

/*===-- Tokens -------------------------------------------------------------===*/

static bool take(struct parser *p, char c) {
  if (p->wrong || *p->at != c)
    return false;
  p->at++;
  return true;
}

static void refuse(struct parser *p) {
  p->wrong = true;
  p->at = "";
}

/* Counts a production that begins here, and refuses it if there were too many or if the nesting is
 * too deep. */
static void begin(struct parser *p) {
  if (++p->depth > DEPTH || ++p->steps > STEPS)
    refuse(p);
}
static void finish(struct parser *p) {
  p->depth--;
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static uint64_t decimal(struct parser *p) {
  uint64_t value = 0;
  if (take(p, '0'))
    return 0;
  if (!is_digit(*p->at))
    refuse(p);
  for (; is_digit(*p->at) && value < 1 << 20; p->at++)
    value = value * 10 + (uint64_t)(*p->at - '0');
  return value;
}

/* base-62-number: "_" is 0, "0_" is 1, ... */
static uint64_t base62(struct parser *p) {
  uint64_t value = 0;
  if (take(p, '_'))
    return 0;
  for (; !take(p, '_'); p->at++) {
    char c = *p->at;
    unsigned digit = is_digit(c)            ? (unsigned)(c - '0')
                     : c >= 'a' && c <= 'z' ? (unsigned)(c - 'a') + 10
                     : c >= 'A' && c <= 'Z' ? (unsigned)(c - 'A') + 36
                                            : 62;
    if (digit == 62 || value > UINT64_MAX / 62) {
      refuse(p);
      return 0;
    }
    value = value * 62 + digit;
  }
  return value + 1;
}

/* [TAG base-62-number]. Returns 0 if it is not there. */
static uint64_t optional62(struct parser *p, char tag) {
  return take(p, tag) ? base62(p) + 1 : 0;
}

static void print(struct parser *p, const char *words) {
  if (!p->wrong)
    text_string(p->out, words);
}
static void print_number(struct parser *p, uint64_t value) {
  if (!p->wrong)
    text_format(p->out, "%u", value);
}

/* undisambiguated-identifier. Punycode is left as it is. */
static void identifier(struct parser *p) {
  take(p, 'u');
  uint64_t length = decimal(p);
  take(p, '_');
  if (p->wrong || length > (uint64_t)(p->end - p->at)) {
    refuse(p);
    return;
  }
  /* What does not fit is not even looked at: a backref may repeat a long identifier. */
  uint64_t room = p->out->size - 1 - p->out->used;
  for (uint64_t i = 0; i < length && i < room; i++)
    text_char(p->out, p->at[i]);
  p->at += length;
}

/*===-- Productions --------------------------------------------------------===*/

static void path(struct parser *p, bool in_value);
static void type(struct parser *p);
static void constant(struct parser *p);

/* Parses the production at an earlier position of the symbol, then goes on here. */
static void backref(struct parser *p, void (*production)(struct parser *)) {
  const char *here = p->at - 1;
  uint64_t offset = base62(p);
  const char *next = p->at;
  if (p->wrong || offset >= (uint64_t)(here - p->start)) {
    refuse(p);
    return;
  }
  p->at = p->start + offset;
  production(p);
  if (!p->wrong)
    p->at = next;
}

static void path_of_value(struct parser *p) {
  path(p, true);
}
static void path_of_type(struct parser *p) {
  path(p, false);
}

static void lifetime(struct parser *p, uint64_t index) {
  if (!index) {
    print(p, "'_");
  } else if (index > p->lifetimes) {
    refuse(p);
  } else {
    uint64_t depth = p->lifetimes - index;
    print(p, "'");
    if (depth < 26 && !p->wrong)
      text_char(p->out, (char)('a' + depth));
    else
      print_number(p, depth);
  }
}

/* A list that ends in 'E'. */
static void list(struct parser *p, void (*item)(struct parser *), const char *separator) {
  for (bool first = true; !p->wrong && !take(p, 'E'); first = false) {
    if (!*p->at)
      refuse(p);
    if (++p->steps > STEPS)
      refuse(p);
    if (!first)
      print(p, separator);
    item(p);
  }
}

static void generic_argument(struct parser *p) {
  if (take(p, 'L'))
    lifetime(p, base62(p));
  else if (take(p, 'K'))
    constant(p);
  else
    type(p);
}

static void impl_path(struct parser *p) {
  struct text *out = p->out;
  char nowhere[2];
  struct text hidden = {.at = nowhere, .size = sizeof nowhere};
  optional62(p, 's');
  p->out = &hidden; /* where the impl stands is of no interest */
  path(p, false);
  p->out = out;
}

static void nested_path(struct parser *p, bool in_value) {
  char space = *p->at;
  if (!space)
    refuse(p);
  else
    p->at++;
  path(p, in_value);
  uint64_t number = optional62(p, 's');
  if (space >= 'A' && space <= 'Z') {
    print(p, "::{");
    if (space == 'C' || space == 'S')
      print(p, space == 'C' ? "closure" : "shim");
    else if (!p->wrong)
      text_char(p->out, space);
    if (is_digit(*p->at) && *p->at != '0') {
      print(p, ":");
      identifier(p);
    } else {
      take(p, '0');
    }
    print(p, "#");
    print_number(p, number);
    print(p, "}");
  } else if (*p->at == '0') {
    p->at++; /* a namespace without a name */
  } else {
    print(p, "::");
    identifier(p);
  }
}

static void path(struct parser *p, bool in_value) {
  begin(p);
  if (take(p, 'C')) {
    optional62(p, 's');
    identifier(p);
  } else if (take(p, 'M')) {
    impl_path(p);
    print(p, "<");
    type(p);
    print(p, ">");
  } else if (*p->at == 'X' || *p->at == 'Y') {
    if (*p->at++ == 'X')
      impl_path(p);
    print(p, "<");
    type(p);
    print(p, " as ");
    path(p, false);
    print(p, ">");
  } else if (take(p, 'N')) {
    nested_path(p, in_value);
  } else if (take(p, 'I')) {
    path(p, in_value);
    print(p, in_value ? "::<" : "<");
    list(p, generic_argument, ", ");
    print(p, ">");
  } else if (take(p, 'B')) {
    backref(p, in_value ? path_of_value : path_of_type);
  } else {
    refuse(p);
  }
  finish(p);
}

/* ["G" base-62-number]: for<'a, 'b>. Returns how many lifetimes it binds. */
static unsigned binder(struct parser *p) {
  uint64_t count = optional62(p, 'G');
  if (count > 64)
    refuse(p);
  if (!count || p->wrong)
    return 0;
  print(p, "for<");
  for (uint64_t i = 0; i < count; i++) {
    p->lifetimes++;
    print(p, i ? ", " : "");
    lifetime(p, 1);
  }
  print(p, "> ");
  return (unsigned)count;
}

static void function_type(struct parser *p) {
  unsigned bound = binder(p);
  if (take(p, 'U'))
    print(p, "unsafe ");
  if (take(p, 'K')) {
    print(p, "extern \"");
    if (take(p, 'C'))
      print(p, "C");
    else
      identifier(p);
    print(p, "\" ");
  }
  print(p, "fn(");
  list(p, type, ", ");
  print(p, ")");
  if (!take(p, 'u')) {
    print(p, " -> ");
    type(p);
  }
  p->lifetimes -= bound;
}

/* A trait of a dyn type, with its associated types: dyn Iterator<Item = u8>. */
static void dyn_trait(struct parser *p) {
  bool open = false;
  if (take(p, 'I')) {
    path(p, false);
    print(p, "<");
    list(p, generic_argument, ", ");
    open = true;
  } else {
    path(p, false);
  }
  while (take(p, 'p')) {
    print(p, open ? ", " : "<");
    open = true;
    identifier(p);
    print(p, " = ");
    type(p);
  }
  if (open)
    print(p, ">");
}

static void dyn_type(struct parser *p) {
  print(p, "dyn ");
  unsigned bound = binder(p);
  list(p, dyn_trait, " + ");
  p->lifetimes -= bound;
  uint64_t index = take(p, 'L') ? base62(p) : 0;
  if (index) {
    print(p, " + ");
    lifetime(p, index);
  }
}

static void tuple_type(struct parser *p) {
  unsigned count = 0;
  print(p, "(");
  for (; !p->wrong && !take(p, 'E'); count++) {
    if (!*p->at)
      refuse(p);
    print(p, count ? ", " : "");
    type(p);
  }
  print(p, count == 1 ? ",)" : ")");
}

static const char *basic_type(char c) {
  static const char *const names[26] = {"i8",   "bool",  "char",  "f64",   "str", "f32", nullptr,
                                        "u8",   "isize", "usize", nullptr, "i32", "u32", "i128",
                                        "u128", "_",     nullptr, nullptr, "i16", "u16", "()",
                                        "...",  nullptr, "i64",   "u64",   "!"};
  return c >= 'a' && c <= 'z' ? names[c - 'a'] : nullptr;
}

static void reference_type(struct parser *p, bool exclusive) {
  print(p, "&");
  uint64_t index = take(p, 'L') ? base62(p) : 0;
  if (index) {
    lifetime(p, index);
    print(p, " ");
  }
  print(p, exclusive ? "mut " : "");
  type(p);
}

static void type(struct parser *p) {
  begin(p);
  const char *basic = basic_type(*p->at);
  char c = *p->at;
  if (basic) {
    p->at++;
    print(p, basic);
  } else if (take(p, 'A') || take(p, 'S')) {
    print(p, "[");
    type(p);
    if (c == 'A') {
      print(p, "; ");
      constant(p);
    }
    print(p, "]");
  } else if (take(p, 'T')) {
    tuple_type(p);
  } else if (take(p, 'R') || take(p, 'Q')) {
    reference_type(p, c == 'Q');
  } else if (take(p, 'P') || take(p, 'O')) {
    print(p, c == 'P' ? "*const " : "*mut ");
    type(p);
  } else if (take(p, 'F')) {
    function_type(p);
  } else if (take(p, 'D')) {
    dyn_type(p);
  } else if (take(p, 'B')) {
    backref(p, type);
  } else {
    path(p, false);
  }
  finish(p);
}

static void constant(struct parser *p) {
  if (take(p, 'B')) {
    begin(p);
    backref(p, constant);
    finish(p);
    return;
  }
  if (take(p, 'p')) {
    print(p, "_");
    return;
  }
  /* type, then hexadecimal data; what does not fit into 64 bits stays hexadecimal. */
  char kind = *p->at;
  if (!basic_type(kind)) {
    refuse(p);
    return;
  }
  p->at++;
  if (take(p, 'n'))
    print(p, "-");
  const char *digits = p->at;
  uint64_t value = 0;
  for (; *p->at && *p->at != '_'; p->at++) {
    char d = *p->at;
    if (!is_digit(d) && (d < 'a' || d > 'f')) {
      refuse(p);
      return;
    }
    value = value * 16 + (uint64_t)(is_digit(d) ? d - '0' : d - 'a' + 10);
  }
  if (p->at - digits > 16)
    refuse(p);
  take(p, '_');
  if (kind == 'b')
    print(p, value ? "true" : "false");
  else
    print_number(p, value);
}

bool demangle_v0(const char *name, struct text *out) {
  size_t used = out->used;
  struct parser p = {.start = name, .at = name, .end = name + string_length(name), .out = out};
  path(&p, true);
  if (p.wrong) {
    out->used = used;
    out->at[used] = 0;
  }
  return !p.wrong;
}
