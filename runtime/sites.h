/*===- sites.h - the places that tags name ------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_SITES_H
#define CUSTODY_RT_SITES_H

#include "base.h"

/* Gives MODULE the next indices, unless it has some, as soon as a module that judges was registered.
 * Where there is no room its base stays 0, so that its tags are 0; returns false the first time that
 * happens. */
bool sites_register(const struct custody_module *module);
/* The site INDEX, or NULL where no module has it. */
const struct custody_site *site_at(uint32_t index);

/* Whether some module drops values of the type that the Rust function BOUNDARY is of. Slow. */
bool sites_drop(const char *boundary);

/* Held over a fork. */
void sites_hold(void);
void sites_release(void);

#endif /* CUSTODY_RT_SITES_H */
