/*===- sites.h - source locations that tags name ------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_SITES_H
#define CUSTODY_RT_SITES_H

#include "base.h"
#include "custody/abi.h"

/* Registers MODULE and reserves numbers for its sites, unless it has some. A site gets its number
 * if some reclaim in the process may concern the same type, now or when a later module has such a
 * reclaim. A site without a number makes tag 0. Returns false the first time that the numbers or
 * the memory run out; the sites of MODULE then have no numbers. */
bool sites_register(const struct custody_module *module);
/* Whether all code of the process is instrumented, apart from the C library and Rust's standard library,
 * as far as the registered modules know. */
bool sites_are_all(void);
/* Set when the modules that the process starts with are registered. A later module may be unloaded
 * at any time and must not be written to then, so all of its sites get their numbers at once. */
extern bool sites_may_unload;
/* The program's main begins; see tracking.h. CLOSED: there is only one thread, and the program loads no
 * more code. */
void sites_begin(bool closed);
/* The site with the number INDEX, or NULL if no module has it. */
const struct custody_site *site_at(uint32_t index);

/* The number of a copy of the site INDEX that also holds the return address PC, see called.h. INDEX
 * itself if there is none left. */
uint32_t site_called(uint32_t index, uint64_t pc);

/* The number of a copy of the site INDEX that says that a history was inferred (CUSTODY_SITE_INFERRED).
 * 0 if there is none left, or no site INDEX. */
uint32_t site_inferred(uint32_t index);

/* The library with the addresses [LOW, HIGH) is about to be unloaded: copies its sites, and does not
 * use its memory from now on. If the library is loaded again, its sites get the same numbers. pre:
 * one thread at a time. */
void sites_unload(uintptr_t low, uintptr_t high);

/* Whether some module drops values of the type to which the Rust function BOUNDARY belongs. Slow.
 */
bool sites_drop(const char *boundary);

/* Take and give back the lock, for a fork. */
void sites_hold(void);
void sites_release(void);

#endif /* CUSTODY_RT_SITES_H */
