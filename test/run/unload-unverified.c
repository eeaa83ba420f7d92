// print_unverified=1 lists a source location of a library that was unloaded. A library that is loaded again
// has one entry, not two.
//
// RUN: %custody-clang -g -O1 -DLIBRARY -shared -fPIC -I%S/Inputs %s -o %t.so
// RUN: %custody-clang -g -O1 -I%S/Inputs %s -o %t
// RUN: env CUSTODY_OPTIONS=print_unverified=1 %t %t.so 2>&1 | FileCheck %s --implicit-check-not=CustodySanitizer
//
// CHECK: CustodySanitizer: 3 unverified: no-release: library_rebuild {{.*}}unload-unverified.c:[[#@LINE+6]]:3 (owner_from_raw)

#include "owner.h"
#if defined(LIBRARY)
void library_rebuild(struct item *item);
void library_rebuild(struct item *item) {
  owner_from_raw(item);
}
#else
#include <dlfcn.h>

int main(int argc, char **argv) {
  struct owner *owner = owner_new();
  for (int i = 0; argc == 2 && i < 3; i++) {
    void *library = dlopen(argv[1], RTLD_NOW);
    void (*rebuild)(struct item *) = (void (*)(struct item *))dlsym(library, "library_rebuild");
    rebuild(&owner->item);
    dlclose(library);
  }
  return 0;
}
#endif
