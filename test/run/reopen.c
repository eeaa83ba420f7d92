// Modules are loaded, unloaded and loaded again. The runtime does not access an unloaded module, and it
// tracks the borrows of loaded modules in any order of loading.
//
// RUN: %custody-clang -g -O1 -DKEYS -shared -fPIC -I%S/Inputs %s -o %t.keys.so
// RUN: %custody-clang -g -O1 -DOWNERS -shared -fPIC -I%S/Inputs %s -o %t.owners.so
// RUN: %custody-clang -g -O1 %s -o %t
// RUN: not %run-custody %t %t.keys.so %t.owners.so 2>&1 | FileCheck %s
//
// CHECK: ERROR: CustodySanitizer: wrong-provenance
// CHECK: permissions were lost here, at a shared borrow of 16 bytes
// CHECK: #0 {{.*}}item_borrow {{.*}}owner.h
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
void library_put(const struct item *item);
struct item *library_new(void) {
  return owner_into_raw(owner_new());
}
void library_put(const struct item *item) {
  owner_put(owner_from_raw(item));
}
#else
#include <dlfcn.h>
#include <stdlib.h>

struct item;
static void *get(void *library, const char *name) {
  void *symbol = library ? dlsym(library, name) : NULL;
  if (!symbol)
    exit(3);
  return symbol;
}

int main(int argc, char **argv) {
  if (argc < 3)
    return 3;
  for (int i = 0; i < 3; i++) {
    void *keys = dlopen(argv[1], RTLD_NOW);
    get(keys, "library_key");
    dlclose(keys);
    void *owners = dlopen(argv[2], RTLD_NOW);
    get(owners, "library_new");
    dlclose(owners);
  }
  void *keys = dlopen(argv[1], RTLD_NOW), *owners = dlopen(argv[2], RTLD_NOW);
  struct item *(*make)(void) = (struct item * (*)(void)) get(owners, "library_new");
  const struct item *(*key)(struct item *) =
      (const struct item *(*)(struct item *))get(keys, "library_key");
  void (*put)(const struct item *) = (void (*)(const struct item *))get(owners, "library_put");
  put(key(make()));
  return 0;
}
#endif
