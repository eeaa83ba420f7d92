/*===- sys_thread.c - memory of a thread on Linux -----------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "sys.h"

#include <pthread.h>

_Thread_local void *sys_thread_known;

static struct sys_lock lock;
static pthread_key_t key;
static bool has_key;

/* The thread ends. Another destructor that comes later and needs some gets new memory. */
static void give_back(void *block) {
  sys_thread_known = nullptr;
  sys_unmap(block, SYS_THREAD_BYTES);
}

void *sys_thread_make(void) {
  sys_lock(&lock);
  if (!has_key)
    has_key = pthread_key_create(&key, give_back) == 0;
  sys_unlock(&lock);
  void *block = sys_map(SYS_THREAD_BYTES);
  /* Without a key it is never given back. */
  if (block && has_key)
    (void)pthread_setspecific(key, block);
  sys_thread_known = block;
  return block;
}
