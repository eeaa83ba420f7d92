// Units with different lists of types do not link, and the linker's message says why.
// RUN: echo 'type:struct payload' > %t.list
// RUN: echo 'type:struct another' > %t.another
// RUN: env CUSTODY_BOUNDARIES=%t.list %custody-clang -g -O2 -c %s -o %t.o
// RUN: env CUSTODY_BOUNDARIES=%t.list %custody-clang -g -O0 -c -DUNIT %s -o %t.same.o
// RUN: env CUSTODY_BOUNDARIES=%t.another %custody-clang -g -O2 -c -DUNIT %s -o %t.another.o
// RUN: %custody-clang -g -O2 -c -DUNIT %s -o %t.none.o
// RUN: %custody-clang -g -O2 -c %s -o %t.plain.o
// RUN: %custody-clang %t.o %t.same.o -o %t.linked && %t.linked
// RUN: %custody-clang %t.plain.o %t.none.o -o %t.linked && %t.linked
// RUN: not %custody-clang %t.o %t.another.o -o %t.linked 2>&1 | FileCheck %s
// RUN: not %custody-clang %t.o %t.none.o -o %t.linked 2>&1 | FileCheck --check-prefix=NONE %s
// RUN: not %custody-clang %t.plain.o %t.another.o -o %t.linked 2>&1 | FileCheck %s
// RUN: env CUSTODY_BOUNDARIES=%t.list %custody-clang -g -O2 -fPIC -c %s -o %t.pic.o
// RUN: %custody-clang -g -O2 -fPIC -c -DUNIT %s -o %t.none.pic.o
// RUN: not %custody-clang -shared %t.pic.o %t.none.pic.o -o %t.linked 2>&1 | FileCheck --check-prefix=NONE %s
// RUN: %if lld %{ not %custody-clang -fuse-ld=lld %t.o %t.another.o -o %t.linked 2>&1 | FileCheck %s %}
// RUN: %if lld %{ not %custody-clang -fuse-ld=lld %t.o %t.none.o -o %t.linked 2>&1 | FileCheck --check-prefix=NONE %s %}
// CHECK: __custody_list_of_types_{{[0-9a-f]+}}_is_not_in_all_units
// NONE:  __custody_list_of_types_is_missing_in_some_units
//
// With -flto the units are joined before the linker sees them.
// RUN: env CUSTODY_BOUNDARIES=%t.list %custody-clang -g -O2 -flto -c %s -o %t.o
// RUN: env CUSTODY_BOUNDARIES=%t.list %custody-clang -g -O2 -flto -c -DUNIT %s -o %t.same.o
// RUN: %custody-clang -g -O2 -flto -c -DUNIT %s -o %t.none.o
// RUN: %if lld %{ %custody-clang -flto -fuse-ld=lld %t.o %t.same.o -o %t.linked && %t.linked %}
// RUN: %if lld %{ not %custody-clang -flto -fuse-ld=lld %t.o %t.none.o -o %t.linked 2>&1 | FileCheck --check-prefix=LTO %s %}
// LTO: custody: all units need one list of types
//
// A library that is opened later gets a warning.
// RUN: env CUSTODY_BOUNDARIES=%t.list %custody-clang -g -O2 -DOPENS %s -o %t.opens
// RUN: env CUSTODY_BOUNDARIES=%t.list %custody-clang -g -O2 -DUNIT -shared -fPIC %s -o %t.same.so
// RUN: env CUSTODY_BOUNDARIES=%t.another %custody-clang -g -O2 -DUNIT -shared -fPIC %s -o %t.another.so
// RUN: %custody-clang -g -O2 -DUNIT -shared -fPIC %s -o %t.none.so
// RUN: %t.opens %t.same.so 2>&1 | FileCheck --check-prefix=SAME --implicit-check-not=WARNING %s
// RUN: %t.opens %t.another.so 2>&1 | FileCheck --check-prefix=ANOTHER %s
// RUN: %t.opens %t.none.so 2>&1 | FileCheck --check-prefix=MISSING %s
// SAME: opened
// ANOTHER: WARNING: compiled with another list of types than the program (CUSTODY_BOUNDARIES): use one list for all libraries ({{.*}}types-units.c)
// ANOTHER: opened
// MISSING: WARNING: compiled without a list of types, and the program with one (CUSTODY_BOUNDARIES): use one list for all libraries ({{.*}}types-units.c)
// MISSING: opened

struct payload;
void unit(struct payload *p);
#if defined(UNIT)
struct payload *kept;
void unit(struct payload *p) { kept = p; }
#elif defined(OPENS)
#include <dlfcn.h>
#include <stdio.h>
int main(int argc, char **argv) {
  if (argc < 2 || !dlopen(argv[1], RTLD_NOW))
    return 1;
  puts("opened");
  return 0;
}
#else
int main(void) {
  unit(0);
  return 0;
}
#endif
