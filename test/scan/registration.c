// A pointer is stored with a callback and passed back to it. Key functions search the same field.
// RUN: %custody-scan %s --boundaries=%t.list -- | FileCheck %s --implicit-check-not=quiet_
// RUN: FileCheck %s --check-prefix=LIST --implicit-check-not=quiet_ < %t.list
#include <stddef.h>
#include <stdlib.h>

typedef void (*action_t)(void *);
struct action { struct action *next; action_t run; void *data; };
static struct action *actions;

// CHECK: remove_action() parameter 1 'key'
// CHECK: 2 registrations in 1 places
// CHECK: kept in action.data, for the callback in action.run
// CHECK:   registered here: add_action() parameter 1 'data', callback in parameter 0, {{.*}}registration.c:[[@LINE+6]]:5
// CHECK:   registered through: add_last() parameter 0 'data', callback in parameter 1
// CHECK:   handed back there: {{.*}}registration.c:{{[0-9]+}}:{{[0-9]+}} in call_all(), as argument 0
// CHECK:   received by: object_gone(), registered at {{.*}}registration.c:{{[0-9]+}}
// CHECK:   found by key here: remove_action() parameter 1 'key'
// CHECK-NOT: found by
int add_action(action_t run, void *data) {
  struct action *a = malloc(sizeof *a);
  *a = (struct action){actions, run, data};
  actions = a;
  return 0;
}
int add_last(void *data, action_t run) { return add_action(run, data); }
void call_all(void) {
  for (struct action *a = actions; a; a = a->next) {
    action_t run = a->run;
    void *data = a->data;
    run(data);
  }
}
int remove_action(action_t run, const void *key) {
  for (struct action **link = &actions; *link; link = &(*link)->next)
    if ((*link)->run == run && (*link)->data == key) {
      *link = (*link)->next;
      return 0;
    }
  return -1;
}

struct object { long count; long payload[2]; };
// LIST-DAG: fun:object_out=release
static void *object_out(struct object *o) { return o->payload; }
// LIST-DAG: fun:object_in=reclaim:0
static struct object *object_in(void *p) { return (struct object *)((char *)p - offsetof(struct object, payload)); }
// LIST-DAG: fun:remove_action=key:1
// LIST-DAG: fun:look_at=borrow.shared:0
// A cast is not a release.
static void *quiet_cast(struct object *o) { return o; }
static const void *look_at(const struct object *o) { return o; }
static void object_gone(void *data) { object_in(data)->count--; }
void use(struct object *o) {
  add_action(object_gone, object_out(o));
  add_action(object_gone, quiet_cast(o));
  remove_action(object_gone, look_at(o));
}

// Not registrations: never passed back to the callback, in another record, or called at once.
static struct { action_t run; void *data; } quiet_slot;
void quiet_never_called(action_t run, void *data) { quiet_slot.run = run; quiet_slot.data = data; }
static void *quiet_data;
void quiet_apart(action_t run, void *data) { quiet_data = data; (void)run; }
void quiet_at_once(action_t run, void *data) { run(data); }
