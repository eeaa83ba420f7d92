/*===- tracking.h - whether instrumented versions run --------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * A function of Rust may have a bare version, without instrumentation (abi.h). It runs while no module of
 * the process can judge a pointer. That is decided once, before main. If a module that judges is loaded
 * later after all, the instrumented versions run from then on. But bare functions may still be running,
 * and may have stored pointers over others that have a tag. So no tag counts any more, and every reclaim
 * is unverified.
 */
#ifndef CUSTODY_RT_TRACKING_H
#define CUSTODY_RT_TRACKING_H

#include "base.h"
#include "custody/abi.h"

/* Instrumented code reads it, and the name is part of abi.h. 0: bare versions run. */
extern RT_EXPORT uint32_t __custody_tracking;

/* Whether bare versions have run, and instrumented ones run now. */
extern bool tracking_resumed;

/* main begins. CLOSED: there is only one thread, and the program loads no more code. The caller holds
 * the lock of sites.c. */
void tracking_begin(bool closed);
/* A module that judges pointers is loaded. The caller holds the lock of sites.c. */
void tracking_judge(void);

/* TAG, or 0 if tags do not count any more. */
static inline custody_tag tracking_tag(custody_tag tag) {
  return RT_UNLIKELY(__atomic_load_n(&tracking_resumed, __ATOMIC_RELAXED)) ? 0 : tag;
}

#endif /* CUSTODY_RT_TRACKING_H */
