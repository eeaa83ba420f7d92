#include <custody/custody.h>
#include <stdio.h>
#include <stdlib.h>

#if !defined(__CUSTODY__)
#error the wrapper says that Custody is on
#endif

int main(void) {
  free(malloc(1));
  puts("hello");
  return 0;
}
