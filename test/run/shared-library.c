// Tags pass from an instrumented library to an instrumented program and back. The library is linked,
// or opened with dlopen().
//
// RUN: %custody-clang -g -O1 -DLIBRARY -shared -fPIC -I%S/Inputs %s -o %t.so
// RUN: %custody-clang -g -O1 -I%S/Inputs %s %t.so -o %t
// RUN: %run-custody %t stored 2>&1 | FileCheck %s --check-prefix=STORED --implicit-check-not=ERROR
// RUN: not %run-custody %t key 2>&1 | FileCheck %s --check-prefix=KEY
//
// RUN: %custody-clang -g -O1 -DOPEN -I%S/Inputs %s -o %t.open
// RUN: %run-custody %t.open stored %t.so 2>&1 | FileCheck %s --check-prefix=STORED --implicit-check-not=ERROR
// RUN: not %run-custody %t.open key %t.so 2>&1 | FileCheck %s --check-prefix=KEY
//
// If the library is built without Custody, the program's pointers are unknown, and not reported.
// RUN: %clang -g -O1 -DLIBRARY -shared -fPIC -I%S/Inputs -I%include %s -o %t.plain.so
// RUN: %run-custody %t.open stored %t.plain.so 2>&1 | FileCheck %s --check-prefix=UNKNOWN --implicit-check-not=ERROR
// RUN: %run-custody %t.open key %t.plain.so 2>&1 | FileCheck %s --check-prefix=UNKNOWN --implicit-check-not=ERROR
//
// STORED: CustodySanitizer: 1 verified, 0 unverified, 0 reported
// UNKNOWN: CustodySanitizer: 0 verified, 1 unverified, 0 reported
// KEY: permissions were lost here, at a shared borrow of 16 bytes
// KEY: #0 {{.*}}item_borrow {{.*}}owner.h
// KEY: SUMMARY: CustodySanitizer: wrong-provenance {{.*}}shared-library.c:{{[0-9:]+}} in main

#include "owner.h"

#ifdef LIBRARY

static struct item *kept;
void library_keep(struct item *item);
const struct item *library_key(void);
struct item *library_stored(void);

void library_keep(struct item *item) {
  kept = item;
}
const struct item *library_key(void) {
  return item_borrow(kept);
}
struct item *library_stored(void) {
  return kept;
}

#else

#ifdef OPEN
#include <dlfcn.h>

static void (*library_keep)(struct item *);
static const struct item *(*library_key)(void);
static struct item *(*library_stored)(void);

static int library_open(const char *path) {
  void *library = dlopen(path, RTLD_NOW);
  if (!library)
    return 0;
  *(void **)&library_keep = dlsym(library, "library_keep");
  *(void **)&library_key = dlsym(library, "library_key");
  *(void **)&library_stored = dlsym(library, "library_stored");
  return library_keep && library_key && library_stored;
}
#else
void library_keep(struct item *item);
const struct item *library_key(void);
struct item *library_stored(void);
static int library_open(const char *path) {
  return !path;
}
#endif

int main(int argc, char **argv) {
  if (argc < 2 || !library_open(argv[2]))
    return 2;
  library_keep(owner_into_raw(owner_new()));
  if (strcmp(argv[1], "key") == 0)
    owner_put(owner_from_raw(library_key()));
  else
    owner_put(owner_from_raw(library_stored()));
  return 0;
}

#endif
