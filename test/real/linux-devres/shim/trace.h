/*===- trace.h - drivers/base/trace.h: no tracing -------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
#define trace_devres_log(dev, op, node, name, size)                                                \
  ((void)(dev), (void)(op), (void)(node), (void)(name), (void)(size))
