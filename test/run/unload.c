// A report names sites and stacks of libraries that were unloaded. The runtime copied what it needs, so the
// report has the source locations, and another library at the same addresses changes nothing.
//
// RUN: %custody-clang -g -O1 -DKEYS -shared -fPIC -I%S/Inputs %s -o %t.keys.so
// RUN: %custody-clang -g -O1 -DOWNERS -shared -fPIC -I%S/Inputs %s -o %t.owners.so
// RUN: %custody-clang -g -O1 -DOTHERS -shared -fPIC -I%S/Inputs %s -o %t.others.so
// RUN: %custody-clang -g -O1 -DMAIN -I%S/Inputs %s -o %t
// RUN: not env CUSTODY_OPTIONS=source=0 %t %t.keys.so %t.owners.so 2>&1 | FileCheck %s
// RUN: not env CUSTODY_OPTIONS=source=0 %t %t.keys.so %t.owners.so %t.others.so 2>&1 | FileCheck %s
// RUN: env CUSTODY_OPTIONS=print_unverified=1 %t %t.owners.so 2>&1 | FileCheck %s --check-prefix=LIST
//
// LIST: 20 unverified: no-release: library_drop {{.*}}unload.c
// LIST-NOT: unverified
//
// CHECK: ERROR: CustodySanitizer: wrong-provenance
// CHECK: permissions were lost here, at a shared borrow of 16 bytes
// CHECK-NEXT: #0 {{.*}}item_borrow {{.*}}owner.h
// CHECK-NEXT: the pointer with these bits and the right provenance was released here
// CHECK-NEXT: #0 {{make|owner_into_raw}} {{.*}}:{{[0-9]+}}
// CHECK-NEXT: (unloaded) ({{.*}}.owners.so+0x
// CHECK-NOT: other
// CHECK: SUMMARY: CustodySanitizer: wrong-provenance

#if defined(KEYS)
#include "owner.h"
const struct item *library_key(struct item *item);
const struct item *library_key(struct item *item) {
  return item_borrow(item);
}
#elif defined(OWNERS)
#include "owner.h"
struct item *library_new(void);
static __attribute__((noinline)) struct item *make(struct item *volatile item) {
  item = owner_into_raw(owner_new());
  return item;
}
void library_drop(struct item *item);
void library_drop(struct item *item) {
  owner_from_raw(item);
}
struct item *library_new(void) {
  struct item *volatile item = make(NULL);
  return item;
}
#elif defined(OTHERS)
#include "owner.h"
int other_1(int), other_2(int), other_3(int);
int other_1(int x) {
  return x + 1;
}
int other_2(int x) {
  return x * 2;
}
int other_3(int x) {
  owner_put(owner_from_raw(item_borrow(owner_into_raw(owner_new()))));
  return x - 2;
}
#else
#include "owner.h"
#include <dlfcn.h>

static void *get(void *library, const char *name) {
  void *symbol = library ? dlsym(library, name) : NULL;
  if (!symbol)
    exit(3);
  return symbol;
}

/* Reclaims in LIBRARY, which is unloaded each time, are unverified. */
static void drop_in(const char *path) {
  static struct owner one = {.count = 1};
  for (int i = 0; i < 20; i++) {
    void *library = dlopen(path, RTLD_NOW);
    ((void (*)(struct item *))get(library, "library_drop"))(&one.item);
    dlclose(library);
  }
}

int main(int argc, char **argv) {
  if (argc == 2)
    drop_in(argv[1]);
  if (argc < 3)
    return 0;
  const struct item *key = NULL;
  for (int i = 0; i < 50; i++) {
    void *keys = dlopen(argv[1], RTLD_NOW), *owners = dlopen(argv[2], RTLD_NOW);
    struct item *(*make)(void) = (struct item * (*)(void)) get(owners, "library_new");
    const struct item *(*borrow)(struct item *) =
        (const struct item *(*)(struct item *))get(keys, "library_key");
    key = borrow(make());
    dlclose(keys);
    dlclose(owners);
  }
  for (int i = 3; i < argc; i++)
    dlopen(argv[i], RTLD_NOW);
  fflush(NULL);
  owner_put(owner_from_raw(key));
  return 0;
}
#endif
