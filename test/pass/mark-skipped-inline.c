// Marks that are inlined into a function which is not instrumented must not stay there: nobody
// defines them.
// RUN: %clang -I%include -O0 -fpass-plugin=%plugin -S -emit-llvm -o - %s | %FileCheck %s --implicit-check-not='{{@custody[.](mark|compare)}}'
// RUN: %clang -I%include -O2 -fpass-plugin=%plugin -S -emit-llvm -o - %s | %FileCheck %s --implicit-check-not='{{@custody[.](mark|compare)}}'
#include <custody/custody.h>
#include <stdint.h>
static inline __attribute__((always_inline)) CUSTODY_RELEASE_PARAM(0) void keep(void *p, void **slot) {
  *slot = p;
}
static inline __attribute__((always_inline)) int same(void *a, void *b) {
  return (uintptr_t)a == (uintptr_t)b;
}
// CHECK: define {{.*}} @skipped(
// CHECK: ret i32
__attribute__((disable_sanitizer_instrumentation)) int skipped(void *p, void **slot) {
  keep(p, slot);
  return same(p, *slot);
}
// CHECK: define {{.*}} @instrumented(
// CHECK: call void @__custody_boundary_enter(
void instrumented(void *p, void **slot) { keep(p, slot); }
