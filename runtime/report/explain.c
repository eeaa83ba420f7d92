/*===- explain.c - the words of a report --------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * The reader knows the program and not the theory. So every sentence says which pointer is meant,
 * where it came from and what it may not do.
 */
#include "explain.h"
#include "explain_owner.h"
#include "host/host.h"
#include "names.h"

static void write_name(struct text *out, const char *name) {
  char buffer[NAME_MAX];
  text_string(out, name_readable(name, buffer, sizeof buffer));
}

/* "a shared borrow of 24 bytes" */
static void write_borrow(struct text *out, const struct custody_site *site) {
  text_string(out, site->kind == CUSTODY_KIND_SHARED ? "a shared borrow" : "an exclusive borrow");
  if (site->span)
    text_format(out, " of %u byte%s", site->span, site->span == 1 ? "" : "s");
}

/* "from ...", of the pointer that is reclaimed. */
static void write_source(struct text *out, const struct facts *f) {
  if (f->by_tag.state != RECORD_NONE) {
    text_string(out, f->by_tag.state == RECORD_FREED ? "from a pointer whose object was freed"
                                                     : "from a released pointer");
    return;
  }
  switch (f->from ? f->from->kind : CUSTODY_KIND_NONE) {
  case CUSTODY_KIND_SHARED:
  case CUSTODY_KIND_EXCLUSIVE:
    text_string(out, "from ");
    write_borrow(out, f->from);
    return;
  case CUSTODY_KIND_KEY:
    text_string(out, "from a lookup key");
    return;
  case CUSTODY_KIND_FORGED:
    text_string(out, "from an integer that was no pointer before");
    return;
  default:
    text_string(out, "from a pointer of unknown history");
  }
}

/* "(24 bytes at offset 16 of a 40-byte allocation)", as far as it is known. */
static void write_extent(struct text *out, const struct finding *found) {
  const struct verdict *v = &found->verdict;
  uint64_t base, size;
  bool allocated =
      host_allocation(found->facts.bits, &base, &size) && found->facts.bits - base <= size;
  bool header = v->header != CUSTODY_UNKNOWN_SIZE;
  if (!v->payload && !header && !allocated)
    return;
  text_string(out, " (");
  if (v->payload)
    text_format(out, "%u byte%s", v->payload, v->payload == 1 ? "" : "s");
  if (v->payload && (allocated || header))
    text_char(out, ' ');
  if (allocated)
    text_format(out, "at offset %u of a %u-byte allocation", found->facts.bits - base, size);
  else if (header && v->header)
    text_format(out, "behind a header of %u bytes", v->header);
  else if (header)
    text_string(out, "without a header");
  text_string(out, ")");
}

static void write_subject(struct text *out, const struct finding *found) {
  const struct custody_site *from = found->facts.from;
  bool typed = from && from->name &&
               (from->kind == CUSTODY_KIND_SHARED || from->kind == CUSTODY_KIND_EXCLUSIVE);
  if (typed) {
    write_name(out, from->name);
    text_string(out, "*");
  } else {
    text_string(out, "the pointer");
  }
  write_extent(out, found);
  if (found->answer == ANSWER_RECOVER)
    return;
  text_string(out, " is being rebuilt into an owner");
  if (found->facts.site->name) {
    text_string(out, " by ");
    name_write_call(out, found->facts.site->name);
  }
  text_string(out, " ");
  write_source(out, &found->facts);
  text_string(out, ".\n");
}

static void write_missing(struct text *out, const struct finding *found) {
  const struct verdict *v = &found->verdict;
  if (!v->lacks_write && !v->lacks_full && !v->cells_only)
    return;
  text_string(out, "  missing:");
  if (v->lacks_write && !v->cells_only)
    text_string(out, v->lacks_full ? " write permission," : " write permission\n");
  if (v->lacks_full) {
    text_string(out, " full-object permission (");
    if (v->header && v->header != CUSTODY_UNKNOWN_SIZE)
      text_format(out, "offset -%u holds the owner's header", v->header);
    else if (!found->facts.from)
      text_string(out, "nothing is known of its extent");
    else if (found->facts.from->kind == CUSTODY_KIND_KEY)
      text_string(out, "a key reaches nothing");
    else
      text_format(out, "it reaches %u of the %u bytes", found->facts.from->span, v->payload);
    text_string(out, ")\n");
  } else if (!v->lacks_write) {
    text_string(out, " nothing that is known\n");
  }
  if (v->cells_only)
    text_string(out, "  write: only inside cells\n");
  if (v->lacks_full && v->header && v->header != CUSTODY_UNKNOWN_SIZE)
    text_string(out, "  so the compiler may assume that nobody changes the header (a reference "
                     "count, say) through it\n");
  else if (v->lacks_write)
    text_string(out, "  so the compiler may assume that nobody writes through it\n");
}

static bool others_outstanding(const struct facts *f) {
  return f->by_bits.state == RECORD_LIVE && f->by_bits.outstanding;
}

/* The sentence that says what is wrong. */
static void write_reason(struct text *out, const struct finding *found) {
  const struct facts *f = &found->facts;
  bool outstanding = others_outstanding(f);
  text_string(out, "  ");
  switch (found->answer) {
  case ANSWER_WRONG_PROVENANCE:
  case ANSWER_STAND_IN:
    if (outstanding)
      text_string(out, f->from
                           ? "it has the bits of the pointer released below, but was not derived "
                             "from it\n"
                           : "it has the bits of the pointer released below, but is not shown to "
                             "derive from it\n");
    else if (f->by_bits.state == RECORD_LIVE)
      text_string(out, "it has the bits of a pointer that was released and is reclaimed already\n");
    else
      text_string(out, "no release with these bits was seen\n");
    return;
  case ANSWER_UNPROVEN:
    text_string(out, "it is not shown to derive from a released pointer, and no release with these "
                     "bits is outstanding\n");
    return;
  case ANSWER_NEVER_RELEASED:
    text_string(out, "no pointer with these bits was released\n");
    return;
  case ANSWER_ALREADY_RECLAIMED:
    text_string(out, "its release allows one reclaim, which has been\n");
    return;
  case ANSWER_STALE:
    text_string(out, outstanding ? "the object that it was released from is gone; another object "
                                   "has its address by now\n"
                                 : "the object that it was released from is gone\n");
    return;
  case ANSWER_RECOVER:
    text_string(out,
                f->by_bits.state == RECORD_LIVE
                    ? "the pointer with these bits was released, but has been reclaimed since\n"
                    : "no pointer with these bits is released\n");
    return;
  case ANSWER_WRONG_OWNER:
  case ANSWER_WRONG_SIZE:
  case ANSWER_INTERIOR:
  case ANSWER_NOT_ON_HEAP:
    explain_owner_reason(out, found);
    return;
  case ANSWER_VERIFIED:
  case ANSWER_UNVERIFIED:
    return;
  }
}

void explain_what(struct text *out, const struct finding *found) {
  if (found->answer == ANSWER_RECOVER) {
    write_subject(out, found);
    text_string(out, " is passed to custody_recover(), but nothing is outstanding under it.\n");
  } else {
    write_subject(out, found);
  }
  write_reason(out, found);
  if (found->facts.from && (found->facts.from->flags & CUSTODY_SITE_INFERRED))
    text_string(out,
                "  its history is inferred: uninstrumented code was given this pointer together "
                "with the callback that it came back to\n");
  write_missing(out, found);
}

void explain_origin(struct text *out, const struct finding *found) {
  const struct custody_site *from = found->facts.from;
  switch (from->kind) {
  case CUSTODY_KIND_KEY:
    text_string(out, "permissions were lost here, at a parameter that is only a lookup key");
    break;
  case CUSTODY_KIND_FORGED:
    text_string(out, "an integer became this pointer here");
    break;
  default:
    text_string(out, found->verdict.lacks_write || found->verdict.lacks_full
                         ? "permissions were lost here, at "
                         : "the pointer was borrowed here, as ");
    write_borrow(out, from);
  }
  text_char(out, ':');
}

const char *explain_result(enum answer a) {
  return answer_is_report(a) ? "violated" : a == ANSWER_VERIFIED ? "satisfied" : "unverified";
}

const char *explain_borrows(enum borrows b) {
  static const char *const words[] = {"not applicable", "violated", "allowed",
                                      "allowed (interior mutability)", "unknown"};
  return words[b];
}

void explain_models(struct text *out, const struct verdict *v) {
  static const char *const names[] = {"permission", "exact", "address"};
  text_string(out, "models:");
  for (int i = 0; i < CUSTODY_MODELS; i++) {
    text_format(out, "%s%s: %s", i ? "   " : " ", names[i], explain_result(v->answers[i]));
  }
  text_format(out, "\n        Stacked Borrows: %s   Tree Borrows: %s\n",
              explain_borrows(v->stacked), explain_borrows(v->tree));
}

/* The headings of that page are the kinds. */
void explain_help(struct text *out, const struct finding *found) {
  text_format(out, "docs/reports.md#%s", answer_name(found->answer));
}

void explain_hint(struct text *out, const struct finding *found) {
  const struct facts *f = &found->facts;
  text_string(out, "hint: ");
  switch (found->answer) {
  case ANSWER_WRONG_PROVENANCE:
    if (f->from->kind == CUSTODY_KIND_KEY) {
      name_write_call(out, f->from->function);
      text_string(out, " only compares this pointer. ");
    } else {
      text_string(out, "a borrow lends the object, it does not hand it over. ");
    }
    text_string(out, others_outstanding(f)
                         ? "Reclaim the pointer that was released, or custody_recover(key).\n"
                         : "Rebuild an owner only from a pointer that into_raw returned.\n");
    return;
  case ANSWER_STAND_IN:
    text_string(out,
                "reclaim the pointer that was released, or custody_recover(key) where a lookup "
                "that succeeded proves\n      the ownership.\n");
    return;
  case ANSWER_UNPROVEN:
    text_string(out, "model=exact wants every piece of code on the pointer's way built with "
                     "Custody; was the release?\n");
    return;
  case ANSWER_NEVER_RELEASED:
    text_string(out,
                "release the pointer before it is turned into an integer or a key, and reclaim "
                "what comes back.\n");
    return;
  case ANSWER_ALREADY_RECLAIMED:
    text_string(out,
                "each release can be reclaimed once. One of the two places must not own it.\n");
    return;
  case ANSWER_STALE:
    text_string(out, "drop the raw pointer when its object dies, or keep the object alive while it "
                     "is in use.\n");
    return;
  case ANSWER_RECOVER:
    text_string(out, "custody_recover() is for a key whose lookup has just succeeded, before the "
                     "owner is rebuilt.\n");
    return;
  case ANSWER_WRONG_OWNER:
  case ANSWER_WRONG_SIZE:
  case ANSWER_INTERIOR:
  case ANSWER_NOT_ON_HEAP:
    explain_owner_hint(out, found);
    return;
  case ANSWER_VERIFIED:
  case ANSWER_UNVERIFIED:
    return;
  }
}
