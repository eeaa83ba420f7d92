/*===- few_mappings.h - memory of the host that runs out ----------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_TEST_FEW_MAPPINGS_H
#define CUSTODY_TEST_FEW_MAPPINGS_H

#include <stdint.h>

/* From now on host_map gives out this many mappings, then NULL; UINT64_MAX: as many as there are.
 */
extern uint64_t unit_mappings;

#endif /* CUSTODY_TEST_FEW_MAPPINGS_H */
