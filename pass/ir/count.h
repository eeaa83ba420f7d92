/*===- count.h - how often each piece of our code runs ------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_PASS_IR_COUNT_H
#define CUSTODY_PASS_IR_COUNT_H

#include "module.h"

/* If the environment has CUSTODY_COUNT=1, counts each run of a fast path and of a hook. To be called
 * while they are still calls. The counters are an array in the section custody_counts, whose elements
 * are { const char *name, uint64_t count }; `./dev bench --causes` prints them. Threads do not wait
 * for each other, so a program with several threads loses some. */
void count_calls(struct module *m);

#endif /* CUSTODY_PASS_IR_COUNT_H */
