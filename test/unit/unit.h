/*===- unit.h - unit tests of the runtime -------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * A test is a function that checks one behaviour. Each runs in a process of its own, so that it
 * finds the runtime as it is after the start, and a crash fails that test only.
 *
 *   TEST(ledger, a_release_can_be_found_by_its_bits) {
 *     CHECK(...);
 *   }
 */
#ifndef CUSTODY_TEST_UNIT_H
#define CUSTODY_TEST_UNIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct unit_test {
  const char *name;
  void (*run)(void);
  struct unit_test *next;
};
void unit_register(struct unit_test *test);

#define TEST(group, behaviour)                                                                     \
  static void group##_##behaviour(void);                                                           \
  __attribute__((constructor)) static void register_##group##_##behaviour(void) {                  \
    static struct unit_test test = {#group "." #behaviour, group##_##behaviour, nullptr};          \
    unit_register(&test);                                                                          \
  }                                                                                                \
  static void group##_##behaviour(void)

/* Fails the test and ends it; the message is printed with the place. */
[[noreturn]] void unit_fail(const char *file, int line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#define CHECK(condition)                                                                           \
  ((condition) ? (void)0 : unit_fail(__FILE__, __LINE__, "not true: %s", #condition))
#define CHECK_EQ(a, b)                                                                             \
  do {                                                                                             \
    unsigned long long a_ = (unsigned long long)(a), b_ = (unsigned long long)(b);                 \
    if (a_ != b_)                                                                                  \
      unit_fail(__FILE__, __LINE__, "%s is %#llx, %s is %#llx", #a, a_, #b, b_);                   \
  } while (0)
/* TEXT must have PART in it. */
#define CHECK_HAS(text, part)                                                                      \
  do {                                                                                             \
    const char *text_ = (text), *part_ = (part);                                                   \
    if (!strstr(text_, part_))                                                                     \
      unit_fail(__FILE__, __LINE__, "'%s' is not in:\n%s", part_, text_);                          \
  } while (0)
#define CHECK_HAS_NOT(text, part)                                                                  \
  do {                                                                                             \
    const char *text_ = (text), *part_ = (part);                                                   \
    if (strstr(text_, part_))                                                                      \
      unit_fail(__FILE__, __LINE__, "'%s' is in:\n%s", part_, text_);                              \
  } while (0)

/* What a function that may end its process printed to standard error, and its exit status (minus
 * the signal). */
struct unit_outcome {
  char *text;
  int status;
};
/* Runs FUNCTION in a child of this process. */
struct unit_outcome unit_run(void (*function)(void));

/* Numbers that are the same in every run. */
uint64_t unit_random(void);

#endif /* CUSTODY_TEST_UNIT_H */
