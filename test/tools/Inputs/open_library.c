#include <dlfcn.h>
#include <stdio.h>

int main(int argc, char **argv) {
  void *library = dlopen(argv[argc - 1], RTLD_NOW);
  if (!library) {
    puts(dlerror());
    return 1;
  }
  void *(*roundtrip)(void *) = (void *(*)(void *))dlsym(library, "library_roundtrip");
  int object;
  puts(roundtrip(&object) == &object ? "same" : "different");
  return 0;
}
