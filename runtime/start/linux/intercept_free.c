/*===- intercept_free.c - interceptors of the allocator -----------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * A lazy member of the archive: the linker takes it only if nothing else defines free. Then this
 * free replaces that of libc in the whole process, libraries included. Beside a sanitizer that
 * brings an allocator, or beside an allocator that is linked in, it stays out, because a second
 * free would replace theirs. The definitions are weak for the same reason.
 *
 * new and delete, Rust's system allocator and getline call these functions too. A preloaded
 * allocator is called in the way that libc's is.
 *
 * In a static executable libc's own free always wins. There the linker calls these functions
 * instead (ld's --wrap), and libcustody_rt_static.a has them under the names that it wants:
 * __wrap_free for free, and __real_free for __libc_free.
 */
#define _GNU_SOURCE
#include "core/core.h"
#include "guard.h"
#include "intercept.h"

#include <dlfcn.h>
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>

#define STRING_(x) #x
#define STRING(x) STRING_(x)

extern RT_WEAK void __libc_free(void *at);
extern RT_WEAK void *__libc_realloc(void *at, size_t bytes);
#pragma weak malloc_usable_size

static void (*next_free)(void *);
static void *(*next_realloc)(void *, size_t);
static size_t (*size_of)(void *);

/* Whether FOUND is in a shared runtime that is not used, because the program has its own. */
static bool is_spare(void *found) {
  void *spare = dlsym(RTLD_NEXT, STRING(CUSTODY_ABI_SYMBOL));
  Dl_info of_found, of_spare;
  return found && spare && dladdr(found, &of_found) && dladdr(spare, &of_spare) &&
         of_found.dli_fbase == of_spare.dli_fbase;
}

/*
 * This is not done at the first free, because dlsym itself may have called that free, and dlsym
 * must not be entered twice. Memory that is freed before this was allocated by libc.
 */
void intercept_init(void) {
  void (*found_free)(void *) = (void (*)(void *))dlsym(RTLD_NEXT, "free");
  void *(*found_realloc)(void *, size_t) = (void *(*)(void *, size_t))dlsym(RTLD_NEXT, "realloc");
  if (is_spare((void *)found_free)) {
    found_free = __libc_free;
    found_realloc = __libc_realloc;
  }
  size_t (*found_size)(void *) = (size_t (*)(void *))dlsym(RTLD_NEXT, "malloc_usable_size");
  /* The size function of another allocator would misread its memory. */
  Dl_info of_free, of_size;
  if (found_free && found_size && dladdr((void *)found_free, &of_free) &&
      dladdr((void *)found_size, &of_size) && of_free.dli_fbase == of_size.dli_fbase)
    size_of = found_size;
  if (!found_free) /* a static executable, where dlsym finds nothing */
    size_of = malloc_usable_size;
  dlerror(); /* the program must not find ours */
  next_realloc = found_realloc;
  next_free = found_free;
}

static inline void real_free(void *at) {
  next_free ? next_free(at) : __libc_free(at);
}

static inline void *real_realloc(void *at, size_t bytes) {
  return next_realloc ? next_realloc(at, bytes) : __libc_realloc(at, bytes);
}

size_t allocation_size(void *at) {
  return at && size_of ? size_of(at) : 0;
}

/* Whether there is any record or tag that a free can concern. */
static inline bool anything_known(void) {
  return ledger_in_use() || shadow_in_use();
}

/* AT has SIZE bytes; 0: not known. Returns the object to free: AT, or one that leaves the quarantine in its place. */
static RT_NOINLINE void *object_dies(struct origin from, void *at, size_t size) {
  if (!guard_enter())
    return at;
  uint64_t ticket = core_dies(from, (uint64_t)at, size, size && size <= QUARANTINE_BYTES);
  if (ticket)
    at = quarantine_swap(ticket, at);
  guard_leave();
  return at;
}

RT_EXPORT RT_WEAK void free(void *at) {
  if (RT_UNLIKELY(anything_known()) && at) {
    size_t size = allocation_size(at);
    if (core_may_concern((uint64_t)at, size))
      at = object_dies(ORIGIN_HERE(), at, size);
  }
  real_free(at);
}

/* The free of this file, whichever free the linker chose. */
static void own_free(void *at) __attribute__((alias("free")));

bool intercept_sees_free(void) {
  return free == own_free;
}

static RT_NOINLINE void *move_object(struct origin from, void *at, size_t bytes) {
  struct core_move move;
  core_move_begin(&move, (uint64_t)at, allocation_size(at));
  void *moved = real_realloc(at, bytes);
  core_move_end(&move, from, (uint64_t)moved, bytes);
  return moved;
}

RT_EXPORT RT_WEAK void *realloc(void *at, size_t bytes) {
  if (RT_LIKELY(!anything_known()) || !at || !guard_enter())
    return real_realloc(at, bytes);
  void *moved = move_object(ORIGIN_HERE(), at, bytes);
  guard_leave();
  return moved;
}

RT_EXPORT RT_WEAK void *reallocarray(void *at, size_t count, size_t bytes) {
  size_t total;
  if (__builtin_mul_overflow(count, bytes, &total)) {
    errno = ENOMEM;
    return nullptr;
  }
  return realloc(at, total);
}
