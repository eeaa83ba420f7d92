/*===- launder.h - ways that a pointer can take through C -----*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * A way returns its argument after a detour. Another file calls the ways through a table of function
 * pointers.
 */
#ifndef CUSTODY_TEST_LAUNDER_H
#define CUSTODY_TEST_LAUNDER_H

typedef void *(*launder_fn)(void *);

/* Returns the way with the name NAME, or NULL. */
launder_fn launder_find(const char *name);

// clang-format off
#define LAUNDER_MEMORY(X)                                                                          \
  X(local) X(global) X(thread_local) X(heap) X(array) X(list) X(structure) X(copied_structure)     \
  X(nested_structure) X(packed) X(bit_fields) X(union_integer) X(memcpy_pointer) X(memcpy_object)  \
  X(memmove_down) X(memmove_up) X(realloc_grow) X(realloc_array) X(vla) X(atomic_exchange)         \
  X(atomic_compare_exchange) X(volatile_slot) X(qsort_array) X(cleared_neighbour)

#define LAUNDER_CALLS(X)                                                                           \
  X(value) X(argument_register) X(argument_stack) X(argument_memory) X(return_small)               \
  X(return_large) X(varargs) X(varargs_many) X(varargs_list) X(varargs_copy) X(varargs_structure)  \
  X(function_table) X(recursion) X(tail_call) X(callback) X(registry) X(thread) X(thread_chain)    \
  X(at_exit_of_loop) X(jump)

#define LAUNDER_VALUES(X)                                                                          \
  X(ternary) X(ternary_same) X(loop) X(loop_swap) X(switched) X(offset_and_back) X(integer)        \
  X(integer_arithmetic) X(integer_xor) X(computed_goto)
// clang-format on

#define LAUNDER_DECLARE(name) void *launder_##name(void *pointer);
LAUNDER_MEMORY(LAUNDER_DECLARE)
LAUNDER_CALLS(LAUNDER_DECLARE)
LAUNDER_VALUES(LAUNDER_DECLARE)

#endif /* CUSTODY_TEST_LAUNDER_H */
