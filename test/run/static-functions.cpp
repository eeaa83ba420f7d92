// The tags of functions that only the module calls go through registers: as the first argument and as one on
// the stack, through recursion, as a result, as part of a structure, and past an exception.
//
// DEFINE: %{level} =
// DEFINE: %{build} = %custody-clang++ -g %{level} -I%S/Inputs %s -o %t
// DEFINE: %{good} = %run-custody %t good 2>&1 | FileCheck %s --check-prefix=GOOD --implicit-check-not=ERROR
// DEFINE: %{bad} = not env CUSTODY_OPTIONS=color=never:print_stats=1:halt_on_error=0 %t bad 2>&1 | FileCheck %s --check-prefix=BAD
// DEFINE: %{test} = %{build} && %{good} && %{bad}
// REDEFINE: %{level} = -O0
// RUN: %{test}
// REDEFINE: %{level} = -O2
// RUN: %{test}
// REDEFINE: %{level} = -O3
// RUN: %{test}
//
// GOOD: CustodySanitizer: 6 verified, 0 unverified, 0 reported
// BAD: ERROR: CustodySanitizer: wrong-provenance
// BAD: CustodySanitizer: 0 verified, 0 unverified, 6 reported

#include "owner.h"

#define STATIC [[gnu::noinline]] static

struct pair {
  const item *pointer;
  long number;
};

STATIC const item *straight(const item *from) {
  return from;
}

STATIC const item *on_stack(long a, long b, long c, long d, long e, long f, long g, const item *from) {
  return a + b + c + d + e + f + g ? from : nullptr;
}

STATIC const item *recursive(const item *from, int depth) {
  return depth ? recursive(from, depth - 1) : from;
}

STATIC pair in_structure(const item *from, long number) {
  return {from, number};
}

STATIC const item *throws(const item *from, int number) {
  if (number > 1)
    throw number;
  return from;
}

STATIC const item *past_exception(const item *from, int number) {
  try {
    return throws(from, number);
  } catch (int) {
    return throws(from, number - 1);
  }
}

/* A different value with a tag of its own, in the register that the others use. */
STATIC const item *chosen(const item *one, const item *other, int which) {
  return which ? one : other;
}

STATIC const item *way(int number, const item *from, const item *other) {
  switch (number) {
  case 0:
    return straight(from);
  case 1:
    return on_stack(1, 2, 3, 4, 5, 6, 7, from);
  case 2:
    return recursive(from, 5);
  case 3:
    return in_structure(from, number).pointer;
  case 4:
    return past_exception(from, 2);
  default:
    return chosen(from, other, number);
  }
}

int main(int argc, char **argv) {
  bool good = argc > 1 && strcmp(argv[1], "good") == 0;
  for (int i = 0; i < 6; i++) {
    owner *made = owner_new();
    const item *released = owner_into_raw(made);
    const item *borrowed = item_borrow(&made->item);
    owner_put(owner_from_raw(good ? way(i, released, borrowed) : way(i, borrowed, released)));
  }
}
