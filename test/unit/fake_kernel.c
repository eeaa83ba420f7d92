/*===- fake_kernel.c - a host in the shape of a kernel ------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "fake_kernel.h"

#include "core/core.h"
#include "host/host.h"
#include "report/report.h"
#include "start/start.h"

/*===-- System calls instead of a C library --------------------------------===*/

enum { CALL_WRITE = 1, CALL_MMAP = 9, CALL_MUNMAP = 11, CALL_EXIT = 231 };

static long call(long number, long a, long b, long c, long d, long e, long f) {
  register long r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
  long result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}

[[noreturn]] static void leave(int status) {
  for (;;)
    call(CALL_EXIT, status, 0, 0, 0, 0, 0);
}

/* The compiler calls these. */
void *memcpy(void *restrict to, const void *restrict from, size_t n);
void *memcpy(void *restrict to, const void *restrict from, size_t n) {
  for (size_t i = 0; i < n; i++)
    ((volatile char *)to)[i] = ((const char *)from)[i];
  return to;
}
void *memset(void *to, int c, size_t n);
void *memset(void *to, int c, size_t n) {
  for (size_t i = 0; i < n; i++)
    ((volatile char *)to)[i] = (char)c;
  return to;
}

void fake_say(const char *text) {
  call(CALL_WRITE, 1, (long)text, (long)string_length(text), 0, 0, 0);
}

void fake_check(bool condition, const char *file, int line, const char *text) {
  char buffer[4096];
  struct text out = {.at = buffer, .size = sizeof buffer};
  if (condition)
    return;
  text_format(&out, "%s:%d: not true: %s\n%s\n", file, (int64_t)line, text, fake_console);
  fake_say(buffer);
  leave(1);
}

void fake_start(void);
void fake_start(void) {
  fake_main();
  leave(0);
}
__asm__(".globl _start\n_start: xor %ebp, %ebp\nand $-16, %rsp\ncall fake_start\n");

/*===-- Contexts -----------------------------------------------------------===*/

enum fake_context fake_current;
bool fake_interrupts_off;
uint64_t fake_dropped;

static uint64_t state[FAKE_CONTEXTS][HOST_CONTEXT_BYTES / 8];
static uint64_t area[FAKE_CONTEXTS][HOST_AREA_BYTES / 8];
static uint64_t block[FAKE_CONTEXTS][HOST_THREAD_BYTES / 8];

struct custody_tls *__custody_area = (struct custody_tls *)area[TASK_A];

void fake_switch(enum fake_context c) {
  fake_current = c;
  __custody_area = (struct custody_tls *)area[c];
}

void *host_context(void) {
  CHECK(fake_current != NMI);
  return state[fake_current];
}

void *host_thread_block(void **slot) {
  return *slot = fake_no_memory ? nullptr : block[fake_current];
}

bool host_enter(uint64_t *before) {
  if (fake_current == NMI) {
    fake_dropped++;
    return false;
  }
  *before = fake_interrupts_off;
  fake_interrupts_off = true;
  return true;
}

void host_leave(uint64_t before) {
  CHECK(fake_interrupts_off);
  fake_interrupts_off = before;
}

/* There is one processor: nobody else could give the lock back. */
void host_lock_wait(struct host_lock *lock) {
  (void)lock;
  CHECK(!"a lock is taken twice");
}

/*===-- Memory -------------------------------------------------------------===*/

bool fake_no_memory;

static long map(uintptr_t at, uint64_t bytes) {
  enum { READ_WRITE = 3, PRIVATE_ANONYMOUS_NORESERVE = 0x4022, FIXED_NOREPLACE = 0x100000 };
  return call(CALL_MMAP, (long)at, (long)bytes, READ_WRITE,
              PRIVATE_ANONYMOUS_NORESERVE | (at ? FIXED_NOREPLACE : 0), -1, 0);
}

void *host_map(size_t bytes) {
  long at = fake_no_memory ? -1 : map(0, bytes);
  return at < 0 ? nullptr : (void *)at;
}
void host_unmap(void *at, size_t bytes) {
  call(CALL_MUNMAP, (long)at, (long)bytes, 0, 0, 0, 0);
}
int host_reserve(uintptr_t at, uint64_t bytes) {
  long got = map(at, bytes);
  return got < 0 ? (int)-got : 0;
}

/*===-- Stacks and names: none ---------------------------------------------===*/

struct host_stack host_stack_bounds(void) {
  return (struct host_stack){0};
}
bool host_is_code(uintptr_t pc) {
  return pc != 0;
}
bool host_is_start(uintptr_t pc) {
  return pc == 0;
}
unsigned host_unwind(struct host_frame *frames, unsigned max) {
  return frames && max ? 0 : 0;
}
void host_symbolize(uintptr_t pc, bool names, void (*each)(void *to, const struct host_symbol *),
                    void *to) {
  struct host_symbol s = {.function = names ? "caller+0x1/0x2" : "", .file = "", .module = ""};
  s.offset = pc;
  each(to, &s);
}
bool host_find_object(uintptr_t at, struct host_object *object) {
  return at == 0 && object->base == 0;
}
bool host_demangle(const char *name, char *to, size_t size) {
  return name == to && size == 0;
}

/*===-- The console --------------------------------------------------------===*/

char fake_console[16384];
unsigned fake_reports;
void (*fake_in_print)(void);

void host_write(int fd, const char *text, size_t bytes) {
  size_t used = string_length(fake_console);
  (void)fd;
  CHECK(fake_interrupts_off);
  if (fake_in_print)
    fake_in_print();
  for (size_t i = 0; i < bytes && used < sizeof fake_console - 1; i++)
    fake_console[used++] = text[i];
  fake_console[used] = 0;
}
void host_reported(void) {
  fake_reports++;
}
bool fake_printed(const char *text) {
  return string_matches(text, fake_console);
}

/*===-- What a kernel has not ----------------------------------------------===*/

bool host_has_sanitizer_allocator(void) {
  return false;
}
bool host_allocation(uint64_t at, uint64_t *base, uint64_t *size) {
  return at == 0 && base == size;
}
bool host_is_poisoned(uint64_t at) {
  return at == 0;
}
int host_create(const char *path) {
  return path ? -1 : -2;
}
ptrdiff_t host_read_file(const char *path, char *to, size_t size) {
  return path == to && size == 0 ? 0 : -1;
}
ptrdiff_t host_read_file_at(const char *path, uint64_t offset, char *to, size_t size) {
  (void)path, (void)offset, (void)to, (void)size;
  return -1;
}
bool host_is_main_thread(void) {
  return true;
}
void host_thread_name(char *to, size_t size) {
  (void)size;
  to[0] = 0;
}
bool host_wants_colors(int fd) {
  return fd < 0;
}
void host_at_exit(void (*last)(void)) {
  (void)last;
}
const char *host_directory(void) {
  return "";
}
int host_pid(void) {
  return 1;
}
void host_exit(int status) {
  leave(status);
}
void host_die(int status) {
  leave(status);
}

/*===-- The start, which a kernel has in start/kernel ----------------------===*/

void start_options(void) {
  options.halt_on_error = false;
}
void start_runtime(void) {
  static bool done;
  struct shadow_failure failure;
  if (done)
    return;
  done = true;
  start_options();
  CHECK(shadow_map(&failure));
}
void start_module(const struct custody_module *module) {
  CHECK(sites_register(module));
}
