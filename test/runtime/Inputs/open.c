/* open LIBRARY WAY: opens the library and calls run(WAY). With -DNAMESPACE, in a new link namespace. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

int main(int count, char **arguments) {
  void *library;
  if (count < 3)
    return 2;
#ifdef NAMESPACE
  library = dlmopen(LM_ID_NEWLM, arguments[1], RTLD_NOW);
#else
  library = dlopen(arguments[1], RTLD_NOW);
#endif
  if (!library) {
    puts(dlerror());
    return 1;
  }
  printf("%ld\n", ((long (*)(int))dlsym(library, "run"))(atoi(arguments[2])));
  return 0;
}
