/*===- pointee_name.h - names of types that pointers point to -----*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_PASS_IR_POINTEE_NAME_H
#define CUSTODY_PASS_IR_POINTEE_NAME_H

enum { POINTEE_NAME_SIZE = 256 }; /* longer names are cut */

/* Writes to NAME which pointer a pointer to the type TEXT is, so that two spellings of one type give
 * the same NAME: the number of pointers, a space, and the last part of the type's name.
 *
 *   const struct payload      1 payload
 *
 *   N::list<int> *            2 list
 *
 *   unsigned long             1 long          (TBAA does not tell it from long)
 *
 * So types with the same last part in two namespaces have the same NAME. False if TEXT is no type. */
bool pointee_name(const char *text, char name[POINTEE_NAME_SIZE]);

#endif /* CUSTODY_PASS_IR_POINTEE_NAME_H */
