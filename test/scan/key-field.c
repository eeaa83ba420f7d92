// A value is followed through a field of a local struct whose address is passed on.
// RUN: %custody-scan %s -- | FileCheck %s --implicit-check-not=quiet_
// CHECK: 5 lookup-key parameters
#include <stddef.h>

struct wanted { void *other, *data; };
struct entry { struct entry *next; void *data; };
static struct entry *entries;
static struct wanted *last;

static int look(const struct wanted *w) {
  for (struct entry *e = entries; e; e = e->next)
    if (e->data == w->data)
      return 1;
  return 0;
}
static int look_other(const struct wanted *w) { return w->other != NULL; }
static void set(struct wanted *w, void *data) { w->data = data; }
static void keep(struct wanted *w) { last = w; }

// CHECK: by_address_of() parameter 0 'key'
// CHECK: e->data == w->data in look()
int by_address_of(void *key) { struct wanted w; struct wanted *p = &w; p->data = key; return look(p); }
// CHECK: by_assignment() parameter 0 'key'
int by_assignment(void *key) { struct wanted w; w.data = key; w.other = NULL; return look(&w); }
// CHECK: by_initializer() parameter 0 'key'
int by_initializer(void *key) { struct wanted w = {.data = key}; return look(&w); }
// CHECK: by_literal() parameter 0 'key'
int by_literal(void *key) { return look(&(struct wanted){.data = key}); }
// CHECK: by_setter() parameter 0 'key'
int by_setter(void *key) { struct wanted w; set(&w, key); return look(&w); }
// CHECK: 0 registrations

int quiet_other_field(void *key) { struct wanted w = {.other = key}; return look(&w); }
int quiet_not_looked_at(void *key) { struct wanted w = {.data = key}; return look_other(&w); }
int quiet_struct_is_kept(void *key) { static struct wanted w; w.data = key; return look(&w); }
int quiet_address_is_kept(void *key) { struct wanted w = {.data = key}; keep(&w); return look(&w); }
