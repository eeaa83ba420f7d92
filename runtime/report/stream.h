/*===- stream.h - where reports go --------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_STREAM_H
#define CUSTODY_RT_STREAM_H

#include "text/text.h"

/* The text that goes to the file of the option log_path. Opens the file at the first call in a
 * process. pre for all: the lock of report.c is held. */
struct text *stream_open(void);
/* Writes all text that was collected. A full buffer is written earlier. */
void stream_flush(void);

enum color { COLOR_PLAIN, COLOR_ERROR, COLOR_HEADING, COLOR_NOTE };
/* Switches to C, if the option color and the file allow colors. pre: stream_open was called. */
void stream_color(enum color c);

#endif /* CUSTODY_RT_STREAM_H */
