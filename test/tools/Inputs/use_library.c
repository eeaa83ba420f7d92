#include <stdio.h>

void *library_roundtrip(void *pointer);

int main(void) {
  int object;
  puts(library_roundtrip(&object) == &object ? "same" : "different");
  return 0;
}
