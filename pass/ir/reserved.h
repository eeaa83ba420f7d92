/*===- reserved.h - names that user code must not have ------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_PASS_IR_RESERVED_H
#define CUSTODY_PASS_IR_RESERVED_H

#include "module.h"

/* Reports an error for each symbol of the module that has a name which the pass needs, but is not
 * what the pass gives that name to. It also renames these symbols: the compilation fails, and until
 * then the pass can go on. Comes first in each phase. */
void reserved_check(struct module *m);

#endif /* CUSTODY_PASS_IR_RESERVED_H */
