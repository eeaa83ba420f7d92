/*===- kept_site.h - copies of sites -------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * A site lies in the memory of its module. When the module is unloaded, the runtime keeps a copy of
 * each site that a report may still name.
 */
#ifndef CUSTODY_RT_KEPT_SITE_H
#define CUSTODY_RT_KEPT_SITE_H

#include "base.h"
#include "custody/abi.h"

/* Returns a copy of SITE and of all that it points to. The copy lives as long as the process. Equal
 * sites have the same copy, so a module that is loaded again and again takes no more memory. If
 * memory runs out, returns a site of which nothing is known. pre: one thread at a time. */
const struct custody_site *kept_site(const struct custody_site *site);
/* Whether A and B say the same. */
bool sites_equal(const struct custody_site *a, const struct custody_site *b);
/* Whether A and B are the same text, or both NULL. */
bool names_equal(const char *a, const char *b);

#endif /* CUSTODY_RT_KEPT_SITE_H */
