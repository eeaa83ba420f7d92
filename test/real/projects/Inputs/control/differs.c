/* Fails when it is compiled by Custody. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
int main(void) {
#ifdef __CUSTODY__
  return 1;
#else
  return 0;
#endif
}
