/*===- tracking.c - whether instrumented versions run --------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "tracking.h"
#include "options.h"
#include "shadow.h"

uint32_t __custody_tracking = 1;
bool tracking_resumed;
static bool judged; /* a module that judges pointers is or was loaded */

/* The models exact and address want to see every release and every store. */
void tracking_begin(bool closed) {
  if (closed && !judged && !shadow_in_use() && options.model == CUSTODY_MODEL_PERMISSION)
    __atomic_store_n(&__custody_tracking, 0, __ATOMIC_RELAXED);
}

void tracking_judge(void) {
  judged = true;
  if (__atomic_load_n(&__custody_tracking, __ATOMIC_RELAXED))
    return;
  __atomic_store_n(&tracking_resumed, true, __ATOMIC_RELEASE);
  __atomic_store_n(&__custody_tracking, 1, __ATOMIC_RELEASE);
}
