/*===- frames.h - stacks as text ----------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_FRAMES_H
#define CUSTODY_RT_FRAMES_H

#include "core/core.h"
#include "host/host.h"
#include "text/text.h"

/* A source location, as it is printed. */
struct place {
  const char *function, *file; /* "": not known */
  uint32_t line, column;
};

/* A stack, and what was found out about its first frames. */
struct frames {
  uintptr_t pc[STACK_MAX];
  unsigned count;
  struct place first; /* the first frame that is not in Rust's standard library */
  uint64_t callers;   /* a number for the source locations of that frame and of its caller */
  char storage[1024]; /* the strings of FIRST */
};

/* As host_symbolize, for the frame PC of a kept stack, which may be in a library that was unloaded. */
void frames_symbolize(uintptr_t pc, void (*each)(void *to, const struct host_symbol *), void *to);
/* Sets S->first and S->callers from the symbols, or from SITE if there are none. pre: PC and COUNT
 * are set. */
void frames_find_first(struct frames *s, const struct custody_site *site);
/* Whether a suppression of KIND matches a function, file or module in the stack. */
bool frames_match(const struct frames *s, const char *kind);

/* A frame of a stack, as a report shows it. The strings live until the callback returns. */
struct shown_frame {
  unsigned number; /* 0 is the innermost */
  struct place place;
  const struct host_symbol *symbol; /* NULL: only the site is known */
  bool user; /* it is the first one that is not in Rust's standard library: its source is shown */
};
typedef void frames_each_fn(void *to, const struct shown_frame *frame);
/* Calls EACH(TO, frame) for the frames that are shown of the stack PC[0..COUNT), innermost first, up
 * to main. If there are no symbols, the first one is that of SITE, unless SITE is NULL. */
void frames_each(const uintptr_t *pc, unsigned count, const struct custody_site *site,
                 frames_each_fn *each, void *to);
/* The same for SITE and its caller, if that is known. Does nothing if SITE is NULL. */
void frames_each_of_site(const struct custody_site *site, frames_each_fn *each, void *to);
/* Appends FRAME as a line, and the source line below it if FRAME->user. */
void frames_print_frame(struct text *out, const struct shown_frame *frame);

/* Appends the stack of the return addresses PC[0..COUNT) to OUT: one line for each function, up to
 * main, and the source line of the first one that is not in Rust's standard library. If there are no
 * symbols, the first line is that of SITE, unless SITE is NULL. */
void frames_print(struct text *out, const uintptr_t *pc, unsigned count,
                  const struct custody_site *site);
/* Appends SITE as a stack of one frame, or of more if its caller is known, with the source line.
 * NULL appends nothing. */
void frames_print_site(struct text *out, const struct custody_site *site);
/* Appends "function file:line:column". */
void frames_write_site(struct text *out, const struct custody_site *site);
/* The same for S. */
void frames_write_symbol(struct text *out, const struct host_symbol *s);
/* Appends " file:line:column in function". */
void frames_write_summary(struct text *out, const struct place *place);
/* A number for the source location of SITE, and of its caller if that is known. Sites of one generic
 * function that was compiled for several types have the same number. 0 for NULL. */
uint64_t frames_key_of_site(const struct custody_site *site);

#endif /* CUSTODY_RT_FRAMES_H */
