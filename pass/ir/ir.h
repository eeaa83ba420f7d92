/*===- ir.h - LLVM's IR, made comfortable ------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Room ir/: what LLVM's C API lacks in comfort. Uses include/custody/abi.h and no other room.
 *
 * This header is for the other rooms: it includes all headers of this one. Nothing here decides
 * what Custody checks; the files build and recognise IR, and emit what abi.h describes.
 */
#ifndef CUSTODY_PASS_IR_IR_H
#define CUSTODY_PASS_IR_IR_H

#include "attributes.h"
#include "build.h"
#include "emit.h"
#include "followed.h"
#include "hooks.h"
#include "inspect.h"
#include "leaves.h"
#include "library.h"
#include "map.h"
#include "marks.h"
#include "module.h"
#include "pointee_name.h"
#include "reserved.h"
#include "seam.h"
#include "site.h"
#include "target.h"

#endif /* CUSTODY_PASS_IR_IR_H */
