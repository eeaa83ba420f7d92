/*===- fake_host.c - a host that tests control --------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#define _GNU_SOURCE
#include "fake_host.h"

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/*===-- Memory -------------------------------------------------------------===*/

uint64_t fake_mappings = UINT64_MAX, fake_mapped, fake_reservations = UINT64_MAX;
void (*fake_in_map)(void);

/* Takes one of what is left. */
static bool take(uint64_t *left) {
  if (*left == 0)
    return false;
  *left -= *left != UINT64_MAX;
  return true;
}

void *host_map(size_t bytes) {
  if (fake_in_map)
    fake_in_map();
  if (!take(&fake_mappings))
    return nullptr;
  __atomic_fetch_add(&fake_mapped, 1, __ATOMIC_RELAXED);
  void *at = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return at == MAP_FAILED ? nullptr : at;
}

void host_unmap(void *at, size_t bytes) {
  munmap(at, bytes);
}

int host_reserve(uintptr_t at, uint64_t bytes) {
  if (!take(&fake_reservations))
    return 12;
  void *got = mmap((void *)at, bytes, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
  return got == (void *)at ? 0 : 17;
}

/*===-- Threads ------------------------------------------------------------===*/

struct host_object fake_object;
uint32_t fake_waiting;
bool fake_no_blocks;

/* A deadlock fails the test instead of hanging it. */
uint64_t host_lock_forks;

bool fake_is_closed;

bool host_is_closed(void) {
  return fake_is_closed;
}

bool host_on_signal_stack(void) {
  return false;
}

void host_lock_wait(struct host_lock *lock) {
  enum { TRIES = 20000 }; /* two seconds */
  __atomic_fetch_add(&fake_waiting, 1, __ATOMIC_SEQ_CST);
  int tries = 0;
  while (__atomic_exchange_n(&lock->word, 1, __ATOMIC_ACQUIRE)) {
    if (++tries == TRIES) {
      fputs("  a lock is never given back\n", stderr);
      _exit(1);
    }
    usleep(100);
  }
  __atomic_fetch_sub(&fake_waiting, 1, __ATOMIC_SEQ_CST);
}

void *host_thread_block(void **slot) {
  return *slot = fake_no_blocks ? nullptr : calloc(1, HOST_THREAD_BYTES);
}

bool fake_other_thread;
const char *fake_thread_name = "";

bool host_is_main_thread(void) {
  return !fake_other_thread;
}
void host_thread_name(char *to, size_t size) {
  snprintf(to, size, "%s", fake_thread_name);
}

struct host_stack host_stack_bounds(void) {
  struct host_stack stack = {0};
  pthread_attr_t attributes;
  void *low;
  size_t size;
  if (pthread_getattr_np(pthread_self(), &attributes))
    return stack;
  if (pthread_attr_getstack(&attributes, &low, &size) == 0)
    stack = (struct host_stack){(uintptr_t)low, (uintptr_t)low + size};
  pthread_attr_destroy(&attributes);
  return stack;
}

bool host_is_code(uintptr_t pc) {
  return pc > 4096;
}
bool host_is_start(uintptr_t) {
  return false;
}
unsigned host_unwind(struct host_frame *, unsigned) {
  return 0;
}

/*===-- Names --------------------------------------------------------------===*/

bool host_find_object(uintptr_t at, struct host_object *object) {
  (void)at;
  *object = fake_object;
  return object->high != 0;
}

const char *fake_function, *fake_file, *fake_inner_file;

void host_symbolize(uintptr_t pc, bool names, void (*each)(void *to, const struct host_symbol *),
                    void *to) {
  bool known = names && fake_function;
  if (known && fake_inner_file)
    each(to, &(struct host_symbol){.function = "inner", .file = fake_inner_file, .line = 7});
  each(to, &(struct host_symbol){.function = known ? fake_function : "",
                                 .file = known ? fake_file : "",
                                 .line = known ? 12 : 0,
                                 .column = known ? 3 : 0,
                                 .module = "program",
                                 .offset = pc & 0});
}
bool host_demangle(const char *, char *, size_t) {
  return false;
}
bool host_allocation(uint64_t, uint64_t *, uint64_t *) {
  return false;
}
bool host_is_poisoned(uint64_t) {
  return false;
}

/*===-- Files and the process ----------------------------------------------===*/

char fake_written[1 << 16], fake_path[256];
int fake_fd = -1, fake_pid = 4242;
bool fake_no_files, fake_terminal;
const char *fake_content, *fake_source, *fake_source_path = "";

void host_write(int fd, const char *text, size_t bytes) {
  size_t used = strlen(fake_written), room = sizeof fake_written - 1 - used;
  fake_fd = fd;
  strncat(fake_written, text, bytes < room ? bytes : room);
}
int host_create(const char *path) {
  snprintf(fake_path, sizeof fake_path, "%s", path);
  return fake_no_files ? -1 : 7;
}
ptrdiff_t host_read_file(const char *, char *to, size_t size) {
  if (!fake_content)
    return -1;
  snprintf(to, size, "%s", fake_content);
  return (ptrdiff_t)strlen(to);
}
ptrdiff_t host_read_file_at(const char *path, uint64_t offset, char *to, size_t size) {
  size_t length = fake_source && !strcmp(path, fake_source_path) ? strlen(fake_source) : 0;
  if (!length)
    return -1;
  size_t left = offset < length ? length - offset : 0, got = left < size ? left : size;
  memcpy(to, fake_source + (length - left), got);
  return (ptrdiff_t)got;
}
bool host_wants_colors(int) {
  return fake_terminal;
}
bool host_build_id(uintptr_t base, char to[HOST_BUILD_ID]) {
  snprintf(to, HOST_BUILD_ID, "c0ffee");
  return base != 0;
}
const char *host_executable(void) {
  return "/home/user/program";
}
const char *host_test(void) {
  return "";
}
const char *host_test_suite(void) {
  return "";
}
const char *host_directory(void) {
  return "/home/user";
}
int host_pid(void) {
  return fake_pid;
}

static jmp_buf end;
static bool running;

[[noreturn]] static void leave(int status) {
  if (!running)
    _exit(status);
  longjmp(end, status + 1);
}
void host_exit(int status) {
  leave(status);
}
void host_die(int status) {
  leave(status);
}

int fake_run(void (*function)(void *data), void *data) {
  running = true;
  int status = setjmp(end);
  if (!status)
    function(data);
  running = false;
  return status - 1;
}

void host_at_exit(void (*last)(void)) {
  (void)last;
}
