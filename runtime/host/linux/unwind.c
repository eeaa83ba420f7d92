/*===- unwind.c - stacks and unwinding on Linux -------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#define _GNU_SOURCE
#include "host/host.h"
#include "raw.h"

#include <errno.h>
#include <link.h>
#include <pthread.h>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <unwind.h>

extern RT_WEAK void *__libc_stack_end;
extern RT_WEAK const char __executable_start[], etext[], _start[];

/* For the main thread pthread_getattr_np reads /proc/self/maps through stdio, which must not happen
 * inside a hook. */
static struct host_stack main_stack(void) {
  struct rlimit limit;
  uintptr_t end = (uintptr_t)__libc_stack_end;
  uintptr_t size = 8 << 20;
  if (getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur < (1ULL << 36))
    size = limit.rlim_cur;
  struct host_stack stack = {.high = (end | 0xfff) + 1};
  stack.low = stack.high > size ? stack.high - size : 0;
  return stack;
}

static struct host_stack stack_of_thread(void) {
  struct host_stack stack = {0};
  pthread_attr_t attributes;
  void *low;
  size_t size;
  if (pthread_getattr_np(pthread_self(), &attributes))
    return stack;
  if (pthread_attr_getstack(&attributes, &low, &size) == 0)
    stack = (struct host_stack){.low = (uintptr_t)low, .high = (uintptr_t)low + size};
  pthread_attr_destroy(&attributes);
  return stack;
}

struct host_stack host_stack_bounds(void) {
  int saved = errno;
  struct host_stack stack = {0};
  /* The child of a fork made by a thread runs on that thread's stack, and is the main thread. */
  bool is_main = RAW(gettid) == RAW(getpid) && &__libc_stack_end && __libc_stack_end;
  if (is_main)
    stack = main_stack();
  uintptr_t here = (uintptr_t)__builtin_frame_address(0);
  if (!is_main || here < stack.low || here >= stack.high) {
    struct host_stack other = stack_of_thread();
    stack = other.high ? other : stack;
  }
  errno = saved;
  return stack;
}

/* The addresses of the program's code and of its first instruction. The linker knows them, if the runtime
 * is linked to the program. */
struct program {
  uintptr_t low, high, start;
};

/* The same for the shared runtime, from what the kernel tells the process. */
static RT_NOINLINE struct program find_program(void) {
  struct program found = {.start = getauxval(AT_ENTRY)};
  const ElfW(Phdr) *headers = (const ElfW(Phdr) *)getauxval(AT_PHDR);
  uintptr_t base = 0;
  for (size_t i = 0, n = headers ? getauxval(AT_PHNUM) : 0; i < n; i++) {
    if (headers[i].p_type == PT_PHDR)
      base = (uintptr_t)headers - headers[i].p_vaddr;
    if (headers[i].p_type == PT_LOAD && headers[i].p_flags & PF_X) {
      found.low = base + headers[i].p_vaddr;
      found.high = found.low + headers[i].p_memsz;
    }
  }
  return found;
}

static inline struct program program(void) {
  static struct program kept; /* every thread finds the same */
  if (__executable_start)
    return (struct program){(uintptr_t)__executable_start, (uintptr_t)etext, (uintptr_t)_start};
  if (RT_UNLIKELY(!__atomic_load_n(&kept.start, __ATOMIC_ACQUIRE))) {
    struct program found = find_program();
    __atomic_store_n(&kept.low, found.low, __ATOMIC_RELAXED);
    __atomic_store_n(&kept.high, found.high, __ATOMIC_RELAXED);
    __atomic_store_n(&kept.start, found.start, __ATOMIC_RELEASE);
  }
  return (struct program){__atomic_load_n(&kept.low, __ATOMIC_RELAXED),
                          __atomic_load_n(&kept.high, __ATOMIC_RELAXED), kept.start};
}

bool host_is_code(uintptr_t pc) {
  struct program p = program();
  if (pc >= p.low && pc < p.high)
    return true;
  /* Libraries lie high in the address space. */
  return pc >= 0x680000000000ULL && pc < 0x7fffffffe000ULL;
}

bool host_is_start(uintptr_t pc) {
  uintptr_t first = program().start;
  return first && pc - first < 64; /* _start is a few instructions that call libc */
}

struct unwinding {
  struct host_frame *frames;
  unsigned used, max;
};

static _Unwind_Reason_Code take_frame(struct _Unwind_Context *context, void *data) {
  struct unwinding *u = data;
  /* The context has the CFA of the callee, whose return address lies right below it. */
  if (!_Unwind_GetIP(context))
    return _URC_END_OF_STACK;
  u->frames[u->used].pc = _Unwind_GetIP(context);
  u->frames[u->used].slot = _Unwind_GetCFA(context) - sizeof(uintptr_t);
  return ++u->used == u->max ? _URC_END_OF_STACK : _URC_NO_REASON;
}

unsigned host_unwind(struct host_frame *frames, unsigned max) {
  struct unwinding u = {.frames = frames, .max = max};
  int saved = errno;
  _Unwind_Backtrace(take_frame, &u);
  errno = saved;
  for (unsigned i = 0; i < u.used; i++)
    if (frames[i].slot & 7 || *(const uintptr_t *)frames[i].slot != frames[i].pc)
      frames[i].slot = 0;
  return u.used;
}
