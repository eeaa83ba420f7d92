// A key becomes an owner after the lookup has succeeded, as in the first version of the devres patch.
// RUN: %custody-scan --no-table %s -- 2>&1 | FileCheck %s --implicit-check-not=quiet --implicit-check-not=warning:
// RUN: not %custody-scan --no-table --error %s --
// RUN: %custody-scan --no-table --error %s -- -DQUIET 2>&1 | count 0
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

struct object { long count; long payload[2]; };
struct node { struct node *next; void (*gone)(void *); void *data; };
static struct node *nodes;
void add(struct node *n, void (*gone)(void *), void *data) {
  n->gone = gone;
  n->data = data;
  n->next = nodes;
  nodes = n;
}
void run_all(void) {
  for (struct node *n = nodes; n; n = n->next)
    n->gone(n->data);
}

/* Returns 0 or an error number. */
int remove_error(const void *key) {
  for (struct node **link = &nodes; *link; link = &(*link)->next)
    if ((*link)->data == key) {
      *link = (*link)->next;
      return 0;
    }
  return -1;
}
bool remove_bool(const void *key) { return remove_error(key) == 0; }
void *take(const void *key) {
  for (struct node *n = nodes; n; n = n->next)
    if (n->data == key)
      return n->data;
  return NULL;
}
static struct object *owner(void *p) { return (struct object *)((char *)p - offsetof(struct object, payload)); }
void drop(struct object *o);
void *recovered(void *key);

#ifndef QUIET
// CHECK: reclaim.c:[[@LINE+7]]:14: warning: 'key' was a lookup key and is rebuilt into an owner by owner() [-Wcustody-reclaimed-key]
// CHECK: reclaim.c:[[@LINE+4]]:7: note: remove_error() only compares it
// CHECK: note: reclaim the pointer that was stored
// CHECK: | custody_recover(key)
void after_error(void *key) {
  if (remove_error(key) != 0)
    return;
  drop(owner(key));
}
// CHECK: reclaim.c:[[@LINE+3]]:{{[0-9]+}}: warning: 'key' was a lookup key and is rebuilt into an owner by owner()
void after_bool(void *key) {
  if (remove_bool(key))
    drop(owner(key));
}
// CHECK: reclaim.c:[[@LINE+4]]:{{[0-9]+}}: warning: 'key' was a lookup key and is upcast to the object around it
void upcast(char *key) {
  if (remove_error(key))
    return;
  drop((struct object *)(key - offsetof(struct object, payload)));
}
// CHECK: reclaim.c:[[@LINE+4]]:{{[0-9]+}}: warning: 'key' was a lookup key and is freed by free()
void freed(void *key) {
  if (!take(key))
    return;
  free(key);
}
// CHECK: reclaim.c:[[@LINE+3]]:{{[0-9]+}}: warning: 'key' was a lookup key and is rebuilt
void no_answer(void *key) {
  (void)remove_error(key);
  drop(owner(key));
}
// The result of the lookup is in a variable.
// CHECK: reclaim.c:[[@LINE+5]]:{{[0-9]+}}: warning: 'key' was a lookup key and is rebuilt
int after_variable(void *key) {
  int error = remove_error(key);
  if (error)
    return error;
  drop(owner(key));
  return 0;
}
// The result is an int that is 1 if something was found.
// CHECK: reclaim.c:[[@LINE+4]]:{{[0-9]+}}: warning: 'key' was a lookup key and is rebuilt
int has(const void *key);
void after_truth(void *key) {
  if (has(key))
    drop(owner(key));
}
// The value is the result of an accessor function.
// CHECK: reclaim.c:[[@LINE+4]]:{{[0-9]+}}: warning: 'payload_of(o)' was a lookup key and is rebuilt
static void *payload_of(struct object *o);
void after_accessor(struct object *o) {
  if (remove_error(payload_of(o)) == 0)
    drop(owner(payload_of(o)));
}
// In a function that passes the value on, and in one that also accesses the object.
// CHECK: reclaim.c:[[@LINE+6]]:{{[0-9]+}}: warning: 'key' was a lookup key and is rebuilt into an owner by give_up()
static void give_up(void *key) {
  drop(owner(key));
}
void after_hand_on(void *key) {
  if (remove_error(key) == 0)
    give_up(key);
}
#endif

int has(const void *key) {
  for (struct node *n = nodes; n; n = n->next)
    if (n->data == key)
      return 1;
  return 0;
}
static void *payload_of(struct object *o) {
  return o->payload;
}
void *next_of(struct node *n) {
  return n->data;
}
void quiet_variable_failed(void *key) {
  int error = remove_error(key);
  if (error != 0)
    drop(owner(key));
}
int quiet_variable_again(void *key) {
  int error = has(nodes);
  if (error)
    return 0;
  if ((error = remove_error(key)) != 0) {
    drop(owner(key));
    return -1;
  }
  return 0;
}
void quiet_has_not(void *key) {
  if (!has(key))
    drop(owner(key));
}
// The value is different each time.
void quiet_next(struct node *n) {
  remove_error(next_of(n));
  drop(owner(next_of(n)));
}
// The function uses the object. A reference that it drops later is its own.
static void unref(long *payload) {
  drop(owner(payload));
}
static void use_object(long *payload) {
  payload[1]++;
  unref(payload);
}
void quiet_used(long *key) {
  if (remove_error(key) == 0)
    use_object(key);
}

void quiet_failed(void *key) {
  if (remove_error(key) != 0)
    drop(owner(key));
}
void quiet_not_there(void *key) {
  if (remove_bool(key))
    return;
  drop(owner(key));
}
void quiet_taken(void *key) {
  void *data = take(key);
  if (data)
    drop(owner(data));
}
void quiet_recovered(void *key) {
  if (remove_error(key) == 0)
    drop(owner(recovered(key)));
}
void quiet_another(void *key) {
  remove_error(key);
  key = malloc(8);
  drop(owner(key));
}

// No callback would have got these pointers. Code may free its own object after removing it from a list.
struct item { struct item *next; void *data; };
static struct item *items;
int unlist(const void *key) {
  for (struct item **link = &items; *link; link = &(*link)->next)
    if ((*link)->data == key) {
      *link = (*link)->next;
      return 0;
    }
  return -1;
}
void quiet_own(void *key) {
  if (unlist(key) == 0)
    free(key);
}
#ifndef QUIET
// The reclaim comes before the lookup.
// CHECK: reclaim.c:[[@LINE+2]]:{{[0-9]+}}: warning: 'key' was a lookup key and is rebuilt into an owner by owner() before the lookup
void owner_before(void *key) {
  drop(owner(key));
  remove_error(key);
}
// But it is suspicious to rebuild an owner from it.
// CHECK: reclaim.c:[[@LINE+3]]:{{[0-9]+}}: warning: 'key' was a lookup key and is rebuilt into an owner by owner()
void unlisted(void *key) {
  if (unlist(key) == 0)
    drop(owner(key));
}
#endif
