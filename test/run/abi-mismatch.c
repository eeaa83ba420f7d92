// An object that was instrumented for another version of the ABI does not link. The name of the
// missing symbol shows the reason.
//
// RUN: %clang -I%include -c %s -o %t.o
// RUN: not %custody-clang %t.o -o %t 2>&1 | FileCheck %s
// CHECK: undefined {{.*}}__custody_runtime_v0_missing__use_custody_clang_or_run
//
// RUN: %clang -I%include -c -DRIGHT %s -o %t.o
// RUN: %custody-clang %t.o -o %t && %t

#include <custody/abi.h>

#ifdef RIGHT
#define NAME CUSTODY_ABI_SYMBOL
#else
#define NAME __custody_runtime_v0_missing__use_custody_clang_or_run
#endif

extern void NAME(void *module);

int main(int argc, char **argv) {
  (void)argv;
  if (argc > 1)
    NAME(0);
  return 0;
}
