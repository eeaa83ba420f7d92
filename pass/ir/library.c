/*===- library.c - C library functions that the pass knows -------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The C library is not instrumented. For the functions in this list that does not matter, so a call
 * of one hands no tags over. A function that calls back, as qsort does, must not be in the list.
 */
#include "library.h"

#include "custody/abi.h"

#include <string.h>

/* Each has its own `#name`: where name is a macro, that would be replaced on the way to another one. */
#define QUIET(name) {#name, sizeof #name - 1, LIBRARY_QUIET}
#define RETURNS0(name) {#name, sizeof #name - 1, LIBRARY_RETURNS0}
#define COPY(name) {#name, sizeof #name - 1, LIBRARY_COPY}
#define CLEAR(name) {#name, sizeof #name - 1, LIBRARY_CLEAR}
#define HOOK(result, name, parameters, tagged) {#name, sizeof #name - 1, LIBRARY_HOOK},

static const struct library {
  const char *name;
  size_t length; /* compared first: this list is searched several times for each call */
  enum library_kind kind;
} library[] = {
    // clang-format off
    CUSTODY_LIBCALLS(HOOK)
    COPY(memcpy), COPY(memmove), COPY(__memcpy_chk), COPY(__memmove_chk), CLEAR(memset),
    CLEAR(__memset_chk),
    /* Fresh memory, or none. */
    QUIET(malloc), QUIET(calloc), QUIET(free), QUIET(aligned_alloc),
    QUIET(memalign), QUIET(strdup), QUIET(strndup), QUIET(_Znwm), QUIET(_Znam), QUIET(_ZdlPv),
    QUIET(_ZdlPvm), QUIET(_ZdaPv), QUIET(_ZdaPvm), QUIET(mmap), QUIET(munmap), QUIET(fopen),
    QUIET(_Znwj), QUIET(malloc_usable_size),
    /* Strings and bytes. */
    QUIET(strlen), QUIET(strnlen), QUIET(strcmp), QUIET(strncmp), QUIET(strcasecmp),
    QUIET(strncasecmp), QUIET(strcoll), QUIET(memcmp), QUIET(bcmp), QUIET(strspn), QUIET(strcspn),
    QUIET(atoi), QUIET(atol), QUIET(atof), QUIET(strerror), QUIET(getenv), QUIET(bzero),
    RETURNS0(strchr), RETURNS0(strrchr), RETURNS0(strstr), RETURNS0(strpbrk), RETURNS0(memchr),
    RETURNS0(memrchr), RETURNS0(strcpy), RETURNS0(strncpy), RETURNS0(strcat), RETURNS0(strncat),
    RETURNS0(strchrnul), RETURNS0(rawmemchr), RETURNS0(__strcpy_chk), RETURNS0(__strcat_chk),
    RETURNS0(fgets),
    /* Streams. */
    QUIET(printf), QUIET(fprintf), QUIET(sprintf), QUIET(snprintf), QUIET(vprintf),
    QUIET(vfprintf), QUIET(vsnprintf), QUIET(puts), QUIET(fputs), QUIET(fputc), QUIET(putc),
    QUIET(putchar), QUIET(fwrite), QUIET(fread), QUIET(fflush), QUIET(fclose), QUIET(fseek),
    QUIET(ftell), QUIET(getc), QUIET(fgetc), QUIET(ungetc), QUIET(feof), QUIET(ferror),
    QUIET(perror), QUIET(read), QUIET(write), QUIET(open), QUIET(close), QUIET(lseek),
    QUIET(__printf_chk), QUIET(__fprintf_chk), QUIET(__snprintf_chk), QUIET(__sprintf_chk),
    QUIET(__vsnprintf_chk),
    /* Locks and time. */
    QUIET(pthread_mutex_init), QUIET(pthread_mutex_lock), QUIET(pthread_mutex_trylock),
    QUIET(pthread_mutex_unlock), QUIET(pthread_mutex_destroy), QUIET(pthread_cond_wait),
    QUIET(pthread_cond_signal), QUIET(pthread_cond_broadcast),
    QUIET(pthread_self), QUIET(gettimeofday), QUIET(clock_gettime), QUIET(time), QUIET(localtime),
    /* Ends. */
    QUIET(abort), QUIET(exit), QUIET(_exit), QUIET(__assert_fail), QUIET(__stack_chk_fail),
    QUIET(__errno_location), QUIET(__cxa_allocate_exception), QUIET(__cxa_throw),
    QUIET(__cxa_begin_catch), QUIET(__cxa_end_catch), QUIET(__cxa_rethrow),
    QUIET(__ctype_b_loc), QUIET(__ctype_tolower_loc), QUIET(__ctype_toupper_loc),
    // clang-format on
};

/* Whether NAME is a function of Rust's global allocator: "_RNvCs<hash>_7___rustc12___rust_alloc". Such a
 * function calls the allocator that the program has chosen. If that one is instrumented, it gets its
 * pointers without tags. */
static bool is_rust_allocator(const char *name, size_t length) {
  static const char crate[] = "_7___rustc";
  static const char *const functions[] = {"12___rust_alloc", "14___rust_dealloc",
                                          "14___rust_realloc", "19___rust_alloc_zeroed",
                                          "35___rust_no_alloc_shim_is_unstable_v2"};
  if (length < 3 || memcmp(name, "_RN", 3) != 0)
    return false;
  const char *at = strstr(name, crate);
  for (size_t i = 0; at && i < sizeof functions / sizeof *functions; i++)
    if (!strcmp(at + strlen(crate), functions[i]))
      return true;
  return false;
}

enum library_kind library_of(LLVMValueRef callee) {
  size_t length;
  if (!LLVMIsDeclaration(callee))
    return LIBRARY_UNKNOWN;
  const char *name = LLVMGetValueName2(callee, &length);
  if (!strncmp(name, "__custody_", strlen("__custody_")))
    return LIBRARY_QUIET;
  for (size_t i = 0; i < sizeof library / sizeof *library; i++)
    if (library[i].length == length && !memcmp(library[i].name, name, length))
      return library[i].kind;
  return is_rust_allocator(name, length) ? LIBRARY_QUIET : LIBRARY_UNKNOWN;
}
