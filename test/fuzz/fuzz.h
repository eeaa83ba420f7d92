/*===- fuzz.h - what the fuzz targets share ----------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * A target defines LLVMFuzzerTestOneInput. It must not depend on earlier inputs, so the state of the
 * runtime is forgotten before each one. What is wrong ends the process, and libFuzzer keeps the input.
 */
#ifndef CUSTODY_TEST_FUZZ_H
#define CUSTODY_TEST_FUZZ_H

#include "base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(condition)                                                                            \
  ((condition)                                                                                     \
       ? (void)0                                                                                   \
       : (fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition), abort()))

/* The input, which is read from the front. When nothing is left it reads as zeros. */
struct input {
  const uint8_t *at, *end;
};
static inline unsigned take(struct input *in) {
  return in->at < in->end ? *in->at++ : 0;
}

/* Sets all variables of the runtime to what they are at the start of a process. For targets that link
 * fuzz_host.c, whose sources of the runtime are compiled with -include state.h. */
void fuzz_forget(void);

#endif /* CUSTODY_TEST_FUZZ_H */
