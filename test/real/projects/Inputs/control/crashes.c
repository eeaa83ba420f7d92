/* Crashes when it is compiled by Custody. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
int main(void) {
#ifdef __CUSTODY__
  __builtin_trap();
#endif
  return 0;
}
