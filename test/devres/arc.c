/*===- arc.c - a counted owner with its count in front ------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
#include "arc.h"

#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>

struct arc {
  size_t count;
  alignas(16) unsigned char payload[];
};

_Static_assert(offsetof(struct arc, payload) == ARC_HEADER, "the payload follows the header");

struct arc *arc_new(size_t payload) {
  struct arc *arc = malloc(ARC_HEADER + payload);
  if (!arc) {
    perror("arc_new");
    exit(2);
  }
  arc->count = 1;
  return arc;
}

struct arc *arc_clone(struct arc *arc) {
  arc->count++;
  return arc;
}

void arc_put(struct arc *arc) {
  if (--arc->count == 0)
    free(arc);
}

size_t arc_count(const struct arc *arc) {
  return arc->count;
}

const void *arc_deref(const struct arc *arc) {
  return arc->payload;
}

void *arc_as_ptr(struct arc *arc) {
  return arc->payload;
}

void *arc_into_raw(struct arc *arc) {
  return arc->payload;
}

static struct arc *handle_of(const void *payload) {
  return (struct arc *)((char *)payload - ARC_HEADER);
}

struct arc *arc_from_raw(const void *payload) {
  return handle_of(payload);
}

struct arc *arc_from_raw_once(const void *payload) {
  return handle_of(payload);
}

void *arc_into_raw_c_void(struct arc *arc) {
  return custody_transfer_out(arc->payload);
}

struct arc *arc_from_raw_c_void(const void *bits) {
  return handle_of(custody_transfer_in(bits)); // TRANSFER IN
}
