/*===- matrix.h - more ways that a pointer can take -----------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * These are in addition to those of test/devres/launder.h. A way returns its argument after a detour.
 * Or it returns NULL and calls deliver() with the argument, now or at exit.
 */
#ifndef CUSTODY_TEST_MATRIX_H
#define CUSTODY_TEST_MATRIX_H

#include <stddef.h>
#include <stdint.h>

#define NOINLINE __attribute__((noinline))
/* Hides from the optimizer where POINTER points, and what is there. */
#define OPAQUE(pointer) __asm__ volatile("" : "+r"(pointer) : : "memory")

/* Ends a way: rebuilds an owner from POINTER. */
void deliver(void *pointer);

/* Ends the program: the way is not possible on this machine. */
_Noreturn void way_failed(const char *what);
#define MUST(condition) ((condition) ? (void)0 : way_failed(#condition))

// clang-format off
#define MATRIX_MEMORY(X)                                                                           \
  X(union_members) X(union_argument) X(structure_by_words) X(bytes_by_hand) X(words_by_hand)       \
  X(halves_by_hand) X(unaligned_slot) X(packed_array) X(packed_atomic) X(flexible_array)           \
  X(compound_literal) X(alloca_slot) X(aligned_slot) X(restrict_copy) X(copied_array)              \
  X(copied_array_of_pairs) X(vector_copy) X(vector_shuffle) X(memcpy_by_pointer) X(mempcpy_object) \
  X(bcopy_object) X(memccpy_object) X(overlapping_memmove) X(realloc_shrink) X(realloc_by_pointer) \
  X(swap) X(cleanup_attribute) X(double_copy) X(uninitialised_neighbour)

#define MATRIX_INTEGERS(X)                                                                         \
  X(integer_slot) X(integer_argument) X(integer_returned) X(user_data) X(int128) X(low_bit_slot)   \
  X(high_bits_slot) X(bit_field) X(offset_slot) X(container_of) X(compressed) X(xor_list)          \
  X(xor_swap) X(pipe) X(printed) X(asm_hidden) X(asm_moved) X(asm_stored)

#define MATRIX_LIBRARY(X)                                                                          \
  X(qsort_structures) X(qsort_context) X(bsearch) X(bsearch_key) X(lfind) X(lsearch) X(tsearch)    \
  X(twalk_context) X(hsearch) X(insque) X(search_hooks) X(atexit) X(on_exit) X(cxa_atexit)         \
  X(signal) X(sigaction) X(sigqueue_value) X(alternate_stack) X(epoll_data) X(setjmp)              \
  X(sigsetjmp) X(swapcontext) X(makecontext) X(makecontext_argument) X(shared_mapping)             \
  X(shared_mapping_child) X(second_mapping) X(fork)

#define MATRIX_CALLS(X)                                                                            \
  X(arguments_of_20) X(varargs_of_20) X(varargs_mixed) X(varargs_forwarded) X(return_two)          \
  X(return_four) X(argument_pairs) X(tail_call_must) X(tail_call_stack) X(mutual_recursion)        \
  X(function_in_union) X(unprototyped) X(statement_expression) X(weak_function) X(alias) X(ifunc)  \
  X(constructor)

#define MATRIX_THREADS(X)                                                                          \
  X(pthread_argument) X(pthread_join) X(pthread_exit) X(pthread_getspecific) X(key_destructor)     \
  X(pthread_cleanup_push) X(pthread_once) X(thrd_argument) X(tss_get) X(thread_local_array)        \
  X(condition_queue) X(spinlock) X(atomic_store_load) X(atomic_explicit) X(atomic_exchange_stack)  \
  X(atomic_weak_loop) X(atomic_fetch_add) X(atomic_integer) X(atomic_pair) X(atomic_triple)        \
  X(builtin_exchange) X(sync_swap) X(sync_lock)
// clang-format on

#define MATRIX_DECLARE(name) void *way_##name(void *pointer);
MATRIX_MEMORY(MATRIX_DECLARE)
MATRIX_INTEGERS(MATRIX_DECLARE)
MATRIX_LIBRARY(MATRIX_DECLARE)
MATRIX_CALLS(MATRIX_DECLARE)
MATRIX_THREADS(MATRIX_DECLARE)

#endif /* CUSTODY_TEST_MATRIX_H */
