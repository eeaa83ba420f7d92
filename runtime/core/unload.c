/*===- unload.c - modules that are unloaded ------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "unload.h"
#include "arena.h"
#include "depot.h"
#include "host/host.h"
#include "kept_site.h"
#include "record.h"
#include "sites.h"
#include "text/text.h"
#include "unverified.h"

static struct host_lock lock;

/*===-- Modules that may be unloaded -----------------------------------------===*/

/* An entry whose module is NULL is free. */
static struct late {
  const struct custody_module *module;
  struct late *next;
} *lates;

/* At the end of the process destructors run too, but nothing is unloaded. */
static uint32_t ending;
static void note_end(void) {
  __atomic_store_n(&ending, 1, __ATOMIC_RELAXED);
}

void unload_may_come(const struct custody_module *module) {
  host_lock(&lock);
  bool first = !lates;
  struct late *spare = nullptr, *l = lates;
  for (; l && l->module != module; l = l->next)
    if (!l->module)
      spare = l;
  if (!l && !spare && (spare = arena_take(sizeof *spare))) {
    spare->next = lates;
    lates = spare;
  }
  if (!l && spare)
    spare->module = module;
  host_unlock(&lock);
  if (first)
    host_at_exit(note_end);
}

/* Forgets the modules in [LOW, HIGH). */
static void forget_late(uintptr_t low, uintptr_t high) {
  for (struct late *l = lates; l; l = l->next)
    if ((uintptr_t)l->module - low < high - low)
      l->module = nullptr;
}

static bool is_late(const struct custody_module *module) {
  for (const struct late *l = lates; l; l = l->next)
    if (l->module == module)
      return true;
  return false;
}

/*===-- Frames that are gone ---------------------------------------------------===*/

/* The name of such a frame is its address here, in the low bits, below a mark. No address of a process
 * or of a kernel has the mark, because the highest bits of an address are all equal. */
#define GONE_SHIFT 57
#define GONE (0x20ULL << GONE_SHIFT)

static uintptr_t mark_gone(uintptr_t address) {
  return GONE | (address & ((1ULL << GONE_SHIFT) - 1));
}
static bool is_gone(uintptr_t pc) {
  return pc >> GONE_SHIFT == GONE >> GONE_SHIFT;
}

struct file {
  struct file *next;
  char path[];
};
static struct file *files;

struct gone {
  struct gone *next;
  const struct file *file;
  uintptr_t offset;
};
enum { BUCKET_BITS = 10 };
static struct gone *buckets[1 << BUCKET_BITS];

/* Of the library that is being unloaded. */
static struct host_object object;
static const struct file *file_of_object;

static const struct file *keep_file(const char *path) {
  for (struct file *f = files; f; f = f->next)
    if (string_equal(f->path, path))
      return f;
  uint64_t size = string_length(path) + 1;
  struct file *f = arena_take(sizeof *f + size);
  if (!f)
    return nullptr;
  __builtin_memcpy(f->path, path, size);
  f->next = files;
  return files = f;
}

/* The name of the frame PC of OBJECT; 0 if memory ran out. */
static uintptr_t name_of_gone(uintptr_t pc) {
  uintptr_t offset = pc - object.base;
  struct gone **bucket = &buckets[offset * RT_HASH >> (64 - BUCKET_BITS)], *g = *bucket;
  while (g && (g->offset != offset || g->file != file_of_object))
    g = g->next;
  if (!g && (g = arena_take(sizeof *g))) {
    *g = (struct gone){*bucket, file_of_object, offset};
    *bucket = g;
  }
  return g ? mark_gone((uintptr_t)g) : 0;
}

bool frame_is_gone(uintptr_t pc, const char **file, uintptr_t *offset) {
  if (pc && !is_gone(pc))
    return false;
  enum { ABOVE = 64 - GONE_SHIFT }; /* the sign of the address is in the bit below the mark */
  const struct gone *g = pc ? (const struct gone *)((int64_t)(pc << ABOVE) >> ABOVE) : nullptr;
  *file = g && g->file ? g->file->path : "";
  *offset = g ? g->offset : 0;
  return true;
}

/*===-- Unloading --------------------------------------------------------------===*/

/* Keeps what is needed of OBJECT. pre: the lock is held. */
static void unload(void) {
  file_of_object = keep_file(object.path);
  sites_unload(object.low, object.high);
  records_replace_sites(object.low, object.high, kept_site);
  unverified_replace_sites(object.low, object.high, kept_site);
  depot_replace(object.low, object.high, name_of_gone);
}

void core_module_unload(const struct custody_module *module) {
  if (__atomic_load_n(&ending, __ATOMIC_RELAXED))
    return;
  host_lock(&lock);
  if (is_late(module) && host_find_object((uintptr_t)module, &object)) {
    unload();
    forget_late(object.low, object.high);
  }
  host_unlock(&lock);
}

void core_memory_unload(const struct host_object *memory) {
  host_lock(&lock);
  object = *memory;
  unload();
  host_unlock(&lock);
}

void unload_hold(void) {
  host_lock(&lock);
}
void unload_release(void) {
  host_unlock(&lock);
}
