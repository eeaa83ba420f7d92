/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception */
/* What User Mode Linux asks of the system that it runs on. Any context may call these. */
#ifndef CUSTODY_UM_HOST_USER_H
#define CUSTODY_UM_HOST_USER_H

void *custody_um_map(unsigned long bytes);
void custody_um_unmap(void *at, unsigned long bytes);
int custody_um_reserve(unsigned long at, unsigned long bytes);
void custody_um_write(const char *text, unsigned long bytes);
void custody_um_exit(void) __attribute__((noreturn));

#endif /* CUSTODY_UM_HOST_USER_H */
