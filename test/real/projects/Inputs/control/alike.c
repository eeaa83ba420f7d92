/* Runs alike. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdlib.h>
int main(void) {
  free(malloc(8));
  return 0;
}
