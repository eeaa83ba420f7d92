/*===- thread.c - memory of a thread on Linux ---------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#define _GNU_SOURCE
#include "host/host.h"
#include "raw.h"
#include "text/text.h"

#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>

/* 1 + the key whose destructor gives a thread's block back; 0: there is none yet. No lock protects
 * it: a thread may hold that when another thread forks, and the child would wait for ever. */
static uint32_t key_plus_1;

/* The caller's variable that holds the address of the block. */
static _Thread_local void **slot_of_thread;

/* Called when the thread ends. A destructor that runs later and calls a hook gets a new block. */
static void give_back(void *block) {
  *slot_of_thread = nullptr;
  host_unmap(block, HOST_THREAD_BYTES);
}

/* Returns false if the process has no key left. */
static bool find_key(pthread_key_t *key) {
  uint32_t known = __atomic_load_n(&key_plus_1, __ATOMIC_ACQUIRE);
  if (!known) {
    pthread_key_t mine;
    if (pthread_key_create(&mine, give_back))
      return false;
    if (__atomic_compare_exchange_n(&key_plus_1, &known, (uint32_t)mine + 1, false,
                                    __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
      known = (uint32_t)mine + 1;
    else
      pthread_key_delete(mine); /* another thread was faster */
  }
  *key = known - 1;
  return true;
}

void *host_thread_block(void **slot) {
  pthread_key_t key;
  void *block = host_map(HOST_THREAD_BYTES);
  slot_of_thread = slot;
  *slot = block;
  /* Without a key the block is never given back. */
  if (block && find_key(&key))
    (void)pthread_setspecific(key, block);
  return block;
}

bool host_is_main_thread(void) {
  return RAW(gettid) == RAW(getpid);
}

/* A new thread has the name of its creator, so at last that of the program: that is no name. */
void host_thread_name(char *to, size_t size) {
  char name[64] = "", program[64];
  RAW(prctl, PR_GET_NAME, name);
  ptrdiff_t length = host_read_file("/proc/self/comm", program, sizeof program);
  if (length > 0 && program[length - 1] == '\n')
    program[length - 1] = 0;
  struct text t = {.at = to, .size = size};
  text_string(&t, string_equal(name, program) ? "" : name);
}

bool host_on_signal_stack(void) {
  stack_t stack = {0};
  return !RAW(sigaltstack, 0, &stack) && (stack.ss_flags & SS_ONSTACK);
}
