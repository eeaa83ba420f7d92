/*===- quarantine.c - objects whose memory is held back ---------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "quarantine.h"
#include "options.h"

enum { MOST = 256 }; /* more than the option can say */

static uint64_t given; /* the last ticket */

/* A place has the address of an object in its low 48 bits; the highest of them stands for all
 * above it, which are 1 in a kernel. Above are the low bits of the round in
 * which its ticket was given, so that a slow thread does not replace an object of a later round. */
enum { ROUND_SHIFT = 48 };
static uint64_t held[MOST];

uint64_t quarantine_ticket(void) {
  uint64_t ticket;
  if (!options.quarantine)
    return 0;
  do
    ticket = __atomic_add_fetch(&given, 1, __ATOMIC_RELAXED);
  while (!(uint32_t)ticket);
  return ticket;
}

void *quarantine_swap(uint64_t ticket, void *at) {
  uint64_t places = (uint64_t)options.quarantine, round = ticket / places;
  uint64_t *place = &held[ticket % places], old = __atomic_load_n(place, __ATOMIC_ACQUIRE);
  do
    if (old && (int16_t)((uint16_t)(old >> ROUND_SHIFT) - (uint16_t)round) > 0)
      return at;
  while (!__atomic_compare_exchange_n(place, &old, round << ROUND_SHIFT | (uint64_t)at, true,
                                      __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE));
  return (void *)((int64_t)(old << (64 - ROUND_SHIFT)) >> (64 - ROUND_SHIFT));
}

/* If its place was given to another ticket, the object may be free by now. */
bool quarantine_holds(uint32_t ticket) {
  uint32_t last = (uint32_t)__atomic_load_n(&given, __ATOMIC_RELAXED);
  return ticket && last - ticket < (uint32_t)options.quarantine;
}
