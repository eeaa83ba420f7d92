/*===- threads.c - numbers and names of threads -------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "threads.h"
#include "thread_state.h"

static uint32_t last = 1; /* the main thread's */
static char names[THREAD_NAMES][THREAD_NAME];

uint32_t thread_number(void) {
  struct thread_state *t = thread_state();
  if (RT_LIKELY(t->number))
    return t->number;
  if (host_is_main_thread())
    return t->number = 1;
  uint32_t number = __atomic_add_fetch(&last, 1, __ATOMIC_RELAXED);
  if (number < THREAD_NAMES)
    host_thread_name(names[number], THREAD_NAME);
  return t->number = number;
}

const char *thread_name(uint32_t number) {
  return number < THREAD_NAMES ? names[number] : "";
}

bool threads_several(void) {
  return __atomic_load_n(&last, __ATOMIC_RELAXED) > 1;
}
