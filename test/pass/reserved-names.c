// Some names belong to Custody. A program that has something else under such a name gets an error that
// says so, once for each name. It is no crash, and no invalid code.
// RUN: not %clang -std=c23 -fpass-plugin=%plugin -O0 -c %s -o %t.o 2>&1 | %FileCheck %s --implicit-check-not=error:
// RUN: not %clang -std=c23 -fpass-plugin=%plugin -O2 -g -c %s -o %t.o 2>&1 | %FileCheck %s --implicit-check-not=error:
//
// CHECK-DAG: error: Custody: {{.*}}reserved-names.c: the name 'custody.mark.borrow' is reserved for Custody; choose another one
// CHECK-DAG: error: {{.*}}the name 'custody.mark.release' is reserved
// CHECK-DAG: error: {{.*}}the name 'custody.compare' is reserved
// CHECK-DAG: error: {{.*}}the name 'custody.enter' is reserved
// CHECK-DAG: error: {{.*}}the name 'custody.mine' is reserved
// CHECK-DAG: error: {{.*}}the name '__custody_fast_store' is reserved
// CHECK-DAG: error: {{.*}}the name '__custody_fast_load' is reserved
// CHECK-DAG: error: {{.*}}the name '__custody_fast_mine' is reserved
// CHECK-DAG: error: {{.*}}the name '__custody_release' is reserved
// CHECK-DAG: error: {{.*}}the name '__custody_enter' is reserved
// CHECK-DAG: error: {{.*}}the name '__custody_shadow_copy' is reserved
// CHECK-DAG: error: {{.*}}the name '__custody_tls' is reserved
// CHECK-DAG: error: {{.*}}the name '__custody_handover' is reserved
// CHECK: 13 errors generated

// Names that the pass does not look up, and the right type, are no error: the same without the others.
// RUN: %clang -std=c23 -Werror -DFINE -fpass-plugin=%plugin -O0 -c %s -o %t.o
// RUN: %clang -std=c23 -Werror -DFINE -fpass-plugin=%plugin -O2 -c %s -o %t.o
// RUN: %clang -std=c23 -DFINE -fpass-plugin=%plugin -O2 -S -emit-llvm %s -o %t.ll
// RUN: %opt -passes=custody-mark,custody-propagate,verify -disable-output %t.ll

void *stored, **slot;
void *elsewhere(void *restrict p, long n);

#ifndef FINE
int borrow(void) __asm__("custody.mark.borrow");
void *release(void *p) __asm__("custody.mark.release");
void *release(void *p) { return p; }
double compare(float f) __asm__("custody.compare");
int enter(int a) __asm__("custody.enter");
int enter(int a) { return a; }
int mine __asm__("custody.mine");
int __custody_fast_store(void *p) { return p != 0; }
void __custody_fast_load(void);
void __custody_fast_mine(int);
int __custody_release;
void __custody_enter(void);
void __custody_shadow_copy(int a, ...);
int __custody_tls;
static int handover(void) { return 1; }
int __custody_handover(void) __attribute__((alias("handover_of_c")));
static int handover_of_c(void) { return handover(); }

void use(void) {
  borrow();
  release(slot);
  compare(1);
  enter(2);
  __custody_fast_store(slot);
  __custody_fast_load();
  __custody_fast_mine(1);
  __custody_enter();
  __custody_shadow_copy(1, 2);
}
#endif

void __custody_describe(void *p, unsigned tag, const void *site);
int __custody_of_mine(int a);
int __custody_of_mine(int a) { return a; }

int pointers(void **q, int c) {
  __custody_describe(q, 0, 0);
  int local = __custody_of_mine(c);
  stored = q;
  q[1] = elsewhere(&local, 1);
  __builtin_memcpy(q, slot, 32 * (unsigned long)c);
  *slot = q[c];
  return q[1] == stored;
}
