// A Clang with another LLVM version cannot use the plug-in. It prints an error instead of crashing.
//
// REQUIRES: llvm-22, other-clang
// RUN: not clang-19 -fpass-plugin=%plugin -c %s -o %t.o 2>&1 | FileCheck %s
// CHECK: Custody: error: Custody.so was built for LLVM 22, this compiler is LLVM 19.{{[0-9.]+}} Use clang-22. Or use custody-clang or
// CHECK-SAME: pkg-config's custody-19: they take the plug-in for LLVM 19, if it is installed
// CHECK-NOT: PLEASE submit a bug report

int main(void) {
  return 0;
}
