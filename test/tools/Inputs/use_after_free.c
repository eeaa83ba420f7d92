#include <stdlib.h>

int main(void) {
  volatile char *byte = malloc(1);
  free((void *)byte);
  *byte = 1;
  return 0;
}
