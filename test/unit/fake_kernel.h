/*===- fake_kernel.h - a host in the shape of a kernel ------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The runtime as it is compiled into a kernel (CUSTODY_KERNEL), on a host without any library: there
 * are tasks, interrupts, an NMI and a printk, and the test says which of them runs now. The program
 * has its own entry point and system calls, so what the runtime needs beyond its host does not link.
 */
#ifndef CUSTODY_TEST_FAKE_KERNEL_H
#define CUSTODY_TEST_FAKE_KERNEL_H

#include "base.h"

/* The code that runs now. Each task and the interrupt have a context; an NMI has none. */
enum fake_context { TASK_A, TASK_B, INTERRUPT, NMI, FAKE_CONTEXTS };
extern enum fake_context fake_current;
/* Lets C run from here on, as a context switch or the entry of an interrupt does. */
void fake_switch(enum fake_context c);

extern bool fake_interrupts_off; /* between host_enter and host_leave */
extern uint64_t fake_dropped;    /* calls of host_enter in the NMI */
extern bool fake_no_memory;      /* host_map returns NULL */
extern unsigned fake_reports;    /* calls of host_reported */
extern char fake_console[16384]; /* what was printed; set the first byte to 0 to forget it */
/* Called by each host_write, as an instrumented printk would call hooks. */
extern void (*fake_in_print)(void);

/* Whether the console has TEXT. */
bool fake_printed(const char *text);
/* Ends the program with a message, unless CONDITION is true. */
#define CHECK(condition) fake_check(condition, __FILE__, __LINE__, #condition)
void fake_check(bool condition, const char *file, int line, const char *text);
/* Prints TEXT to standard output. */
void fake_say(const char *text);

/* test_kernel.c */
void fake_main(void);

#endif /* CUSTODY_TEST_FAKE_KERNEL_H */
