/*===- test_text.c - formatting and strings -----------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "text/demangle.h"
#include "text/text.h"
#include "unit.h"

TEST(text, every_conversion_is_written) {
  char buffer[128];
  struct text t = {.at = buffer, .size = sizeof buffer};
  text_format(&t, "%s|%u|%d|%d|%p|%x|%c|%%|%s", "a", UINT64_MAX, (int64_t)-5, INT64_MIN,
              (uint64_t)0x7b2c, (uint64_t)0, 'z', (char *)nullptr);
  CHECK(!strcmp(buffer, "a|18446744073709551615|-5|-9223372036854775808|0x7b2c|0|z|%|"));
}

TEST(text, what_does_not_fit_is_dropped) {
  char buffer[8];
  struct text t = {.at = buffer, .size = sizeof buffer};
  text_string(&t, "0123456789");
  CHECK(!strcmp(buffer, "0123456"));
  CHECK_EQ(t.used, 7);
}

static char taken[64];
static void take(struct text *t) {
  strcat(taken, t->at);
  t->used = 0;
}

TEST(text, the_owner_of_a_full_buffer_takes_the_text_away) {
  char buffer[8];
  struct text t = {.at = buffer, .size = sizeof buffer, .full = take};
  text_string(&t, "0123456789");
  text_string(&t, "abc\n");
  CHECK(!strcmp(taken, "0123456"));
  CHECK(!strcmp(buffer, "789abc\n"));
}

TEST(text, patterns_match_like_suppressions) {
  static const struct {
    const char *pattern, *name;
    bool matches;
  } rows[] = {
      {"foo", "a_foo_b", true},
      {"foo", "fo_o", false},
      {"f*o", "xfxxoy", true},
      {"f*o", "xfxx", false},
      {"^foo", "foobar", true},
      {"^foo", "xfoo", false},
      {"foo$", "xfoo", true},
      {"foo$", "foox", false},
      {"^foo$", "foo", true},
      {"^foo$", "foofoo", false},
      {"^f*r$", "foobar", true},
      {"^f*r$", "foobart", false},
      {"*", "", true},
      {"*", "x", true},
      {"a*b*c", "xaxbxcx", true},
      {"a*b*c", "acb", false},
      {"^*x$", "yyx", true},
      {"foo$", "foofoo", true},
      {"a*$", "ba", true},
      {"drivers/*.c", "/src/drivers/gpu/x.c", true},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (string_matches(rows[i].pattern, rows[i].name) != rows[i].matches)
      unit_fail(__FILE__, __LINE__, "pattern '%s', name '%s'", rows[i].pattern, rows[i].name);
}

/* COUNT times PART, which the caller frees. */
static char *repeated(const char *part, size_t count) {
  size_t length = strlen(part);
  char *made = malloc(length * count + 1);
  for (size_t i = 0; i < count; i++)
    memcpy(made + i * length, part, length);
  made[length * count] = 0;
  return made;
}

TEST(text, many_stars_take_no_exponential_time) {
  char *name = repeated("a", 5000), *stars = repeated("*a", 200), pattern[512];
  for (int anchored = 0; anchored < 2; anchored++) {
    snprintf(pattern, sizeof pattern, "%s%s*b", anchored ? "^" : "", stars);
    CHECK(!string_matches(pattern, name));
    snprintf(pattern, sizeof pattern, "%s%s$", anchored ? "^" : "", stars);
    CHECK(string_matches(pattern, name));
  }
  free(name);
  free(stars);
}

TEST(text, a_glob_matches_the_whole_name) {
  static const struct {
    const char *glob, *name;
    bool matches;
  } rows[] = {
      {"", "", true},           {"", "a", false},         {"*", "", true},
      {"*", "abc", true},       {"a", "a", true},         {"a", "ab", false},
      {"?", "", false},         {"?", "a", true},         {"a?c", "abc", true},
      {"a?c", "ac", false},     {"*b", "aabb", true},     {"*b", "bba", false},
      {"a*b*c", "abcbc", true}, {"a*b*c", "acb", false},  {"**", "x", true},
      {"*?", "", false},        {"?*?", "ab", true},      {"?*?", "a", false},
      {"^a$", "a", false},      {"^a$", "^a$", true},     {"a*aba", "aababa", true},
      {"*<*>*", "A<B>", true},  {"*a?a", "baaaba", true}, {"a**", "ba", false},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (string_glob(rows[i].glob, rows[i].name) != rows[i].matches)
      unit_fail(__FILE__, __LINE__, "glob '%s', name '%s'", rows[i].glob, rows[i].name);
}

TEST(text, distance_counts_edits) {
  CHECK_EQ(string_distance("model", "model", 9), 0);
  CHECK_EQ(string_distance("modle", "model", 9), 2);
  CHECK_EQ(string_distance("mode", "model", 9), 1);
  CHECK_EQ(string_distance("", "model", 9), 5);
  CHECK_EQ(string_distance("color", "model", 2), 2);
}

TEST(demangle, rust_names_are_readable) {
  static const struct {
    const char *name, *readable;
  } rows[] = {
      {"_RNvC1t4main", "t::main"},
      {"_RNvMNtCs1_4core3ptrOh3new", "<*mut u8>::new"},
      {"_RNvMs_C1tINtB4_1SNtB4_1TE8from_raw", "<t::S<t::T>>::from_raw"},
      {"_RINvNtCsgEmfK2I1SDS_4core3ptr13drop_in_placeINtNtCslNYArtu3iFV_"
       "5alloc3vec3VechEECsjMaewn57A"
       "fh_1t",
       "core::ptr::drop_in_place::<alloc::vec::Vec<u8>>"},
      {"_RNCNvC1t4mains_0", "t::main::{closure#1}"},
      {"_RNvXC1tRNtB2_1SNtB2_5Trait1f", "<&t::S as t::Trait>::f"},
      {"_RINvC1t1gFUKCReEuTlEAhj3_DNtB2_1Tp4ItemmEL_Kb1_E",
       "t::g::<unsafe extern \"C\" fn(&str), (i32,), [u8; 3], dyn t::T<Item = u32>, true>"},
      {"_RINvC1t1gFG_RL0_hERL0_hE", "t::g::<for<'a> fn(&'a u8) -> &'a u8>"},
      {"_ZN4core3ops8function6FnOnce9call_once17h32ad660e15c0e4a3E",
       "core::ops::function::FnOnce::call_once"},
      {"_ZN71_$LT$core..hash..sip..Hasher$LT$S$GT$$u20$as$u20$core..hash..Hasher$GT$"
       "5write17h8c26d7f4"
       "dd59ef11E",
       "<core::hash::sip::Hasher<S> as core::hash::Hasher>::write"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    char buffer[256] = "";
    struct text t = {.at = buffer, .size = sizeof buffer};
    bool right = demangle_rust(rows[i].name, &t);
    if (!right || strcmp(buffer, rows[i].readable))
      unit_fail(__FILE__, __LINE__, "%s is '%s', expected '%s'", rows[i].name, buffer,
                rows[i].readable);
  }
}

TEST(demangle, other_names_are_left_alone) {
  static const char *const names[] = {"main", "_ZN3foo3barEv", "_R", "_RNvC1t", "_RNvC9t4main",
                                      "_RB_", "_RNvB1_4main", "_ZN1aE", "_ZN17h32ad660e15c0e4a",
                                      "_RNvMC1tA4main",
                                      /* there would be nothing to read */
                                      "_ZN17h32ad660e15c0e4a3E", "_RC0", "_RCs_0"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    char buffer[256] = "kept";
    struct text t = {.at = buffer, .size = sizeof buffer, .used = 4};
    if (demangle_rust(names[i], &t) || strcmp(buffer, "kept"))
      unit_fail(__FILE__, __LINE__, "%s is '%s'", names[i], buffer);
  }
}

/* A constant at the end of the symbol is a backref to one in front of it, which is a backref too. */
TEST(demangle, a_name_that_is_nested_without_end_is_refused) {
  enum { LEVELS = 100000 };
  static char name[LEVELS * 12] = "_RINvC1t1fKj1_";
  size_t used = strlen(name), last = used - 3 - 2; /* of the "j", behind "_R" */
  for (int i = 0; i < LEVELS; i++) {
    char digits[8], *d = digits;
    size_t here = used - 2 + 1, number = last - 1;
    do
      *d++ = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"[number % 62];
    while (number /= 62);
    name[used++] = 'K', name[used++] = 'B';
    while (d != digits)
      name[used++] = *--d;
    name[used++] = '_';
    last = here;
  }
  strcpy(name + used, "E");
  char buffer[64] = "";
  struct text t = {.at = buffer, .size = sizeof buffer};
  CHECK(!demangle_rust(name, &t));
  CHECK_EQ(t.used, 0);
}

/* A list in each level names a long identifier many times: the time would be days. */
TEST(demangle, a_name_that_repeats_a_long_one_ends) {
  enum { LETTERS = 1000000 };
  static char name[LETTERS + 100000] = "_RINvC1000000";
  size_t used = strlen(name);
  memset(name + used, 'a', LETTERS);
  used += LETTERS;
  used += (size_t)sprintf(name + used, "1f");
  for (int i = 0; i < 9000; i++)
    used += (size_t)sprintf(name + used, "NvB2_1g");
  strcpy(name + used, "E");
  char buffer[64] = "";
  struct text t = {.at = buffer, .size = sizeof buffer};
  demangle_rust(name, &t);
  CHECK(t.used < sizeof buffer);
}

TEST(demangle, owners_with_long_names_are_not_taken_for_the_same) {
  char a[3000] = "_RNvMC1tINtB2_3Foo", b[3000];
  for (int i = 0; i < 200; i++)
    strcat(a, "NtC1u6Member");
  strcpy(b, a);
  strcat(a, "hE8from_raw");
  strcat(b, "jE8into_raw");
  CHECK(!owner_is_same(a, b));
}

/* Each pair is twice as long as the one before: 2^60 letters. */
TEST(demangle, a_name_that_grows_without_end_is_refused) {
  char name[1024] = "_RINvC1t1f", buffer[64];
  for (int i = 0; i < 60; i++)
    snprintf(name + strlen(name), 8, "T");
  strcat(name, "h");
  for (int i = 0; i < 60; i++)
    snprintf(name + strlen(name), 8, "B%c_E",
             "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRST"
             "UVWXYZ"[59 - i]);
  strcat(name, "E");
  struct text t = {.at = buffer, .size = sizeof buffer};
  demangle_rust(name, &t); /* ends */
}
