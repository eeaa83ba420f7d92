/*===- arguments.h - the tags of the fixed arguments of a call ---*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_PASS_TRACK_ARGUMENTS_H
#define CUSTODY_PASS_TRACK_ARGUMENTS_H

#include "handover.h"

/* Notes in H the tags of those fixed arguments of CALL, a CALL_OTHER, that its callee may want. A byval
 * argument is passed as a copy of memory: what is handed over is where the copy was made from. */
void arguments_collect(struct function *f, LLVMValueRef call, struct handover *h);

#endif /* CUSTODY_PASS_TRACK_ARGUMENTS_H */
