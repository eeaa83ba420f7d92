/*===- fuzz_host.c - the host of the fuzz targets ----------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/* A host whose memory and whose variables of the runtime can be made new in microseconds. */
#define _GNU_SOURCE
#include "core/thread_state.h"
#include "fuzz.h"
#include "host/host.h"

#include <sys/mman.h>

/*===-- Memory -------------------------------------------------------------===*/

enum { MEMORY = 64 << 20 };
static _Alignas(4096) char memory[MEMORY];
static size_t used;

void *host_map(size_t bytes) {
  void *at = memory + used;
  bytes = (bytes + 4095) & ~(size_t)4095;
  if (bytes > MEMORY - used)
    return nullptr;
  used += bytes;
  return at;
}

void host_unmap(void *at, size_t bytes) {
  memset(at, 0, bytes);
}

int host_reserve(uintptr_t at, uint64_t bytes) {
  void *got = mmap((void *)at, bytes, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
  return got == (void *)at ? 0 : 17;
}

/*===-- Variables ----------------------------------------------------------===*/

extern char __start_custody_bss[] __attribute__((weak)), __stop_custody_bss[] __attribute__((weak)),
    __start_custody_data[] __attribute__((weak)), __stop_custody_data[] __attribute__((weak));

void fuzz_forget(void) {
  static char *data;
  size_t size = (size_t)(__stop_custody_data - __start_custody_data);
  if (!data) {
    data = malloc(size + 1);
    memcpy(data, __start_custody_data, size);
  }
  memcpy(__start_custody_data, data, size);
  memset(__start_custody_bss, 0, (size_t)(__stop_custody_bss - __start_custody_bss));
  memset(memory, 0, used);
  used = 0;
  memset(thread_state(), 0, sizeof *thread_state());
  memset(handover_area(), 0, sizeof *handover_area());
}

/*===-- The rest -----------------------------------------------------------===*/

uint64_t host_lock_forks;

bool host_is_closed(void) {
  return false;
}
bool host_on_signal_stack(void) {
  return false;
}

void host_lock_wait(struct host_lock *lock) {
  (void)lock;
  MUST(!"a lock is free, since there is one thread");
}

void *host_thread_block(void **slot) {
  return *slot = host_map(HOST_THREAD_BYTES);
}

struct host_stack host_stack_bounds(void) {
  return (struct host_stack){0};
}
bool host_is_code(uintptr_t pc) {
  (void)pc;
  return false;
}
bool host_is_start(uintptr_t pc) {
  (void)pc;
  return false;
}
unsigned host_unwind(struct host_frame *frames, unsigned max) {
  (void)frames, (void)max;
  return 0;
}
bool host_find_object(uintptr_t at, struct host_object *object) {
  (void)at, (void)object;
  return false;
}
bool host_is_poisoned(uint64_t at) {
  (void)at;
  return false;
}
void host_at_exit(void (*last)(void)) {
  (void)last;
}

bool host_is_main_thread(void) {
  return true;
}
void host_thread_name(char *to, size_t size) {
  if (size)
    *to = 0;
}
