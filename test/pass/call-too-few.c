// A library function that is declared without a prototype may be called with too few arguments, as configure scripts do.
// RUN: %clang -std=c89 -w -O0 -fpass-plugin=%plugin -c %s -o %t.o
// RUN: %clang -std=c89 -w -O2 -fpass-plugin=%plugin -c %s -o %t.o
char pthread_create();
char thrd_create();
char realloc();
char reallocarray();
char memcpy();

int main(void) {
  return pthread_create() + thrd_create() + realloc() + reallocarray() + memcpy();
}
