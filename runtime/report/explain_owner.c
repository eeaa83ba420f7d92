/*===- explain_owner.c - sentences about the wrong owner ----------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "explain_owner.h"
#include "names.h"

/* The release that the report is about. */
static const struct record_view *release_of(const struct finding *found) {
  const struct facts *f = &found->facts;
  return f->by_tag.state == RECORD_LIVE ? &f->by_tag : &f->by_bits;
}

/* "NAME()", or "an unknown function". */
static void write_boundary(struct text *out, const struct custody_site *site) {
  if (site && site->name)
    name_write_call(out, site->name);
  else
    text_string(out, "an unknown function");
}

/* "alloc::sync::Arc", or "another owner". */
static void write_family(struct text *out, const struct custody_site *site) {
  const struct custody_owner_site *o = owner_of(site);
  text_string(out, o && o->name ? o->name : "another owner");
}

static void write_bytes(struct text *out, uint64_t bytes) {
  text_format(out, "%u byte%s", bytes, bytes == 1 ? "" : "s");
}

/* Whether a Weak is rebuilt. */
static bool is_weak(const struct finding *found) {
  unsigned family = family_of(found->facts.site);
  return family == CUSTODY_FAMILY_ARC_WEAK || family == CUSTODY_FAMILY_RC_WEAK;
}

static void write_size(struct text *out, const struct finding *found) {
  const struct record_view *r = release_of(found);
  const struct facts *f = &found->facts;
  if (f->extent.bytes > r->what.bytes) {
    write_bytes(out, f->extent.bytes);
    text_string(out, " are needed, but ");
    write_bytes(out, r->what.bytes);
  } else {
    text_format(out, "an alignment of %u is needed, but %u", (uint64_t)f->extent.align,
                1ULL << (r->what.align - 1));
  }
  text_string(out, r->what.bytes == 1 || f->extent.bytes <= r->what.bytes ? " was released by "
                                                                          : " were released by ");
  write_boundary(out, r->site);
}

void explain_owner_reason(struct text *out, const struct finding *found) {
  const struct record_view *r = release_of(found);
  switch (found->answer) {
  case ANSWER_WRONG_OWNER:
    text_string(out, "it was released by ");
    write_boundary(out, r->site);
    text_string(out, " and stands for ");
    write_family(out, r->site);
    if (found->facts.partner_gone) {
      text_string(out, is_weak(found) ? ", and there is no Weak" : ", and no strong owner is left");
    } else {
      text_string(out, ", not for ");
      write_family(out, found->facts.site);
    }
    break;
  case ANSWER_WRONG_SIZE:
    write_size(out, found);
    break;
  case ANSWER_INTERIOR:
    text_format(out, "it points %u bytes behind the address that was released by ",
                found->facts.bits - r->address);
    write_boundary(out, r->site);
    break;
  case ANSWER_NOT_ON_HEAP:
    text_string(out, "it is the address of a local variable, and the owner's memory must be from "
                     "the allocator");
    break;
  default:
    return;
  }
  text_char(out, '\n');
}

void explain_owner_hint(struct text *out, const struct finding *found) {
  switch (found->answer) {
  case ANSWER_WRONG_OWNER:
    text_string(out,
                found->facts.partner_gone && is_weak(found)
                    ? "rebuild the strong owner and call its downgrade(), which makes a Weak.\n"
                : found->facts.partner_gone
                    ? "rebuild the Weak and call its upgrade(), which fails if no strong "
                      "owner is left.\n"
                    : "rebuild the owner with the from_raw of the type that released it: the "
                      "two lay out and free\n      their memory differently.\n");
    return;
  case ANSWER_WRONG_SIZE:
    text_string(out, "rebuild the owner as the type that was released: the allocator is told the "
                     "size and the alignment\n      when the owner is dropped.\n");
    return;
  case ANSWER_INTERIOR:
    text_string(out, "reclaim the released pointer itself; a part of an object cannot be freed on "
                     "its own.\n");
    return;
  case ANSWER_NOT_ON_HEAP:
    text_string(out, "allocate the object (Box::new(), Arc::new()), or lend the local variable as "
                     "a reference.\n");
    return;
  default:
    return;
  }
}
