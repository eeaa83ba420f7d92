// Instrumented code passes the address of a local with a tag to a function. It asks that function to say
// that it is instrumented, by an address in its own frame. The function that is called is not instrumented,
// so the question stays without an answer. Later, another function of the same name, which is instrumented,
// is called from uninstrumented code. It must not answer: the frame of the asker is gone, and its memory has
// another use by now. The asker may end by a return or by longjmp.
//
// RUN: %clang -g -O1 -DPLAIN -fPIC -c %s -o %t.plain.o
// RUN: %custody-clang -g -O1 -DASKER -fPIC -shared -I%S/Inputs %s %t.plain.o -Wl,-Bsymbolic -o %t.so
// RUN: %clang -g -O0 -DMAIN -c %s -o %t.main.o
// RUN: %custody-clang -g -O1 -I%S/Inputs %s %t.main.o %t.so -o %t
// RUN: %run-custody %t 2>&1 | FileCheck %s --implicit-check-not=ERROR
// CHECK: returned: 0 bytes were changed
// CHECK: jumped: 0 bytes were changed

#if defined(PLAIN)
#include <setjmp.h>
extern jmp_buf *home; /* NULL: return */
void look_at(void **local, void *other);
void look_at(void **local, void *other) {
  __asm__ volatile("" : : "r"(local), "r"(other) : "memory");
  if (home)
    longjmp(*home, 1);
}
#elif defined(ASKER)
#include "owner.h"
#include <setjmp.h>
jmp_buf *home;
void look_at(void **local, void *other);
void ask(jmp_buf *jump);
static struct owner one = {.count = 1};
__attribute__((noinline)) void ask(jmp_buf *jump) {
  home = jump;
  void *local = owner_into_raw(&one);
  look_at(&local, NULL);
}
#elif defined(MAIN)
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
void ask(jmp_buf *jump);
void look_at(void **local, void *other);

__attribute__((noinline)) static int changed(void) {
  volatile unsigned char memory[2048];
  void *local = NULL;
  for (int i = 0; i < 2048; i++)
    memory[i] = 0;
  look_at(&local, NULL); /* that of the program */
  int count = 0;
  for (int i = 0; i < 2048; i++)
    count += memory[i] != 0;
  return count;
}

int main(void) {
  jmp_buf home;
  ask(NULL);
  int count = changed();
  fprintf(stderr, "returned: %d bytes were changed\n", count);
  if (!setjmp(home))
    ask(&home);
  count = changed();
  fprintf(stderr, "jumped: %d bytes were changed\n", count);
  return 0;
}
#else
#include "owner.h"
void look_at(void **local, void *other);
__attribute__((noinline)) void look_at(void **local, void *other) {
  *local = other;
}
#endif
