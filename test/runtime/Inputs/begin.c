/* A program with a _start of its own, for -nostartfiles. */
#include "registry.h"

#include <stdio.h>

int __libc_start_main(int (*main)(int, char **), int count, char **arguments, void (*init)(void),
                      void (*fini)(void), void (*loader_fini)(void), void *stack_end);

int main(int count, char **arguments) {
  if (count < 2)
    return 2;
  printf("%ld\n", round_trip((enum way)atoi(arguments[1])));
  return 0;
}

__attribute__((used, noreturn)) void begin(long *stack, void (*loader_fini)(void)) {
  __libc_start_main(main, (int)*stack, (char **)(stack + 1), 0, 0, loader_fini, stack);
  abort();
}

__asm__(".globl _start\n"
        "_start:\n"
        "  xor %ebp, %ebp\n"
        "  mov %rsp, %rdi\n"
        "  mov %rdx, %rsi\n"
        "  call begin\n");
