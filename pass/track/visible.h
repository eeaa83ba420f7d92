/*===- visible.h - integers whose bits are in plain sight --------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_PASS_TRACK_VISIBLE_H
#define CUSTODY_PASS_TRACK_VISIBLE_H

#include "facts.h"

/* Whether VALUE is an inttoptr instruction that makes a pointer of an integer whose bits are computed
 * from constants alone, and that is no sentinel (constants.h). Such a pointer is forged: it derives
 * from no object. */
bool is_forged(const struct facts *facts, LLVMValueRef value);

#endif /* CUSTODY_PASS_TRACK_VISIBLE_H */
