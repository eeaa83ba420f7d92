// An exception out of a boundary ends the boundary. An exception object carries pointers like any other
// memory. Landing pads keep the tags of values that are live across a throwing call.
//
// RUN: %custody-clang++ -g -O0 %s -o %t
// RUN: %run-custody %t good 2>&1 | FileCheck %s --check-prefix=GOOD --implicit-check-not=ERROR
// RUN: not %run-custody %t bad 2>&1 | FileCheck %s --check-prefix=BAD
// RUN: %custody-clang++ -g -O2 %s -o %t
// RUN: %run-custody %t good 2>&1 | FileCheck %s --check-prefix=GOOD --implicit-check-not=ERROR
// RUN: not %run-custody %t bad 2>&1 | FileCheck %s --check-prefix=BAD
// GOOD: CustodySanitizer: 12 verified, 0 unverified, 0 reported
// BAD: SUMMARY: CustodySanitizer: wrong-provenance {{.*}}cxx-exceptions.cpp:{{[0-9:]+}} in {{.*}}reclaim

#include <custody/custody.h>

#include <cstdlib>
#include <cstring>

struct Owner {
  long count = 1;
  long unused = 0;
  long value = 0;
};

struct Carrier {
  const long *pointer;
};

CUSTODY_RELEASE static long *release(Owner *owner) {
  if (owner->unused)
    throw 1;
  return &owner->value;
}

CUSTODY_RECLAIM(0) static Owner *from_raw(const long *pointer, bool fail) {
  if (fail)
    throw 2;
  return reinterpret_cast<Owner *>(reinterpret_cast<char *>(const_cast<long *>(pointer)) -
                                   offsetof(Owner, value));
}

CUSTODY_BORROW_SHARED(0) static const long *look(const long *pointer) {
  return pointer;
}

__attribute__((noinline)) static void may_throw(int which) {
  if (which == 1)
    throw which;
}

static void reclaim(const long *pointer) {
  delete from_raw(pointer, false);
}

__attribute__((noinline)) static void one(bool bad, int which) {
  Owner *owner = new Owner;
  owner->unused = 1;
  try {
    release(owner);
    std::abort();
  } catch (int) {
    owner->unused = 0;
  }
  const long *raw = release(owner);
  if (bad)
    raw = look(raw);
  try {
    from_raw(raw, true);
    std::abort();
  } catch (int) {
  }
  try {
    may_throw(which);
    throw Carrier{raw};
  } catch (const Carrier &carrier) {
    reclaim(carrier.pointer);
  } catch (int) {
    reclaim(raw);
  }
}

int main(int argc, char **argv) {
  bool bad = argc > 1 && std::strcmp(argv[1], "bad") == 0;
  for (int i = 0; i < 12; i++)
    one(bad, i % 2);
  return 0;
}
