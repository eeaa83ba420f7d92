// A readable name of C++ that has its parameters gets no second pair of parentheses.
//
// RUN: %custody-clang++ -g -O1 %s -o %t
// RUN: not %t 2>&1 | FileCheck %s --implicit-check-not=")()" --implicit-check-not="const()"
// CHECK: is being rebuilt into an owner by Owner::adopt(long const*) const from a lookup key.
// CHECK: hint: drop(Owner const&, long const*) only compares this pointer.

#include <custody/custody.h>

struct Owner {
  long refs = 1, value = 0;
  CUSTODY_RELEASE long *leak() { return &value; }
  CUSTODY_RECLAIM(1) bool adopt(const long *value) const { return value != &refs; }
};

static long *kept;
CUSTODY_KEY(1) static bool drop(const Owner &owner, const long *key) { return kept == key && owner.adopt(key); }

int main() {
  auto *owner = new Owner;
  kept = owner->leak();
  return !drop(*owner, &owner->value);
}
