/*===- ways_calls.c - ways through calls ----------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
#include "matrix.h"

#include <stdarg.h>

static NOINLINE void *last_of_20(void *a, long b, void *c, double d, long e, void *f, long g,
                                 long h, void *i, double j, long k, long l, void *m, long n,
                                 double o, void *p, long q, long r, void *s, void *t) {
  if (b + e + g + h + k + l + n + q + r != 45 || d + j + o != 6)
    return NULL;
  return a == c && c == f && f == i && i == m && m == p && p == s ? t : NULL;
}
void *way_arguments_of_20(void *p) {
  static char other;
  return last_of_20(&other, 1, &other, 1, 2, &other, 3, 4, &other, 2, 5, 6, &other, 7, 3, &other, 8,
                    9, &other, p);
}

static NOINLINE void *take_one(int which, ...) {
  va_list list;
  va_start(list, which);
  void *result = NULL;
  for (int i = 0; i <= which; i++)
    result = va_arg(list, void *);
  va_end(list);
  return result;
}
void *way_varargs_of_20(void *p) {
  void *result = p;
  for (int i = 0; i < 20; i++)
    result =
        take_one(i, result, result, result, result, result, result, result, result, result, result,
                 result, result, result, result, result, result, result, result, result, result);
  return result;
}

static NOINLINE void *take_mixed(const char *kinds, ...) {
  va_list list;
  va_start(list, kinds);
  void *result = NULL;
  for (; *kinds; kinds++)
    if (*kinds == 'p')
      result = va_arg(list, void *);
    else if (*kinds == 'd')
      (void)va_arg(list, double);
    else if (*kinds == 'D')
      (void)va_arg(list, long double);
    else
      (void)va_arg(list, int);
  va_end(list);
  return result;
}
void *way_varargs_mixed(void *p) {
  return take_mixed("idpDdidiDip", 1, 2.0, NULL, 3.0L, 4.0, 5, 6.0, 7, 8.0L, 9, p);
}

static NOINLINE void *take_from(va_list *list, int skip) {
  while (skip--)
    (void)va_arg(*list, void *);
  return va_arg(*list, void *);
}
static NOINLINE void *forwarded(int skip, ...) {
  va_list list;
  va_start(list, skip);
  void *result = take_from(&list, skip);
  va_end(list);
  return result;
}
void *way_varargs_forwarded(void *p) {
  return forwarded(7, NULL, NULL, NULL, NULL, NULL, NULL, NULL, p, NULL);
}

struct two {
  void *a, *b;
};
struct four {
  void *a, *b, *c, *d;
};
static NOINLINE struct two make_two(void *a, void *b) {
  return (struct two){a, b};
}
void *way_return_two(void *p) {
  return make_two(NULL, p).b;
}

static NOINLINE struct four make_four(void *a, void *d) {
  return (struct four){a, NULL, NULL, d};
}
void *way_return_four(void *p) {
  return make_four(NULL, p).d;
}

static NOINLINE void *of_pairs(struct two a, struct two b, struct two c, struct four d) {
  return a.a == b.b && b.b == c.a && !d.a ? c.b : NULL;
}
void *way_argument_pairs(void *p) {
  return of_pairs((struct two){0}, (struct two){0}, (struct two){NULL, p}, (struct four){0});
}

#if defined(__clang__)
#define TAIL __attribute__((musttail))
#else
#define TAIL
#endif

static NOINLINE void *end(void *p) {
  __asm__ volatile("");
  return p;
}
static NOINLINE void *middle(void *p) {
  TAIL return end(p);
}
static NOINLINE void *begin(void *p) {
  TAIL return middle(p);
}
void *way_tail_call_must(void *p) {
  return begin(p);
}

static NOINLINE void *end_of_nine(long a, long b, long c, long d, long e, long f, long g, void *h,
                                  void *i) {
  return a + b + c + d + e + f + g == 28 ? i : h;
}
static NOINLINE void *nine(long a, long b, long c, long d, long e, long f, long g, void *h,
                           void *i) {
  TAIL return end_of_nine(g, f, e, d, c, b, a, i, h);
}
void *way_tail_call_stack(void *p) {
  return nine(1, 2, 3, 4, 5, 6, 7, p, NULL);
}

static NOINLINE void *odd(int depth, void *p);
static NOINLINE void *even(int depth, void *p) {
  return depth == 0 ? p : odd(depth - 1, p);
}
static NOINLINE void *odd(int depth, void *p) {
  return depth == 0 ? NULL : even(depth - 1, p);
}
void *way_mutual_recursion(void *p) {
  return even(1000, p);
}

void *way_function_in_union(void *p) {
  union {
    void *any;
    void *(*function)(void *);
  } slot = {.function = end}, *at = &slot;
  OPAQUE(at);
  return at->function(p);
}

/* Called with more arguments than it has parameters. */
void *way_unprototyped(void *p) {
  void *(*volatile function)(void *, int, int) = (void *(*)(void *, int, int))(void *)end;
  return function(p, 1, 2);
}

void *way_statement_expression(void *p) {
  return __extension__({
    void *inner = p;
    OPAQUE(inner);
    inner ?: p;
  });
}

__attribute__((weak)) void *matrix_weak(void *p);
__attribute__((weak, noinline)) void *matrix_weak(void *p) {
  return p;
}
void *way_weak_function(void *p) {
  return matrix_weak(p);
}

__attribute__((noinline)) void *matrix_aliased(void *p);
void *matrix_aliased(void *p) {
  __asm__ volatile("");
  return p;
}
extern __typeof(matrix_aliased) matrix_alias __attribute__((alias("matrix_aliased")));
void *way_alias(void *p) {
  return matrix_alias(p);
}

static void *(*resolve(void))(void *) {
  return end;
}
void *matrix_resolved(void *p) __attribute__((ifunc("resolve")));
void *way_ifunc(void *p) {
  return matrix_resolved(p);
}

/* A table that was filled before main. */
static void *(*filled)(void *);
__attribute__((constructor)) static void fill(void) {
  filled = end;
}
void *way_constructor(void *p) {
  return filled(p);
}
