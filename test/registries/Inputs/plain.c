/* Compiled without Custody. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
void plain_store(void **slot, void *p);
void plain_store(void **slot, void *p) {
  *slot = p;
}
