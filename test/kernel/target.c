// A kernel's modules can have no thread-local storage: with CUSTODY_TARGET=kernel the fast paths find
// the hand-over area through a variable. With kernel-x86_64 each processor has the variable, the shadow
// is that of a kernel, and code that must not be instrumented is not.

// RUN: env CUSTODY_TARGET=kernel %clang -g -O1 -S -emit-llvm -fpass-plugin=%plugin %s -o - | %FileCheck %s --check-prefix=KERNEL
// RUN: env CUSTODY_TARGET=kernel-x86_64 %clang -g -O1 -mcmodel=kernel -mno-red-zone -mfunction-return=thunk-extern -mno-sse -fno-pic -S -emit-llvm -fpass-plugin=%plugin %s -o - | %FileCheck %s --check-prefix=X86
// RUN: env CUSTODY_TARGET=kernel-x86_64 %clang -g -O1 -mcmodel=kernel -fno-pic -S -fpass-plugin=%plugin %s -o - | %FileCheck %s --check-prefix=ASSEMBLY
// RUN: env CUSTODY_TARGET=kernel-x86_64 %clang -O1 -fno-pic -fsanitize=kcfi -S -emit-llvm -fpass-plugin=%plugin %s -o - | %FileCheck %s --check-prefix=KCFI
// RUN: %clang -g -O1 -S -emit-llvm -fpass-plugin=%plugin %s -o - | %FileCheck %s --check-prefix=PROCESS
// RUN: not env CUSTODY_TARGET=other %clang -O1 -S -emit-llvm -fpass-plugin=%plugin %s -o %t 2>&1 | %FileCheck %s --check-prefix=OTHER

// KERNEL-NOT: thread_local
// KERNEL: @__custody_area = external hidden {{.*}}global ptr
// KERNEL-NOT: thread_local
// KERNEL: load ptr, ptr @__custody_area
// KERNEL-NOT: threadlocal.address

// X86: @__custody_area = external hidden {{.*}}addrspace(256) global ptr
// X86: define {{.*}}@call(
// X86: load ptr, ptr addrspace(256) @__custody_area
// X86: define {{.*}}@no_instrumentation(
// X86-NOT: custody
// X86: ret ptr
// X86: define {{.*}}@between(
// The functions of the pass have the attributes of the user's: an interrupt overwrites a red zone.
// X86: define internal preserve_mostcc {{.*}}@custody.handover.{{.*}} [[STUB:#[0-9]+]]
// X86: define internal void @custody.register() [[CONSTRUCTOR:#[0-9]+]]
// X86-DAG: attributes [[STUB]] = {{.*}} fn_ret_thunk_extern {{.*}}noredzone
// X86-DAG: attributes [[CONSTRUCTOR]] = {{.*}} fn_ret_thunk_extern {{.*}}noredzone

// ASSEMBLY: call:
// ASSEMBLY: movq %gs:__custody_area(%rip), %[[AREA:r[a-z0-9]+]]
// ASSEMBLY: cmpq $0, (%[[AREA]])
// The cell is at ((slot & 0x1fffffffffff) >> 1) + 0xffffec0000000000.
// ASSEMBLY: {{35184372088831|-21990232555520}}

// No call goes through a table of addresses.
// ASSEMBLY-NOT: GOTPCREL
// ASSEMBLY: .section

// KCFI: define internal void @custody.register() {{.*}}!kcfi_type

// PROCESS-NOT: @__custody_area
// PROCESS: @__custody_tls = extern_weak thread_local

// OTHER: CUSTODY_TARGET must be process, kernel or kernel-x86_64

void *keep(void *p);
void *call(void *p, void **q) {
  *q = keep(p);
  return p;
}

__attribute__((section(".noinstr.text"), noinline)) void *no_instrumentation(void *p, void **q) {
  *q = keep(p);
  return p;
}

void *between(void **q) {
  return keep(*q);
}
