/*===- quarantine.c - objects whose memory is held back ---------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "quarantine.h"
#include "options.h"
#include "threads.h"

enum {
  MOST = 256, /* more than the option can say */
  LANES = CUSTODY_KERNEL ? 1 : 16
};

/* A place has the address of an object, without its three low bits, which are 0, and its seven high
 * ones, which are all alike, also with page tables of five levels. Above are the low bits of the round
 * in which its ticket was given, so that a slow thread does not replace an object of a later round. */
enum { ALIGN_SHIFT = 3, ROUND_BITS = 10, ROUND_SHIFT = 64 - ROUND_BITS };

/* Each thread puts its objects into one of several lanes. If all threads used one, an object that leaves
 * would mostly be that of another thread, and the allocator's locks would be waited for. A ticket is
 * LANES times the number of the object in its lane, plus the number of the lane. */
static struct lane {
  alignas(64) uint64_t given; /* the number of the last object */
  uint64_t held[MOST];
} lanes[LANES];

static uint64_t own_lane(void) {
  return LANES == 1 ? 0 : thread_number() % LANES;
}

uint64_t quarantine_ticket(void) {
  uint64_t ticket, lane = own_lane();
  if (!options.quarantine)
    return 0;
  do
    ticket = __atomic_add_fetch(&lanes[lane].given, 1, __ATOMIC_RELAXED) * LANES + lane;
  while (!(uint32_t)ticket);
  return ticket;
}

static uint64_t place_of(uint64_t round, const void *at) {
  return round << ROUND_SHIFT | ((uint64_t)at << (ROUND_BITS - ALIGN_SHIFT)) >> ROUND_BITS;
}

static void *object_at(uint64_t place) {
  return (void *)((int64_t)(place << ROUND_BITS) >> (ROUND_BITS - ALIGN_SHIFT));
}

/* Whether PLACE was taken in a round after ROUND. */
static bool is_later(uint64_t place, uint64_t round) {
  return (int64_t)(place - (round << ROUND_SHIFT)) >> ROUND_SHIFT > 0;
}

void *quarantine_swap(uint64_t ticket, void *at) {
  uint64_t places = (uint64_t)options.quarantine, number = ticket / LANES, round = number / places;
  uint64_t *place = &lanes[ticket % LANES].held[number % places];
  uint64_t old = __atomic_load_n(place, __ATOMIC_ACQUIRE);
  do
    if (old && is_later(old, round))
      return at;
  while (!__atomic_compare_exchange_n(place, &old, place_of(round, at), true, __ATOMIC_ACQ_REL,
                                      __ATOMIC_ACQUIRE));
  return object_at(old);
}

/* If its place was given to another ticket, the object may be free by now. */
bool quarantine_holds(uint32_t ticket) {
  uint32_t lane = ticket % LANES;
  uint64_t number = __atomic_load_n(&lanes[lane].given, __ATOMIC_RELAXED);
  uint32_t last = (uint32_t)(number * LANES) + lane;
  return ticket && last - ticket < (uint32_t)options.quarantine * LANES;
}
