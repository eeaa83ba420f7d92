// decode.py adds files, lines and inlined functions to stacks, for names of C and readable names of Rust.

// RUN: %clang -g -O1 %s -o %t
// RUN: %python %S/Inputs/try-decode.py %root/kernel %t %s | %FileCheck %s

#define BARRIER __asm__ volatile("" ::: "memory")

__attribute__((noinline)) void sink(void) {
  BARRIER;
}
static inline __attribute__((always_inline)) void inner(void) {
  sink(); // INNER
  BARRIER;
}
void outer(void) __asm__("_RNvC1s5outer");
__attribute__((noinline)) void outer(void) {
  inner(); // OUTER
  BARRIER;
}
int main(void) {
  outer(); // MAIN
  return 0;
}

// The report names the innermost function itself; the frame behind it knows only its symbol.
// CHECK: BUG: Custody
// CHECK-NEXT: {{^}}[    0.150000]     #0 inner {{.*}}decode.c:[[INNER:[0-9]+]]:3
// CHECK-NEXT: {{^}}[    0.150000]     #1 s::outer {{.*}}decode.c:[[OUTER:[0-9]+]]:3
// CHECK-NEXT: {{^}}[    0.150000]     #2 main {{.*}}decode.c:{{[0-9]+}}:3
// CHECK-NEXT: {{^}}[    0.150000]     #3 nobody+0x1/0x2
// CHECK-NEXT: was released here:
// CHECK-NEXT: {{^}}[    0.150000]     #0 inner {{.*}}decode.c:[[INNER]]:3
// CHECK-NEXT: {{^}}[    0.150000]     #1 s::outer {{.*}}decode.c:[[OUTER]]:3
// CHECK-NEXT: {{^}}end+0x1/0x2
