/*===- core.h - the work of the hooks -----------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Room core/: tags, records of releases, shadow memory, source locations, hand-over of tags at
 * calls, and the verdict. It uses host.h and text/, prints nothing and calls no other room: a
 * function that finds something to report fills in a struct finding and returns true.
 *
 * Other rooms include this header. It also gives them the headers that it includes; the remaining
 * headers of this folder are private to it. entry.c and the interceptors add hooks.h and
 * thread_state.h.
 *
 * pre for the functions below: the thread is inside the guard (guard.h). They may be called from
 * any thread. FRAME is the frame address of the instrumented function, FROM the place of the
 * hook's call.
 */
#ifndef CUSTODY_RT_CORE_H
#define CUSTODY_RT_CORE_H

#include "base.h"
#include "callback.h"
#include "custody/abi.h"
#include "depot.h"
#include "finding.h"
#include "ledger.h"
#include "options.h"
#include "quarantine.h"
#include "shadow.h"
#include "sites.h"
#include "stack.h"
#include "summary.h"
#include "threads.h"
#include "unload.h"
#include "unverified.h"
#include "verdict.h"

/* The hook boundary_enter. */
void core_boundary_enter(uint64_t frame, const struct custody_site *site);
/* The hooks extent and extent_of_table. */
void core_extent(uint64_t pointer, uint64_t bytes, uint64_t align);
/* The hook release. Returns the tag of the released pointer. */
custody_tag core_release(struct origin from, uint64_t frame, uint64_t pointer, custody_tag tag,
                         const struct custody_site *site, uint64_t owner);
/* The hook reclaim_enter. */
void core_reclaim_enter(struct origin from, uint64_t frame, uint64_t pointer, custody_tag tag,
                        const struct custody_site *site);
/* The hook reclaim_leave: decides whether the reclaim is right, and counts the answer. Returns
 * true, with *FOUND filled in, if it must be reported. */
bool core_reclaim_leave(struct origin from, uint64_t frame, uint64_t handle,
                        const struct custody_site *site, struct finding *found);
/* The hook recover. Sets *RECOVERED to the tag, or to 0. Returns true, with *FOUND filled in, if
 * there is no release to recover. */
bool core_recover(struct origin from, uint64_t key, custody_tag tag,
                  const struct custody_site *site, custody_tag *recovered, struct finding *found);
/* Whether there may be a tag in the object [POINTER, POINTER + SIZE), or a record for it. One or two
 * loads; it is rarely true if there is none. SIZE is 0 if it is not known; then it is true. */
static inline bool core_may_concern(uint64_t pointer, uint64_t size) {
  return !size || summary_any(pointer, size + 1); /* an empty payload is at the object's end */
}
/* As core_freed. pre: core_may_concern(POINTER, SIZE). */
uint64_t core_dies(struct origin from, uint64_t pointer, uint64_t size, bool can_hold);
/* The hook freed. SIZE is 0 if it is not known. Cheap if the object has no records. If it has some
 * and CAN_HOLD is true, returns a ticket of the quarantine, and the caller must put the object
 * there; otherwise 0. */
static inline uint64_t core_freed(struct origin from, uint64_t pointer, uint64_t size,
                                  bool can_hold) {
  return RT_LIKELY(!core_may_concern(pointer, size)) ? 0 : core_dies(from, pointer, size, can_hold);
}
/* The slow path disarm, for the local of BYTES bytes at SLOT. */
void core_disarm(uint64_t slot, uint64_t bytes);

/* The hook describe: fills in *FOUND with what is known of the pointer. */
void core_describe(struct origin from, uint64_t pointer, custody_tag tag,
                   const struct custody_site *site, struct finding *found);

/* An object that realloc may move. */
struct core_move {
  uint64_t at, size;
  struct ledger_detached records;
  struct shadow_kept tags;
};
/* To be called before realloc(AT) of an object of SIZE bytes. Its records are out of sight from
 * here on, because another thread may release the old memory as soon as realloc has freed it. */
void core_move_begin(struct core_move *move, uint64_t at, uint64_t size);
/* To be called after realloc returned MOVED for a request of BYTES. If the object moved, its tags
 * follow and its records become FREED; if it stayed or realloc failed, nothing has changed. */
void core_move_end(struct core_move *move, struct origin from, uint64_t moved, uint64_t bytes);

/* The program's main begins: decides whether bare versions run, see tracking.h. CLOSED: there is only one
 * thread, and the program loads no more code. */
void core_begin(bool closed);
/* The number of a copy of the site INDEX that also holds the return address PC of the function that
 * borrows there; INDEX itself if there is none left. */
uint32_t core_called(uint32_t index, uint64_t pc);

/* The facts about a pointer at SITE, with what the ledger says now. */
struct facts core_facts(uint64_t bits, custody_tag tag, const struct custody_site *site);

/* How many reclaims got which answer under the selected model. */
struct counts {
  uint64_t verified, unverified, reported;
  uint64_t reasons[REASONS]; /* the unverified ones by reason; their sum is `unverified` */
};
struct counts core_counts(void);

/* Take all locks of core before a fork, outermost first, and give them back after it in both
 * processes. No other function of core may be called by this thread in between. */
void core_hold(void);
void core_release_hold(void);

/* A module has a list of types if TYPES is not 0; NAMES is its type_names (abi.h). Code with a list
 * does not take the tags of some results, and passes these pointers on. If it is mixed with code
 * that does not know its types, a released pointer may lose its history in any place. Any thread. */
void core_note_types(uint64_t types, uint64_t names);

#endif /* CUSTODY_RT_CORE_H */
