/*===- intercept.h - the allocator behind the interceptors --------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_INTERCEPT_H
#define CUSTODY_RT_INTERCEPT_H

#include "base.h"

/* They are weak: they are NULL if intercept_free.c is not linked in. */

/* Finds the allocator behind the interceptors. Called once, at the start. */
RT_WEAK void intercept_init(void);
/* The size in bytes of the allocation at AT; 0 if it is not known. */
RT_WEAK size_t allocation_size(void *at);
/* Whether the program's free() is the one of intercept_free.c. */
RT_WEAK bool intercept_sees_free(void);

#endif /* CUSTODY_RT_INTERCEPT_H */
