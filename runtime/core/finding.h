/*===- finding.h - what core tells the report ---------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_FINDING_H
#define CUSTODY_RT_FINDING_H

#include "stack.h"
#include "verdict.h"

/* Something that the user should hear of. Core fills it in and returns; who called core prints it.
 * It is a copy: it stays valid while the modules of its sites are loaded. */
struct finding {
  enum answer answer; /* a report's kind; not set for a description */
  struct facts facts;
  struct verdict verdict;
  struct origin from; /* where the hook was called */
};

#endif /* CUSTODY_RT_FINDING_H */
