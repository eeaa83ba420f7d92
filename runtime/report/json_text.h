/*===- json_text.h - writing JSON ---------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_RT_JSON_TEXT_H
#define CUSTODY_RT_JSON_TEXT_H

#include "base.h"
#include "text/text.h"

/* Writes one JSON value to OUT, without white space. It puts the commas where they belong. One
 * thread uses it. */
struct json {
  struct text *out;
  bool comma; /* the next value has one in front of it */
};

/* Begin and end an object or an array. KEY is its name in the object around it; NULL in an array. */
void json_object(struct json *j, const char *key);
void json_end_object(struct json *j);
void json_array(struct json *j, const char *key);
void json_end_array(struct json *j);

/* Add a value. KEY as above. STRING may be any bytes: each byte that is not UTF-8 becomes the
 * character of its number. NULL becomes "". */
void json_string(struct json *j, const char *key, const char *string);
void json_number(struct json *j, const char *key, uint64_t number);
void json_bool(struct json *j, const char *key, bool value);
/* Adds ADDRESS as a string: JavaScript has no integers of 64 bits. */
void json_address(struct json *j, const char *key, uint64_t address);

#endif /* CUSTODY_RT_JSON_TEXT_H */
