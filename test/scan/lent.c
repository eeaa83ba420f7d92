// A registration whose callbacks only use the object lends it: the one who registered still owns it. Its lookup and the free are
// shown with low confidence. If one callback takes the object over, the registration may hand it over.
// RUN: %custody-scan --no-table %s -- 2>&1 | FileCheck %s
// RUN: %custody-scan --no-table %s -- -DTAKES 2>&1 | FileCheck --check-prefix=TAKES %s
// RUN: %custody-scan --no-table %s -- -DUNKNOWN 2>&1 | FileCheck --check-prefix=TAKES %s
// Who asks for more confidence does not see it, and is told so.
// RUN: %custody-scan --no-table --error --confidence=medium %s -- 2>&1 | FileCheck --check-prefix=SURE --implicit-check-not=warning %s
// RUN: not %custody-scan --no-table --error --confidence=medium %s -- -DTAKES 2>&1 | FileCheck --check-prefix=TAKES %s
// RUN: %custody-scan --no-table --error --confidence=high %s -- -DTAKES 2>&1 | FileCheck --check-prefix=SURE --implicit-check-not=warning %s
// SURE: custody-scan: 1 of 1 suspicious reclaims are less sure than --confidence asks for, and not shown
// CHECK: warning: 'o' was a lookup key and is freed by free()
// CHECK: note: confidence is low: no callback is known that takes over the registered pointer, so it may be only lent;
// TAKES: warning: 'o' was a lookup key and is freed by free()
// TAKES: note: confidence is medium: a registration stores the pointer that is compared;
#include <stdlib.h>

typedef void (*handler_t)(void *);
struct action { struct action *next; handler_t run; void *data; };
static struct action *actions;
struct object { int count; };

void request(handler_t run, void *data) {
  struct action *a = malloc(sizeof *a);
  *a = (struct action){actions, run, data};
  actions = a;
}
void interrupt(void) {
  for (struct action *a = actions; a; a = a->next)
    a->run(a->data);
}
void release(void *key) {
  for (struct action **link = &actions; *link; link = &(*link)->next)
    if ((*link)->data == key) {
      *link = (*link)->next;
      return;
    }
}

#ifdef UNKNOWN
void only_used(void *data);
#else
static void only_used(void *data) { ((struct object *)data)->count++; }
#endif
static void taken(void *data) { free(data); }
void probe(struct object *o) {
  request(only_used, o);
#ifdef TAKES
  request(taken, o);
#endif
}
void gone(struct object *o) {
  release(o);
  free(o);
}
