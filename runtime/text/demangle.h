/*===- demangle.h - names of Rust functions -----------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_DEMANGLE_H
#define CUSTODY_RT_DEMANGLE_H

#include "text.h"

/* Appends the readable form of NAME, a Rust symbol of the legacy or the v0 mangling, to OUT,
 * without its hash. Returns false and leaves OUT alone if NAME is no such symbol. (Rust programs
 * contain no demangler that C could call.) pre: OUT->full is NULL. */
bool demangle_rust(const char *name, struct text *out);

/* The same for the v0 mangling only. NAME is the part of the symbol behind "_R". */
bool demangle_v0(const char *name, struct text *out);

/* Whether the Rust symbols A and B are functions of the same type or impl, such as Foo::into_raw
 * and Foo::from_raw. False if one of them is NULL or no Rust symbol. */
bool owner_is_same(const char *a, const char *b);

#endif /* CUSTODY_RT_DEMANGLE_H */
