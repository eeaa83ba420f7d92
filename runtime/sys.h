/*===- sys.h - all that the runtime asks of its host --------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The seam. Ledger, verdict, shadow and report call nothing but this, so that another host (a
 * kernel) needs another sys_*.c and no more. Unless said otherwise a function may be called from
 * any thread, before the host's own initialisation too, allocates nothing and leaves errno alone.
 */
#ifndef CUSTODY_RT_SYS_H
#define CUSTODY_RT_SYS_H

#include "base.h"

/*===-- Memory (sys_linux.c) -----------------------------------------------===*/

/* Returns BYTES of zeroed memory that is never given back, or NULL. */
void *sys_map(size_t bytes);
/* Gives back what sys_map returned, all of it. */
void sys_unmap(void *at, size_t bytes);
/* Reserves [AT, AT + BYTES) as zeros that cost nothing until they are written, and keeps them out
 * of huge pages and core dumps. Returns 0 or the host's error number; then nothing is mapped. */
int sys_reserve(uintptr_t at, uint64_t bytes);
/* Explains to the user why sys_reserve failed with ERROR, and what to do; does not return. */
[[noreturn]] void sys_reserve_failed(uintptr_t at, uint64_t bytes, int error);

/*===-- Locks (sys_lock.c) -------------------------------------------------===*/

/* All zeros is an unlocked one. Not recursive. */
struct sys_lock {
  uint32_t word; /* 0 free, 1 held */
};
/* Waits until the lock is free, and takes it. */
void sys_lock_wait(struct sys_lock *lock);
static inline void sys_lock(struct sys_lock *lock) {
  if (RT_UNLIKELY(__atomic_exchange_n(&lock->word, 1, __ATOMIC_ACQUIRE)))
    sys_lock_wait(lock);
}
/* pre: the lock is held, by this thread or (in the child of a fork) by its parent. */
static inline void sys_unlock(struct sys_lock *lock) {
  __atomic_store_n(&lock->word, 0, __ATOMIC_RELEASE);
}

/*===-- Threads (sys_thread.c) ---------------------------------------------===*/

/* Memory of the calling thread until it ends, zeroed at first, or NULL. */
enum { SYS_THREAD_BYTES = 16384 };
extern _Thread_local void *sys_thread_known;
void *sys_thread_make(void);
static inline void *sys_thread(void) {
  return RT_LIKELY(sys_thread_known) ? sys_thread_known : sys_thread_make();
}

/*===-- The process (sys_linux.c) ------------------------------------------===*/

/* Keeps what the host's startup code passes; before it, the seam finds it otherwise. */
void sys_set_arguments(char **argv, char **envp);
/* Value of the environment variable NAME, or NULL. */
const char *sys_getenv(const char *name);
int sys_pid(void);
/* Ends the process at once. */
[[noreturn]] void sys_exit(int status);
/* With an unlimited stack the host maps libraries where the shadow goes: starts the program again
 * under a limit. Returns where that is not needed. pre: called before anything has effects. */
void sys_limit_stack(void);
/* Calls LAST with nothing else left to do at a regular exit; its result, where not 0, becomes the
 * exit status. */
void sys_at_exit(int (*last)(void));
/* Calls HOLD before a fork, and RELEASE after it in both processes. */
void sys_at_fork(void (*hold)(void), void (*release)(void));

/*===-- Files (sys_linux.c) ------------------------------------------------===*/

/* Writes all of TEXT; an error is dropped, there is nobody to tell. */
void sys_write(int fd, const char *text, size_t bytes);
/* Opens PATH for writing, empty. Returns a descriptor, or -1. */
int sys_create(const char *path);
/* Reads up to SIZE - 1 bytes of PATH and a zero. Returns how many, or -1. */
ptrdiff_t sys_read_file(const char *path, char *to, size_t size);
bool sys_is_terminal(int fd);
/* Whether a program can be started from PATH. */
bool sys_is_executable(const char *path);
/* The working directory at the start, without a final slash, or "". */
const char *sys_directory(void);

/*===-- Stacks (sys_stack.c) -----------------------------------------------===*/

/* Bounds of the calling thread's stack, [low, high); both 0 where they are unknown. */
struct sys_stack {
  uintptr_t low, high;
  bool asked;
};
extern _Thread_local struct sys_stack sys_stack_known;
/* Fills them in; may allocate. */
const struct sys_stack *sys_stack_ask(void);
static inline const struct sys_stack *sys_stack(void) {
  return RT_LIKELY(sys_stack_known.asked) ? &sys_stack_known : sys_stack_ask();
}
/* Whether PC can be a return address in code; a filter against garbage, not a proof. */
bool sys_is_code(uintptr_t pc);
/* Whether PC is in the code that the host enters a program at. */
bool sys_is_start(uintptr_t pc);

struct sys_frame {
  uintptr_t pc;   /* return address */
  uintptr_t slot; /* where on the stack it was found, or 0 */
};
/* The calling thread's frames by unwind tables, innermost first, this function's callers included.
 * Returns how many. Slow; may take the loader's lock. */
unsigned sys_unwind(struct sys_frame *frames, unsigned max);

/*===-- Symbols and sanitizers (sys_sanitizer.c) ---------------------------===*/

struct sys_symbol {
  const char *function; /* "" where unknown */
  const char *file;     /* "" where unknown */
  uint32_t line, column;
  const char *module; /* "" where unknown */
  uintptr_t offset;   /* of the address in its module */
};
/* Calls EACH for the function at PC and those inlined there, innermost first; at least once. The
 * strings live until it returns. Starts a symbolizer process where one is needed; not reentrant.
 * With NAMES false only module and offset are found. */
void sys_symbolize(uintptr_t pc, bool names, void (*each)(void *to, const struct sys_symbol *),
                   void *to);
/* Demangles NAME into TO. False: it is not mangled, or the host cannot. May allocate. */
bool sys_demangle(const char *name, char *to, size_t size);

/* What an allocator with such knowledge says of the allocation around AT. */
bool sys_allocation(uint64_t at, uint64_t *base, uint64_t *size);
/* Whether such an allocator knows that the memory at AT was freed and is not in use again. */
bool sys_is_poisoned(uint64_t at);
/* Calls FREED(base, size) before an object dies, where a sanitizer's allocator is in use; size 0
 * where it is unknown. Returns false where there is none. pre: at startup, once. */
bool sys_watch_allocator(void (*freed)(uint64_t base, uint64_t size));
/* Ends the process with STATUS after a report; runs death callbacks where there are some. */
[[noreturn]] void sys_die(int status);

#endif /* CUSTODY_RT_SYS_H */
