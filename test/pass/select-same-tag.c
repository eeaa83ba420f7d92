// The same from C: the arms have other uses, so the optimizer keeps two offsets and a select.
// RUN: %clang -O2 -fpass-plugin=%plugin -emit-llvm -c %s -o %t.bc
// RUN: opt -passes=verify -S %t.bc -o - | %FileCheck %s
// CHECK-LABEL: define {{.*}} @pick(
// CHECK:       ret ptr
char *pick(char *p, int c, char **out, long n, long m) {
  char *a = p + n, *b = p + m;
  out[0] = a, out[1] = b;
  char *s = c ? a : b;
  out[2] = s + 1;
  return s;
}
