/*===- host.h - what the runtime asks of its host -----------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Room host/: the seam between the runtime and the system that it runs on. This header is the
 * contract; each folder beside it implements it for one host (linux/, kernel/). A host may use text/
 * and no other room.
 *
 * Unless a comment says otherwise, any thread may call a function, even before the host has started
 * up; the function does not allocate from the program's heap and leaves errno as it was.
 */
#ifndef CUSTODY_RT_HOST_H
#define CUSTODY_RT_HOST_H

#include "base.h"

/*===-- Memory -------------------------------------------------------------===*/

/* Returns BYTES of zeroed memory, aligned to a page, or NULL if there is none. From 16 MiB on the host
 * may use huge pages. The memory belongs
 * to the caller until host_unmap. */
void *host_map(size_t bytes);
/* Gives back memory of host_map. AT and BYTES must be those of one call of host_map. */
void host_unmap(void *at, size_t bytes);
/* Reserves the address range [AT, AT + BYTES). It reads as zeros, takes memory only where it is
 * written, and is kept out of huge pages and core dumps. Returns 0, or an error number of the host;
 * then nothing is reserved. */
int host_reserve(uintptr_t at, uint64_t bytes);
/* Whether [SHADOW, SHADOW + BYTES), which is shadow, can be written. All shadow can be read. Writes
 * of zeros to zeros must be left out too. Takes no lock; in an NMI too. */
#if CUSTODY_KERNEL_X86_64
bool host_shadow_ready(const void *shadow, uint64_t bytes);
/* The host prepares the core's summary (core/summary.h) together with the shadow. It lies in the part
 * of the shadow that belongs to addresses of the shadow itself. */
enum { HOST_SUMMARY_BITS = 9 };
#define HOST_SUMMARY_BEG 0xfffff98000000000ULL
#define HOST_SUMMARY_AT(address)                                                                   \
  (HOST_SUMMARY_BEG + (((uint64_t)(address) & CUSTODY_SHADOW_MASK) >> HOST_SUMMARY_BITS))
#else
static inline bool host_shadow_ready(const void *shadow, uint64_t bytes) {
  (void)shadow, (void)bytes;
  return true;
}
#endif

/*===-- Locks --------------------------------------------------------------===*/

/* A lock whose bytes are all zero is free. A thread must not take a lock that it holds. If it does,
 * it has left the code that took it, by siglongjmp() out of a signal handler: it gets the lock. */
struct host_lock {
  uint64_t word; /* 0 free, else host_lock_holder() of the thread that holds it */
};
#if CUSTODY_KERNEL
static inline uint64_t host_lock_holder(void) {
  return 1;
}
#else
/* How many forks lie between the process and the first one, times HOST_LOCK_FORK. A thread that held a
 * lock in the parent is not there in the child. */
extern uint64_t host_lock_forks;
#define HOST_LOCK_FORK (1ULL << 48)
/* The number of the calling thread in the low 48 bits, and host_lock_forks. */
static inline uint64_t host_lock_holder(void) {
  uint64_t thread;
  __asm__("movq %%fs:0, %0" : "=r"(thread));
  return thread | host_lock_forks;
}
#endif
/* The slow path of host_lock: returns when the calling thread has taken LOCK. */
void host_lock_wait(struct host_lock *lock);
static inline void host_lock(struct host_lock *lock) {
  uint64_t nobody = 0;
  if (RT_UNLIKELY(!__atomic_compare_exchange_n(&lock->word, &nobody, host_lock_holder(), false,
                                               __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)))
    host_lock_wait(lock);
}
/* pre: this thread holds LOCK. In the child of a fork: the parent's thread held it. */
static inline void host_unlock(struct host_lock *lock) {
  __atomic_store_n(&lock->word, 0, __ATOMIC_RELEASE);
}

/*===-- Threads ------------------------------------------------------------===*/

enum { HOST_THREAD_BYTES = CUSTODY_KERNEL ? 16384 : 49152 };
/* Makes a block of HOST_THREAD_BYTES zeroed bytes for the calling thread. Stores its address in
 * *SLOT and returns it; stores and returns NULL if there is no memory. When the thread ends the
 * host sets *SLOT to NULL and takes the block back. SLOT is a variable of the calling thread, the
 * same one in each call. */
void *host_thread_block(void **slot);

/* Whether the calling thread is the first one of the process. */
bool host_is_main_thread(void);
/* Writes the name of the calling thread to TO, cut to SIZE bytes with the zero. Writes "" if the
 * host has no names for threads, or if the program gave it none. */
void host_thread_name(char *to, size_t size);

/*===-- Stacks -------------------------------------------------------------===*/

/* Whether most code has frame pointers. If not, following them finds nothing or garbage. */
#ifndef HOST_FRAME_POINTERS
#define HOST_FRAME_POINTERS 1
#endif

/* The addresses [low, high) of a thread's stack; both are 0 if they are not known. */
struct host_stack {
  uintptr_t low, high;
  bool borrowed; /* it is not the thread's own: it may be gone when the next hook runs */
};
/* Finds the calling thread's stack. Slow; may allocate from the heap. */
struct host_stack host_stack_bounds(void);
/* Whether PC can be a return address into code. True for some addresses of data: this is a filter
 * against garbage, no proof. */
bool host_is_code(uintptr_t pc);
/* Whether PC lies in the code that the host starts a program with. */
bool host_is_start(uintptr_t pc);

struct host_frame {
  uintptr_t pc;   /* a return address */
  uintptr_t slot; /* the address on the stack where PC was found; 0: not known */
};
/* Writes up to MAX frames of the calling thread to FRAMES by reading the unwind tables: the
 * innermost first, beginning at or inside the caller of this function. Returns their number. Slow;
 * may take the lock of the loader. */
unsigned host_unwind(struct host_frame *frames, unsigned max);

/*===-- Contexts and interrupts ---------------------------------------------===*/

/*
 * A process has threads, and thread-local storage for each of them. In a kernel the runtime's
 * threads are its contexts: each task is one, and so is each level of interrupts on each processor.
 * host/kernel/kernel.h says which code of a kernel may enter the runtime.
 */
#if CUSTODY_KERNEL
enum { HOST_CONTEXT_BYTES = 128, HOST_AREA_BYTES = 512 };
/* HOST_CONTEXT_BYTES of memory that belong to the calling context; zeroed before the first call.
 * They live as long as the context. */
void *host_context(void);
/* The hand-over area of the code that runs: HOST_AREA_BYTES, which the host changes when another
 * task or an interrupt begins to run, and when it ends. Instrumented code reads it by name. On x86-64
 * each processor has the variable, which thread_state.h declares. */
#if !CUSTODY_KERNEL_X86_64
extern RT_EXPORT struct custody_tls *__custody_area;
#endif
/* Turns interrupts off on this processor until host_leave, and sets *BEFORE to what host_leave
 * needs. Returns false, and changes nothing, if the runtime cannot run here (in an NMI). The host
 * counts these calls. */
bool host_enter(uint64_t *before);
void host_leave(uint64_t before);
/* Ends a report that was just written: adds what the kernel says of every bug. */
void host_reported(void);
#else
static inline bool host_enter(uint64_t *before) {
  (void)before;
  return true;
}
static inline void host_leave(uint64_t before) {
  (void)before;
}
/* Whether the calling thread runs on the stack that it gave to sigaltstack(). A system call. */
bool host_on_signal_stack(void);
static inline void host_reported(void) {}
#endif

/*===-- Names --------------------------------------------------------------===*/

/* The program, or a library that is loaded. */
struct host_object {
  uintptr_t low, high; /* its memory is in [low, high) */
  uintptr_t base;      /* what must be subtracted from an address to find it in the file */
  const char *path;    /* "": not known. It lives as long as the library is loaded. */
};
/* Finds the object in which the address AT lies. Returns false if there is none. May take a lock of
 * the loader. */
bool host_find_object(uintptr_t at, struct host_object *object);

struct host_symbol {
  const char *function; /* "": not known */
  const char *file;     /* "": not known */
  uint32_t line, column;
  const char *module; /* "": not known */
  uintptr_t offset;   /* of the address in its module */
  uintptr_t base;     /* an address in its module; 0: not known */
};
/* Calls EACH(TO, symbol) at least once: for every function inlined at PC, innermost first, and last
 * for the function that contains PC. The strings live until EACH returns. If NAMES is false, only
 * module and offset are filled in. May start a symbolizer process. Only one thread may call it at a
 * time. */
void host_symbolize(uintptr_t pc, bool names, void (*each)(void *to, const struct host_symbol *),
                    void *to);
/* Writes the readable form of the C++ symbol NAME to TO, at most SIZE bytes with the zero. Returns
 * false if NAME is no C++ symbol, or if the host has no demangler. May allocate from the heap. */
bool host_demangle(const char *name, char *to, size_t size);

enum { HOST_BUILD_ID = 65 };
#if CUSTODY_KERNEL
static inline bool host_is_closed(void) {
  return false;
}
static inline bool host_build_id(uintptr_t base, char to[HOST_BUILD_ID]) {
  (void)base, (void)to;
  return false;
}
static inline const char *host_executable(void) {
  return "";
}
static inline const char *host_test(void) {
  return "";
}
static inline const char *host_test_suite(void) {
  return "";
}
#else
/* Whether the calling thread is the only one, and neither the program nor a library of it, apart from the
 * C library, knows a function that loads code. May take a lock of the loader. */
bool host_is_closed(void);
/* Writes the build ID of the loaded module that contains the address BASE to TO, in hexadecimal and
 * cut to HOST_BUILD_ID bytes with the zero. Returns false if there is no such module, or if it has
 * no build ID. May take a lock of the loader. */
bool host_build_id(uintptr_t base, char to[HOST_BUILD_ID]);
/* The path of the program; "" if it is not known. The string lives as long as the process. One
 * thread at a time. */
const char *host_executable(void);
/* The test that the process belongs to, as the runner of the tests names it, and the suite of that test;
 * "" if the runner did not say. The environment variables tell so when the function is called for the first time.
 * The string lives as long as the process. */
const char *host_test(void);
const char *host_test_suite(void);
#endif

/*===-- The allocator of a sanitizer ---------------------------------------===*/

/* Whether the process runs with a sanitizer that brings an allocator (ASan, LSan and others). */
bool host_has_sanitizer_allocator(void);
/* Asks that allocator for the allocation around AT. Returns false if it knows none. */
bool host_allocation(uint64_t at, uint64_t *base, uint64_t *size);
/* Whether that allocator knows that the memory at AT was freed and is not in use again. */
bool host_is_poisoned(uint64_t at);
/* From now on calls FREED(base, size) before an object dies; SIZE is 0 if it is not known. FREED's
 * caller is a function of the host with a frame pointer, which the allocator called. Returns false
 * if there is no such allocator. Call it once, at the start. */
bool host_watch_allocator(void (*freed)(uint64_t base, uint64_t size));

/*===-- Files --------------------------------------------------------------===*/

/* Writes all of TEXT. Errors are ignored: there is nobody to tell. */
void host_write(int fd, const char *text, size_t bytes);
/* Opens PATH for writing at its end, and creates it if it is not there. One host_write of several
 * processes is not mixed with another. Returns a descriptor, or -1. */
int host_create(const char *path);
/* Reads up to SIZE - 1 bytes of the file PATH to TO and adds a zero. Returns the number of bytes,
 * or -1 if the file cannot be read. */
ptrdiff_t host_read_file(const char *path, char *to, size_t size);
/* Reads up to SIZE bytes of the regular file PATH from the byte OFFSET on to TO. Returns the number
 * of bytes, 0 at the end of the file, or -1 if the file cannot be read. */
ptrdiff_t host_read_file_at(const char *path, uint64_t offset, char *to, size_t size);
/* Whether FD is a terminal that shows colors, and the user has not said that there should be none. */
bool host_wants_colors(int fd);
/* Whether the file PATH can be started as a program. */
bool host_is_executable(const char *path);
/* The directory that the process was started in, without a final slash; "" if it is the root or not
 * known. The string lives as long as the process. */
const char *host_directory(void);

/*===-- The process --------------------------------------------------------===*/

int host_pid(void);
/* Ends the process at once with STATUS. */
[[noreturn]] void host_exit(int status);
enum { HOST_ABORT = -1 }; /* a status that means: by the signal SIGABRT */
/* Ends the process with STATUS, or as HOST_ABORT says, after a report. If a sanitizer's runtime is there, its death
 * callbacks run before. */
[[noreturn]] void host_die(int status);

/* For the start-up only. */

/* Keeps the arguments and the environment that the start-up code of the host was given. */
void host_set_arguments(char **argv, char **envp);
/* The value of the environment variable NAME, or NULL. */
const char *host_getenv(const char *name);
/* If the stack is unlimited, the host maps libraries where the shadow must lie: then this function
 * starts the program again under a limit. Call it before the program has had any effect. */
void host_limit_stack(void);
/* Calls LAST when the program ends by exit() or by returning from main. */
void host_at_exit(void (*last)(void));
/* Calls HOLD before each fork, and RELEASE after it in the parent and in the child. */
void host_at_fork(void (*hold)(void), void (*release)(void));

#endif /* CUSTODY_RT_HOST_H */
