/*===- demangle.h - names of Rust functions -----------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_DEMANGLE_H
#define CUSTODY_RT_DEMANGLE_H

#include "text.h"

/* Writes the readable form of NAME, a Rust symbol of either mangling, to OUT, without the hashes.
 * Returns false, with OUT untouched, where it is none. A Rust program brings no demangler that C
 * could call. pre: OUT->fd < 0. */
bool demangle_rust(const char *name, struct text *out);

/* The same for the v0 mangling only; NAME is what follows "_R". */
bool demangle_v0(const char *name, struct text *out);

/* Whether A and B, Rust symbols, are functions of the same type or impl: Foo::into_raw and
 * Foo::from_raw. NULL, or a name that is none, is of no type. */
bool owner_is_same(const char *a, const char *b);

#endif /* CUSTODY_RT_DEMANGLE_H */
