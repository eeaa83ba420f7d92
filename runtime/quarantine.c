/*===- quarantine.c - freed objects that had owners ---------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "quarantine.h"
#include "options.h"

enum { MOST = 256 }; /* more than the option can say */

/* The next ticket is one more than this, but for 0. */
static uint32_t given;
static void *held[MOST];

uint32_t quarantine_ticket(void) {
  uint32_t ticket;
  if (!options.quarantine)
    return 0;
  do
    ticket = __atomic_add_fetch(&given, 1, __ATOMIC_RELAXED);
  while (!ticket);
  return ticket;
}

void *quarantine_swap(uint32_t ticket, void *at) {
  return __atomic_exchange_n(&held[ticket % (uint32_t)options.quarantine], at, __ATOMIC_ACQ_REL);
}

/* One whose place was given to another may be free by now. */
bool quarantine_holds(uint32_t ticket) {
  return ticket &&
         __atomic_load_n(&given, __ATOMIC_RELAXED) - ticket < (uint32_t)options.quarantine;
}
