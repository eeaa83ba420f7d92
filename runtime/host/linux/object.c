/*===- object.c - the program and its libraries on Linux -----------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#define _GNU_SOURCE
#include "host/host.h"

#include <elf.h>
#include <link.h>
#include <string.h>
#include <sys/single_threaded.h>

/*===-- Objects ------------------------------------------------------------===*/

struct search {
  uintptr_t at;
  struct host_object *object;
};

static int look_at(struct dl_phdr_info *info, size_t size, void *data) {
  (void)size;
  struct search *s = data;
  uintptr_t low = UINTPTR_MAX, high = 0;
  bool found = false;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
    uintptr_t begin = info->dlpi_addr + segment->p_vaddr, end = begin + segment->p_memsz;
    if (segment->p_type != PT_LOAD)
      continue;
    low = begin < low ? begin : low;
    high = end > high ? end : high;
    found |= s->at - begin < end - begin;
  }
  if (found)
    *s->object =
        (struct host_object){low, high, info->dlpi_addr, info->dlpi_name ? info->dlpi_name : ""};
  return found;
}

bool host_find_object(uintptr_t at, struct host_object *object) {
  struct search s = {at, object};
  return dl_iterate_phdr(look_at, &s) != 0;
}

/*===-- Build IDs ----------------------------------------------------------===*/

struct id_search {
  uintptr_t at;
  char *to;
  bool found;
};

/* Looks for the build ID in the notes [NOTE, NOTE + BYTES). */
static bool take_id(const char *note, size_t bytes, char *to) {
  while (bytes > sizeof(ElfW(Nhdr))) {
    const ElfW(Nhdr) *head = (const void *)note;
    size_t name = (head->n_namesz + 3u) & ~3ul, id = (head->n_descsz + 3u) & ~3ul;
    size_t whole = sizeof *head + name + id;
    if (whole > bytes)
      return false;
    const unsigned char *byte = (const unsigned char *)note + sizeof *head + name;
    const char *owner = note + sizeof *head;
    if (head->n_type == NT_GNU_BUILD_ID && head->n_namesz == 4 && owner[0] == 'G' &&
        owner[1] == 'N' && owner[2] == 'U') {
      size_t used = 0;
      for (size_t i = 0; i < head->n_descsz && used + 2 < HOST_BUILD_ID; i++) {
        to[used++] = "0123456789abcdef"[byte[i] >> 4];
        to[used++] = "0123456789abcdef"[byte[i] & 15];
      }
      to[used] = 0;
      return used != 0;
    }
    note += whole;
    bytes -= whole;
  }
  return false;
}

static int look_for_id(struct dl_phdr_info *info, size_t size, void *data) {
  (void)size;
  struct id_search *s = data;
  bool here = false;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
    here |= segment->p_type == PT_LOAD &&
            s->at - (info->dlpi_addr + segment->p_vaddr) < segment->p_memsz;
  }
  for (int i = 0; here && !s->found && i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
    if (segment->p_type == PT_NOTE)
      s->found =
          take_id((const char *)(info->dlpi_addr + segment->p_vaddr), segment->p_memsz, s->to);
  }
  return here;
}

bool host_build_id(uintptr_t base, char to[HOST_BUILD_ID]) {
  struct id_search s = {.at = base, .to = to};
  if (base)
    dl_iterate_phdr(look_for_id, &s);
  return s.found;
}

/*===-- Loading of code ------------------------------------------------------===*/

/* Whether the object at PATH belongs to the C library, which loads only modules of its own. */
static bool is_of_libc(const char *path) {
  static const char *const names[] = {"libc.so.", "libdl.so.", "ld-linux", "linux-vdso"};
  const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
  for (size_t i = 0; i < RT_COUNT(names); i++)
    if (!strncmp(name, names[i], strlen(names[i])))
      return true;
  return false;
}

/* Whether the names of symbols [TEXT, TEXT + BYTES) contain dlopen() or dlmopen(). */
static bool has_loader(const char *text, size_t bytes) {
  static const char *const names[] = {"dlopen", "dlmopen"};
  for (size_t i = 0; i < RT_COUNT(names); i++)
    if (memmem(text, bytes, names[i], strlen(names[i]) + 1))
      return true;
  return false;
}

static int look_for_loader(struct dl_phdr_info *info, size_t size, void *data) {
  (void)size, (void)data;
  uintptr_t text = 0;
  size_t bytes = 0;
  if (is_of_libc(info->dlpi_name ? info->dlpi_name : ""))
    return 0;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
    if (segment->p_type != PT_DYNAMIC)
      continue;
    const ElfW(Dyn) *entry = (const void *)(info->dlpi_addr + segment->p_vaddr);
    for (; entry->d_tag != DT_NULL; entry++) {
      if (entry->d_tag == DT_STRTAB)
        text = entry->d_un.d_ptr;
      if (entry->d_tag == DT_STRSZ)
        bytes = entry->d_un.d_val;
    }
  }
  if (text && text < info->dlpi_addr)
    text += info->dlpi_addr; /* the loader has not relocated it */
  return text && has_loader((const char *)text, bytes);
}

bool host_is_closed(void) {
  return __libc_single_threaded && !dl_iterate_phdr(look_for_loader, nullptr);
}
