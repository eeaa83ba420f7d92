/*===- sys_stack.c - the thread's stack and its frames on Linux ---*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#define _GNU_SOURCE
#include "sys.h"
#include "sys_raw.h"

#include <errno.h>
#include <pthread.h>
#include <sys/resource.h>
#include <unwind.h>

extern RT_WEAK void *__libc_stack_end;
extern RT_WEAK const char __executable_start[], etext[], _start[];

_Thread_local struct sys_stack sys_stack_known;

/* pthread_getattr_np reads /proc/self/maps for the main thread, through stdio: not from here. */
static void ask_main(void) {
  struct rlimit limit;
  uintptr_t end = (uintptr_t)__libc_stack_end;
  uintptr_t size = 8 << 20;
  if (getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur < (1ULL << 36))
    size = limit.rlim_cur;
  sys_stack_known.high = (end | 0xfff) + 1;
  sys_stack_known.low = sys_stack_known.high > size ? sys_stack_known.high - size : 0;
}

static void ask_thread(void) {
  pthread_attr_t attributes;
  void *low;
  size_t size;
  if (pthread_getattr_np(pthread_self(), &attributes))
    return;
  if (pthread_attr_getstack(&attributes, &low, &size) == 0) {
    sys_stack_known.low = (uintptr_t)low;
    sys_stack_known.high = sys_stack_known.low + size;
  }
  pthread_attr_destroy(&attributes);
}

const struct sys_stack *sys_stack_ask(void) {
  int saved = errno;
  sys_stack_known.asked = true;
  /* The child of a fork made by a thread runs on that thread's stack, and is the main thread. */
  bool is_main = RAW(gettid) == RAW(getpid) && &__libc_stack_end && __libc_stack_end;
  if (is_main)
    ask_main();
  uintptr_t here = (uintptr_t)__builtin_frame_address(0);
  if (!is_main || here < sys_stack_known.low || here >= sys_stack_known.high)
    ask_thread();
  errno = saved;
  return &sys_stack_known;
}

bool sys_is_code(uintptr_t pc) {
  if (pc >= (uintptr_t)__executable_start && pc < (uintptr_t)etext)
    return true;
  /* Libraries: high in the address space, and no data of this thread's stack. */
  return pc >= 0x680000000000ULL && pc < 0x7fffffffe000ULL &&
         !(pc >= sys_stack_known.low && pc < sys_stack_known.high);
}

bool sys_is_start(uintptr_t pc) {
  return _start && pc - (uintptr_t)_start < 64; /* a few instructions that call libc */
}

struct unwinding {
  struct sys_frame *frames;
  unsigned used, max;
};

static _Unwind_Reason_Code take_frame(struct _Unwind_Context *context, void *data) {
  struct unwinding *u = data;
  /* The context's CFA is that of the callee: its return address lies right below. */
  if (!_Unwind_GetIP(context))
    return _URC_END_OF_STACK;
  u->frames[u->used].pc = _Unwind_GetIP(context);
  u->frames[u->used].slot = _Unwind_GetCFA(context) - sizeof(uintptr_t);
  return ++u->used == u->max ? _URC_END_OF_STACK : _URC_NO_REASON;
}

unsigned sys_unwind(struct sys_frame *frames, unsigned max) {
  struct unwinding u = {.frames = frames, .max = max};
  int saved = errno;
  _Unwind_Backtrace(take_frame, &u);
  errno = saved;
  for (unsigned i = 0; i < u.used; i++)
    if (frames[i].slot & 7 || *(const uintptr_t *)frames[i].slot != frames[i].pc)
      frames[i].slot = 0;
  return u.used;
}
