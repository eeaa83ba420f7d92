// The types of all places where a pointer that reaches a boundary may lie: variables, parameters, members, results and
// casts, in all functions that it goes through. Pointers to other types need not be followed at run time.
// RUN: %custody-scan --no-table --types=%t.list %s -- -I%root/include && FileCheck %s --implicit-check-not=quiet_ < %t.list
// RUN: %custody-scan --no-table --types=- %s -- -I%root/include | diff - %t.list
// Only void, where nothing has a role.
// RUN: %custody-scan --no-table --types=- %s -- -I%root/include -DNOTHING | FileCheck %s --check-prefix=NONE
// NONE: {{^}}type:
// NONE-NOT: {{^}}type:
#include <custody/custody.h>
#include <stddef.h>
#include <stdlib.h>

// CHECK: # Types whose pointers can reach a boundary
// CHECK-DAG: {{^}}type:char
// CHECK-DAG: {{^}}type:void
// CHECK-DAG: {{^}}type:struct object
// CHECK-DAG: {{^}}type:struct payload
// CHECK-DAG: {{^}}type:struct handle
// CHECK-DAG: {{^}}type:struct through_cast
// CHECK-DAG: {{^}}type:struct through_member
// CHECK-DAG: {{^}}type:struct through_global
// CHECK-DAG: {{^}}type:struct through_slot
// CHECK-DAG: {{^}}type:struct through_callback
// CHECK-DAG: {{^}}type:struct through_result
// CHECK-DAG: {{^}}type:struct through_array
// CHECK-DAG: {{^}}type:struct only_declared
struct payload { long bytes[2]; };
struct object { long count; struct payload payload; };
struct handle; struct through_cast; struct through_member; struct through_global; struct through_slot;
struct through_callback; struct through_result; struct through_array; struct only_declared; struct quiet_other;
struct quiet_base; struct quiet_stored; struct quiet_slot; struct quiet_argument;

#ifdef NOTHING
struct object *object_in(struct payload *p) { return (struct object *)((char *)p - offsetof(struct object, payload)); }
#else
// The annotation of a function is a boundary.
CUSTODY_RECLAIM(0) struct object *object_in(struct payload *p);
struct object *object_in(struct payload *p) { return (struct object *)((char *)p - offsetof(struct object, payload)); }
CUSTODY_RELEASE struct handle *object_out(struct object *o);
struct handle *object_out(struct object *o) { return (struct handle *)&o->payload; }
// So is that of one which another program defines.
CUSTODY_RECLAIM(0) void take_over(void *p);

struct record { struct record *next; struct through_member *data; struct quiet_stored *other; };
static struct record *records;
static struct through_global *latest;
static struct through_array *all[4];

static struct through_result *result(void) { return (struct through_result *)latest; }
static void gone(struct through_callback *p) { object_in((struct payload *)p); }
void call(void (*f)(struct through_callback *), struct record *r) { f((struct through_callback *)(struct through_cast *)r->data); }
void add(struct handle *h) {
  struct record *r = malloc(sizeof *r);
  *r = (struct record){records, (struct through_member *)h, NULL};
  records = r;
  call(gone, r);
}
void publish(void *any) { latest = any; }
void slots(struct through_slot **out, struct quiet_slot **no, struct quiet_slot *n) {
  *out = (struct through_slot *)all[1];
  *no = n;
}
void user(struct object *o, struct quiet_other *q) {
  struct through_slot *s;
  struct quiet_slot *n;
  add(object_out(o));
  slots(&s, &n, (struct quiet_slot *)q);
  object_in((struct payload *)s);
  object_in((struct payload *)result());
}
void declared(struct only_declared *d) { take_over(d); }
// The holder of a pointer is not the pointer, and neither are its neighbours.
void quiet(struct quiet_base *b, struct record *r, struct quiet_argument *a) {
  r->other = (struct quiet_stored *)b;
  free(a);
}
#endif
