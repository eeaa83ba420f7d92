/*===- kept_site.c - copies of sites -------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "kept_site.h"
#include "arena.h"
#include "owner.h"
#include "text/text.h"

/* The strings and the types of a copy lie behind it. */
struct kept {
  union {
    struct custody_site site;
    struct custody_called_site called; /* if it has a caller */
    struct custody_owner_site owner;   /* if it has the flag CUSTODY_SITE_OWNER */
  };
  struct kept *next;
};
enum { BUCKET_BITS = 8 };
static struct kept *buckets[1 << BUCKET_BITS];

static const struct custody_site unknown;

bool names_equal(const char *a, const char *b) {
  return a == b || (a && b && string_equal(a, b));
}

static uint64_t type_count(const uint32_t *types) {
  uint64_t count = 0;
  while (types && types[count])
    count++;
  return count;
}

static bool types_equal(const uint32_t *a, const uint32_t *b) {
  if (a == b || !a || !b)
    return a == b;
  for (; *a && *a == *b; a++, b++)
    ;
  return *a == *b;
}

/* A new member of these structures must be compared here. If it is a pointer, what it points to
 * must be copied below. */
_Static_assert(sizeof(struct custody_site) == 64, "all members are known here");
_Static_assert(sizeof(struct custody_owner_site) == 96, "all members are known here");

/* The caller of SITE; NULL if SITE does not know it. */
static const struct custody_site *caller_of(const struct custody_site *site) {
  return site->flags & CUSTODY_SITE_CALLED ? ((const struct custody_called_site *)site)->caller
                                           : nullptr;
}

static bool callers_equal(const struct custody_site *a, const struct custody_site *b) {
  return a == b || (a && b && sites_equal(a, b));
}

static bool owners_equal(const struct custody_owner_site *a, const struct custody_owner_site *b) {
  return a == b || (a && b && names_equal(a->name, b->name) && a->family == b->family &&
                    a->name_hash == b->name_hash && a->type_hash == b->type_hash &&
                    a->align == b->align && a->flags == b->flags);
}

bool sites_equal(const struct custody_site *a, const struct custody_site *b) {
  return names_equal(a->function, b->function) && names_equal(a->file, b->file) &&
         names_equal(a->name, b->name) && a->span == b->span && a->header == b->header &&
         a->line == b->line && a->column == b->column && a->kind == b->kind &&
         a->flags == b->flags && types_equal(a->types, b->types) &&
         callers_equal(caller_of(a), caller_of(b)) && owners_equal(owner_of(a), owner_of(b));
}

static uint64_t size_of_name(const char *name) {
  return name ? string_length(name) + 1 : 0;
}

/* Copies NAME to *TO, which moves behind the copy. */
static const char *copy_name(const char *name, char **to) {
  uint64_t size = size_of_name(name);
  char *copy = *to;
  if (!size)
    return nullptr;
  __builtin_memcpy(copy, name, size);
  *to += size;
  return copy;
}

static struct kept *copy_site(const struct custody_site *site) {
  uint64_t bytes_of_types = site->types ? (type_count(site->types) + 1) * sizeof(uint32_t) : 0;
  const struct custody_owner_site *owner = owner_of(site);
  struct kept *k = arena_take(sizeof *k + bytes_of_types + size_of_name(site->function) +
                              size_of_name(site->file) + size_of_name(site->name) +
                              size_of_name(owner ? owner->name : nullptr));
  if (!k)
    return nullptr;
  struct custody_site *copy = &k->site;
  if (owner)
    k->owner = *owner;
  else
    *copy = *site;
  char *to = (char *)(k + 1);
  if (site->types) {
    copy->types = (const uint32_t *)to;
    __builtin_memcpy(to, site->types, bytes_of_types);
    to += bytes_of_types;
  }
  copy->function = copy_name(site->function, &to);
  copy->file = copy_name(site->file, &to);
  copy->name = copy_name(site->name, &to);
  if (owner)
    k->owner.name = copy_name(owner->name, &to);
  return k;
}

const struct custody_site *kept_site(const struct custody_site *site) {
  uint64_t hash = ((uint64_t)site->line << 32 | site->column << 8 | site->kind) + site->span;
  struct kept **bucket = &buckets[hash * RT_HASH >> (64 - BUCKET_BITS)];
  for (struct kept *k = *bucket; k; k = k->next)
    if (&k->site == site || sites_equal(&k->site, site))
      return &k->site;
  struct kept *k = copy_site(site);
  if (!k)
    return &unknown;
  if (caller_of(site))
    k->called.caller = kept_site(caller_of(site));
  k->next = *bucket;
  *bucket = k;
  return &k->site;
}
