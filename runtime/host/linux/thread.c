/*===- thread.c - memory of a thread on Linux ---------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "host/host.h"

#include <pthread.h>

static struct host_lock lock;
static pthread_key_t key;
static bool has_key;

/* The caller's variable that holds the address of the block. */
static _Thread_local void **slot_of_thread;

/* Called when the thread ends. A destructor that runs later and calls a hook gets a new block. */
static void give_back(void *block) {
  *slot_of_thread = nullptr;
  host_unmap(block, HOST_THREAD_BYTES);
}

void *host_thread_block(void **slot) {
  host_lock(&lock);
  if (!has_key)
    has_key = pthread_key_create(&key, give_back) == 0;
  host_unlock(&lock);
  void *block = host_map(HOST_THREAD_BYTES);
  slot_of_thread = slot;
  *slot = block;
  /* Without a key the block is never given back. */
  if (block && has_key)
    (void)pthread_setspecific(key, block);
  return block;
}
