// A slot holds a reference to what it points to. Whoever empties the slot drops this reference through the stored pointer,
// not through the key that was looked up.
// RUN: %custody-scan --no-table %s -- 2>&1 | FileCheck %s --implicit-check-not=quiet --implicit-check-not=warning:
#include <stddef.h>

struct program { long references; };
void program_inc(struct program *p);
struct program *program_get(struct program *p);
static void program_free(struct program *p);
void program_put(struct program *p) {
  if (--p->references == 0)
    program_free(p);
}
void free(void *);
static void program_free(struct program *p) { free(p); }

struct slot { struct program *program, *got, *borrowed; } slots[4];
void slot_add(int i, struct program *p) {
  program_inc(p);
  slots[i].program = p;
}
void slot_add_got(int i, struct program *p) { slots[i].got = program_get(p); }
void slot_add_borrowed(int i, struct program *p) { slots[i].borrowed = p; }

static struct slot *find(const struct program *key) {
  for (int i = 0; i < 4; i++)
    if (slots[i].program == key)
      return &slots[i];
  return NULL;
}
static struct slot *find_got(const struct program *key) {
  for (int i = 0; i < 4; i++)
    if (slots[i].got == key)
      return &slots[i];
  return NULL;
}
static struct slot *find_borrowed(const struct program *key) {
  for (int i = 0; i < 4; i++)
    if (slots[i].borrowed == key)
      return &slots[i];
  return NULL;
}

// CHECK: reference.c:[[@LINE+9]]:15: warning: 'key' was a lookup key and is dropped by program_put()
// CHECK: note: slot_add() takes a reference to what it stores in slot.program
// CHECK: note: find() only compares it
// CHECK: note: confidence is low: the reference belongs to the pointer in slot.program
void slot_remove(struct program *key) {
  struct slot *s = find(key);
  if (!s)
    return;
  s->program = NULL;
  program_put(key);
}
// CHECK: reference.c:[[@LINE+5]]:17: warning: 'key' was a lookup key and is dropped by program_put()
void slot_remove_got(struct program *key) {
  struct slot *s = find_got(key);
  if (s) {
    s->got = NULL;
    program_put(key);
  }
}
// Right: the stored pointer.
void quiet_stored(struct program *key) {
  struct slot *s = find(key);
  if (!s)
    return;
  program_put(s->program);
  s->program = NULL;
}
// The slot keeps its reference. This function drops one of its own.
void quiet_own(struct program *key) {
  program_inc(key);
  struct slot *s = find(key);
  if (s)
    program_put(key);
}
// The slot holds no reference, so it cannot be the slot's.
void quiet_borrowed(struct program *key) {
  struct slot *s = find_borrowed(key);
  if (!s)
    return;
  s->borrowed = NULL;
  program_put(key);
}
// The slot is not emptied, so its reference stays.
void quiet_kept(struct program *key) {
  struct slot *s = find(key);
  if (s)
    program_put(key);
}
// The value came with a reference: from another field, or from a call.
struct user { struct program *program; };
struct program *program_of(int number);
void quiet_from_memory(struct user *u) {
  struct program *p = u->program;
  struct slot *s = find(p);
  if (!s)
    return;
  s->program = NULL;
  program_put(p);
}
void quiet_from_call(int number) {
  struct program *p = program_of(number);
  struct slot *s = find(p);
  if (!s)
    return;
  s->program = NULL;
  program_put(p);
}
// Nothing was found.
void quiet_not_found(struct program *key) {
  struct slot *s = find(key);
  if (!s)
    program_put(key);
}
