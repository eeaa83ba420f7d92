/*===- no_shadow.h - why the shadow cannot be mapped --------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_NO_SHADOW_H
#define CUSTODY_RT_NO_SHADOW_H

#include "core/shadow.h"

/* Tells the user on standard error why shadow_map failed and what to do, then ends the process. */
[[noreturn]] void no_shadow(const struct shadow_failure *failure);

#endif /* CUSTODY_RT_NO_SHADOW_H */
