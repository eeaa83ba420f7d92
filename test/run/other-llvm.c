// A Clang with another LLVM version cannot use the plug-in. It prints an error instead of crashing.
//
// REQUIRES: llvm-22, other-clang
// RUN: not clang-19 -fpass-plugin=%plugin -c %s -o %t.o 2>&1 | FileCheck %s
// CHECK: {{Custody.*LLVM 22}}
// CHECK-NOT: PLEASE submit a bug report

int main(void) {
  return 0;
}
