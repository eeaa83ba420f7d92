/*===- sites.h - the places that tags name ------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_SITES_H
#define CUSTODY_RT_SITES_H

#include "base.h"
#include "custody/abi.h"

/* Reserves indices for the sites of MODULE, unless it has some, and gives them to those that some
 * place in the process may judge, now or when a module with such a place comes. Where there is no
 * room they have none, so that their tags are 0; returns false the first time that happens. */
bool sites_register(const struct custody_module *module);
/* Set when the modules that the process starts with are registered. A later one may be closed at
 * any time, and must not be touched then: all of its sites get their indices when it comes. */
extern bool sites_are_opened;
/* The site INDEX, or NULL where no module has it. */
const struct custody_site *site_at(uint32_t index);

/* Whether some module drops values of the type that the Rust function BOUNDARY is of. Slow. */
bool sites_drop(const char *boundary);

/* Held over a fork. */
void sites_hold(void);
void sites_release(void);

#endif /* CUSTODY_RT_SITES_H */
