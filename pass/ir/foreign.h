/*===- foreign.h - may uninstrumented code be in the process? -----*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_PASS_IR_FOREIGN_H
#define CUSTODY_PASS_IR_FOREIGN_H

#include "module.h"

/* The names of globals that say that a crate of Rust is instrumented begin so. */
#define FOREIGN_CRATE "custody.crate."

/* Makes the table for custody_module.crates (abi.h), which says what code outside of the module it calls or
 * may be called by; null if there is none. Sets *COUNT to its entries, and *MAIN to whether the module
 * defines main. Comes after all functions of the module were instrumented. */
LLVMValueRef foreign_table(struct module *m, unsigned *count, bool *main);

#endif /* CUSTODY_PASS_IR_FOREIGN_H */
