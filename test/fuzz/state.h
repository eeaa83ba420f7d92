/*===- state.h - where the runtime has its variables -------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/* Included in front of each source of the runtime: fuzz_host.c finds all variables in one place. */
#pragma clang section bss = "custody_bss" data = "custody_data"
