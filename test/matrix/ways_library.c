/*===- ways_library.c - ways through the C library and kernel -*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
#include "matrix.h"

#include <search.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

/*===-- Sorting and searching ----------------------------------------------===*/

struct row {
  long key;
  void *data;
};

static int by_key(const void *a, const void *b) {
  const struct row *x = a, *y = b;
  return (x->key > y->key) - (x->key < y->key);
}

void *way_qsort_structures(void *pointer) {
  struct row rows[5] = {{9, NULL}, {3, NULL}, {7, pointer}, {1, NULL}, {5, NULL}};
  qsort(rows, 5, sizeof(*rows), by_key);
  return rows[3].data;
}

static int keep_context(const void *a, const void *b, void *context) {
  *(void **)context = *((void **)context + 1);
  return by_key(a, b);
}
void *way_qsort_context(void *pointer) {
  struct row rows[2] = {{9, NULL}, {3, NULL}};
  void *context[2] = {NULL, pointer};
  qsort_r(rows, 2, sizeof(*rows), keep_context, context);
  return context[0];
}

void *way_bsearch(void *pointer) {
  struct row rows[5] = {{1, NULL}, {3, NULL}, {5, pointer}, {7, NULL}, {9, NULL}};
  struct row *found = bsearch(&(struct row){5, NULL}, rows, 5, sizeof(*rows), by_key);
  return found->data;
}

/* The pointer itself is the search key. The C library passes it to the comparison function. */
static const void *seen;
static int see_key(const void *key, const void *entry) {
  (void)entry;
  seen = key;
  return 0;
}
void *way_bsearch_key(void *pointer) {
  int entry = 0;
  return bsearch(pointer, &entry, 1, sizeof(entry), see_key) ? (void *)seen : NULL;
}

void *way_lfind(void *pointer) {
  struct row rows[3] = {{1, NULL}, {5, pointer}, {3, NULL}};
  size_t count = 3;
  struct row *found = lfind(&(struct row){5, NULL}, rows, &count, sizeof(*rows), by_key);
  return found->data;
}

/* lsearch() appends an element that it does not find. */
void *way_lsearch(void *pointer) {
  struct row rows[3] = {{1, NULL}, {3, NULL}};
  size_t count = 2;
  struct row *found = lsearch(&(struct row){5, pointer}, rows, &count, sizeof(*rows), by_key);
  return found->data;
}

static struct row *tree_rows[5];
static void *tree_of(void *pointer) {
  void *tree = NULL;
  for (long i = 0; i < 5; i++) {
    tree_rows[i] = malloc(sizeof(*tree_rows[i]));
    *tree_rows[i] = (struct row){i, i == 2 ? pointer : NULL};
    MUST(tsearch(tree_rows[i], &tree, by_key));
  }
  return tree;
}
static void fell(void *tree) {
  tdestroy(tree, free);
}
void *way_tsearch(void *pointer) {
  void *tree = tree_of(pointer);
  struct row **found = tfind(&(struct row){2, NULL}, &tree, by_key);
  void *result = (*found)->data;
  fell(tree);
  return result;
}

static void *walked;
static void keep_walked(const void *node, VISIT visit, void *context) {
  (void)node, (void)visit;
  walked = context;
}
void *way_twalk_context(void *pointer) {
  void *tree = tree_of(NULL);
  twalk_r(tree, keep_walked, pointer);
  fell(tree);
  return walked;
}

void *way_hsearch(void *pointer) {
  static char name[] = "name";
  MUST(hcreate(10));
  MUST(hsearch((ENTRY){name, pointer}, ENTER));
  ENTRY *found = hsearch((ENTRY){name, NULL}, FIND);
  void *result = found->data;
  hdestroy();
  return result;
}

void *way_insque(void *pointer) {
  struct element {
    struct element *next, *previous;
    void *data;
  } a = {.data = NULL}, b = {.data = pointer};
  insque(&a, NULL);
  insque(&b, &a);
  struct element *at = &a;
  OPAQUE(at);
  void *result = at->next->data;
  remque(&b);
  return result;
}

/* A table of functions, found by name. */
static void *kept;
static void keep(void *pointer) {
  kept = pointer;
}
void *way_search_hooks(void *pointer) {
  struct hook {
    const char *name;
    void (*run)(void *);
  } hooks[] = {{"drop", free}, {"keep", keep}};
  size_t i = 0;
  while (strcmp(hooks[i].name, "keep") != 0)
    i++;
  hooks[i].run(pointer);
  return kept;
}

/*===-- At exit ------------------------------------------------------------===*/

static void deliver_kept(void) {
  deliver(kept);
}
void *way_atexit(void *pointer) {
  kept = pointer;
  MUST(atexit(deliver_kept) == 0);
  return NULL;
}

static void deliver_argument(int status, void *argument) {
  (void)status;
  deliver(argument);
}
void *way_on_exit(void *pointer) {
  MUST(on_exit(deliver_argument, pointer) == 0);
  return NULL;
}

int __cxa_atexit(void (*function)(void *), void *argument, void *object);
void *way_cxa_atexit(void *pointer) {
  MUST(__cxa_atexit(deliver, pointer, NULL) == 0);
  return NULL;
}

/*===-- Signals ------------------------------------------------------------===*/

static void *volatile in_signal, *volatile from_signal;
static void copy_in_handler(int number) {
  (void)number;
  from_signal = in_signal;
}
void *way_signal(void *pointer) {
  in_signal = pointer;
  MUST(signal(SIGUSR1, copy_in_handler) != SIG_ERR);
  raise(SIGUSR1);
  return from_signal;
}

static void take_value(int number, siginfo_t *info, void *context) {
  (void)number, (void)context;
  from_signal = info->si_value.sival_ptr ? info->si_value.sival_ptr : in_signal;
}
static void handle_value(int number, int flags) {
  struct sigaction action = {.sa_sigaction = take_value, .sa_flags = SA_SIGINFO | flags};
  MUST(sigaction(number, &action, NULL) == 0);
}
void *way_sigaction(void *pointer) {
  in_signal = pointer;
  handle_value(SIGUSR2, 0);
  raise(SIGUSR2);
  return from_signal;
}
void *way_sigqueue_value(void *pointer) {
  handle_value(SIGRTMIN, 0);
  MUST(sigqueue(getpid(), SIGRTMIN, (union sigval){.sival_ptr = pointer}) == 0);
  return from_signal;
}

void *way_alternate_stack(void *pointer) {
  static char memory[1 << 16];
  MUST(sigaltstack(&(stack_t){.ss_sp = memory, .ss_size = sizeof(memory)}, NULL) == 0);
  in_signal = pointer;
  handle_value(SIGUSR2, SA_ONSTACK);
  raise(SIGUSR2);
  return from_signal;
}

void *way_epoll_data(void *pointer) {
  int ends[2], epoll = epoll_create1(0);
  MUST(epoll >= 0 && pipe(ends) == 0);
  struct epoll_event event = {.events = EPOLLOUT, .data.ptr = pointer}, got;
  MUST(epoll_ctl(epoll, EPOLL_CTL_ADD, ends[1], &event) == 0);
  MUST(epoll_wait(epoll, &got, 1, 1000) == 1);
  return got.data.ptr;
}

/*===-- Control that jumps -------------------------------------------------===*/

static jmp_buf plain_jump;
static sigjmp_buf signal_jump;
static void *carried;

static NOINLINE void carry_and_jump(void *pointer) {
  carried = pointer;
  longjmp(plain_jump, 1);
}
void *way_setjmp(void *pointer) {
  if (setjmp(plain_jump) == 0)
    carry_and_jump(pointer);
  return carried;
}

static void jump_out(int number) {
  (void)number;
  siglongjmp(signal_jump, 1);
}
void *way_sigsetjmp(void *pointer) {
  void *volatile local = pointer;
  MUST(signal(SIGUSR1, jump_out) != SIG_ERR);
  if (sigsetjmp(signal_jump, 1) == 0)
    raise(SIGUSR1);
  return local;
}

static ucontext_t main_context, side_context;
static char side_stack[1 << 16];
static void make_side(void) {
  MUST(getcontext(&side_context) == 0);
  side_context.uc_stack.ss_sp = side_stack;
  side_context.uc_stack.ss_size = sizeof(side_stack);
  side_context.uc_link = &main_context;
}

static void pass_on(void) {
  void *local = carried;
  for (int i = 0; i < 2; i++) {
    swapcontext(&side_context, &main_context);
    carried = local;
  }
}
void *way_swapcontext(void *pointer) {
  make_side();
  carried = pointer;
  makecontext(&side_context, pass_on, 0);
  swapcontext(&main_context, &side_context);
  carried = NULL;
  swapcontext(&main_context, &side_context);
  return carried;
}

static void copy_carried(void) {
  kept = carried;
}
void *way_makecontext(void *pointer) {
  make_side();
  carried = pointer;
  makecontext(&side_context, copy_carried, 0);
  swapcontext(&main_context, &side_context);
  return kept;
}

/* The standard does not allow this, but it works on 64-bit machines and is common. */
void *way_makecontext_argument(void *pointer) {
  make_side();
  makecontext(&side_context, (void (*)(void))keep, 1, pointer);
  swapcontext(&main_context, &side_context);
  return kept;
}

/*===-- Memory that is shared ----------------------------------------------===*/

static void **shared_slots(void) {
  void **slots = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  MUST(slots != MAP_FAILED);
  return slots;
}
void *way_shared_mapping(void *pointer) {
  void **slots = shared_slots();
  slots[7] = pointer;
  OPAQUE(slots);
  return slots[7];
}

/* Another process writes the slot. Processes do not share tags. */
void *way_shared_mapping_child(void *pointer) {
  void **slots = shared_slots();
  pid_t child = fork();
  MUST(child >= 0);
  if (child == 0) {
    slots[7] = pointer;
    _exit(0);
  }
  waitpid(child, NULL, 0);
  return slots[7];
}

/* The same memory at another address. */
void *way_second_mapping(void *pointer) {
  int file = memfd_create("slots", 0);
  MUST(file >= 0 && ftruncate(file, 4096) == 0);
  void **one = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  void **two = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  MUST(one != MAP_FAILED && two != MAP_FAILED);
  one[7] = pointer;
  OPAQUE(two);
  return two[7];
}

/* The child has a copy of the parent's tags. The verdict of the child counts. */
void *way_fork(void *pointer) {
  static void *slot;
  slot = pointer;
  pid_t child = fork();
  MUST(child >= 0);
  if (child == 0)
    return slot;
  int status = 0;
  waitpid(child, &status, 0);
  _exit(WIFEXITED(status) ? WEXITSTATUS(status) : 4);
}
