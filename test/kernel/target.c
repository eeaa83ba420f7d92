// A kernel's modules can have no thread-local storage: with CUSTODY_TARGET=kernel the fast paths find
// the hand-over area through a variable.

// RUN: env CUSTODY_TARGET=kernel %clang -g -O1 -S -emit-llvm -fpass-plugin=%plugin %s -o - | %FileCheck %s --check-prefix=KERNEL
// RUN: %clang -g -O1 -S -emit-llvm -fpass-plugin=%plugin %s -o - | %FileCheck %s --check-prefix=PROCESS
// RUN: not env CUSTODY_TARGET=other %clang -O1 -S -emit-llvm -fpass-plugin=%plugin %s -o %t 2>&1 | %FileCheck %s --check-prefix=OTHER

// KERNEL-NOT: thread_local
// KERNEL: @__custody_area = external hidden {{.*}}global ptr
// KERNEL-NOT: thread_local
// KERNEL: load ptr, ptr @__custody_area
// KERNEL-NOT: threadlocal.address

// PROCESS-NOT: @__custody_area
// PROCESS: @__custody_tls = external thread_local

// OTHER: CUSTODY_TARGET must be process or kernel

void *keep(void *p);
void *call(void *p, void **q) {
  *q = keep(p);
  return p;
}
