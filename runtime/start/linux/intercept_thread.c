/*===- intercept_thread.c - tags of a thread's argument -----------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "core/hooks.h"

#include <pthread.h>
#include <stdlib.h>
#include <threads.h>

/* What the new thread needs. It lies on the heap, and the new thread frees it. */
struct hand_over {
  void *start, *argument;
  custody_tag tag;
};

static struct hand_over *pack(void *start, void *argument, custody_tag tag) {
  struct hand_over *h = tag ? malloc(sizeof *h) : nullptr;
  if (h)
    *h = (struct hand_over){start, argument, tag};
  return h;
}

/* Runs in the new thread: publishes the tag for the start function, as a caller would. */
static struct hand_over unpack(void *data) {
  struct hand_over h = *(struct hand_over *)data;
  free(data);
  __custody_publish((uint64_t)h.start, 1);
  __custody_tls.arg[0] = h.tag;
  return h;
}

static void *run_pthread(void *data) {
  struct hand_over h = unpack(data);
  return ((void *(*)(void *))h.start)(h.argument);
}

static int run_thrd(void *data) {
  struct hand_over h = unpack(data);
  return ((int (*)(void *))h.start)(h.argument);
}

/* If there is no memory for the tag, the thread starts without it. */
i32 __custody_pthread_create(ptr thread, ptr attr, ptr start, ptr arg, i32 tag) {
  struct hand_over *h = pack(start, arg, tag);
  if (!h)
    return (i32)pthread_create(thread, attr, (void *(*)(void *))start, arg);
  int failed = pthread_create(thread, attr, run_pthread, h);
  if (failed)
    free(h);
  return (i32)failed;
}

i32 __custody_thrd_create(ptr thread, ptr start, ptr arg, i32 tag) {
  struct hand_over *h = pack(start, arg, tag);
  if (!h)
    return (i32)thrd_create(thread, (int (*)(void *))start, arg);
  int result = thrd_create(thread, run_thrd, h);
  if (result != thrd_success)
    free(h);
  return (i32)result;
}
