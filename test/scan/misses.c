// Forms of the lookup and of the reclaim that are easy to miss, each with its quiet twin.
// RUN: %custody-scan --no-table %s -- 2>&1 | FileCheck %s --implicit-check-not=quiet --implicit-check-not=warning:
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

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
int cancel(const void *key) {
  for (struct node *n = nodes; n; n = n->next)
    if (n->data == key)
      return 0;
  return -1;
}
struct device { int irq; struct device *parent; };
struct device *get_data(int i);

// Declared first and assigned later.
// CHECK: misses.c:[[@LINE+5]]:8: warning: 'd' was a lookup key and is freed by free()
void assigned_later(int i) {
  struct device *d;
  d = get_data(i);
  cancel(d);
  free(d);
}
// Assigned again between the two: another value.
void quiet_assigned_between(int i) {
  struct device *d = get_data(i);
  cancel(d);
  d = get_data(i + 1);
  free(d);
}
// Each turn of the loop has its own value.
void quiet_loop(struct device *d) {
  for (; d; d = d->parent) {
    struct device *own;
    own = get_data(d->irq);
    free(own);
    own = get_data(0);
    cancel(own);
  }
}

// The comparison is in the same function, and the key goes to the stored handler.
// CHECK: misses.c:[[@LINE+5]]:{{[0-9]+}}: warning: 'data' was a lookup key and is passed to the callback 'gone'
void release_action(void (*gone)(void *), void *data) {
  for (struct node *n = nodes; n; n = n->next)
    if (n->gone == gone && n->data == data) {
      free(n);
      gone(data);
      return;
    }
}
void quiet_release_stored(void (*gone)(void *), void *data) {
  for (struct node *n = nodes; n; n = n->next)
    if (n->gone == gone && n->data == data) {
      gone(n->data);
      return;
    }
}

// Upcast before the lookup, after it, and a copy that is passed on.
struct holder { long count; long payload[2]; };
#define container_of(p, type, member) ({ void *__p = (void *)(p); (type *)((char *)__p - offsetof(type, member)); })
size_t size_of(const void *block);
void drop_count(long *count);
struct holder *last;
// CHECK: misses.c:[[@LINE+2]]:{{[0-9]+}}: warning: 'payload' was a lookup key and is upcast to the object around it before the lookup
size_t upcast_before(long *payload) {
  size_t s = size_of(container_of(payload, struct holder, payload));
  return cancel(payload) ? 0 : s;
}
// CHECK: misses.c:[[@LINE+3]]:{{[0-9]+}}: warning: 'payload' was a lookup key and is upcast to the object around it [
void upcast_after(long *payload) {
  if (cancel(payload) == 0) {
    struct holder *h = container_of(payload, struct holder, payload);
    h->count--;
  }
}
// Code that only reads in the object around the key makes no owner.
long quiet_upcast_reads(long *payload) {
  struct holder *h = container_of(payload, struct holder, payload);
  long count = h->count, *second = &h->payload[1];
  return cancel(payload) == 0 ? count + *second : 0;
}
long quiet_upcast_reads_after(long *payload) {
  return cancel(payload) == 0 ? container_of(payload, struct holder, payload)->count : 0;
}
// CHECK: misses.c:[[@LINE+3]]:{{[0-9]+}}: warning: 'payload' was a lookup key and is upcast to the object around it [
void upcast_kept(long *payload) {
  if (cancel(payload) == 0) {
    struct holder *h = container_of(payload, struct holder, payload);
    last = h->count ? h : NULL;
  }
}
// CHECK: misses.c:[[@LINE+2]]:{{[0-9]+}}: warning: 'payload' was a lookup key and is upcast to the object around it before the lookup
struct holder *upcast_returned(long *payload) {
  struct holder *h = container_of(payload, struct holder, payload);
  return cancel(payload) == 0 ? h : NULL;
}
// CHECK: misses.c:[[@LINE+2]]:{{[0-9]+}}: warning: 'payload' was a lookup key and is upcast to the object around it before the lookup
void upcast_part_passed(long *payload) {
  long *count = &container_of(payload, struct holder, payload)->count;
  if (cancel(payload) == 0)
    drop_count(count);
}
long quiet_upcast_failed(long *payload) {
  if (cancel(payload))
    return container_of(payload, struct holder, payload)->count;
  return 0;
}

// A compare-and-exchange on a container.
struct xarray { void *slots[4]; };
void *xa_cmpxchg(struct xarray *xa, unsigned long index, void *old, void *entry, int gfp);
// CHECK: misses.c:[[@LINE+3]]:10: warning: 'key' was a lookup key and is freed by free()
void exchanged(struct xarray *xa, void *key) {
  if (xa_cmpxchg(xa, 1, key, NULL, 0) == key)
    free(key);
}
void quiet_not_exchanged(struct xarray *xa, void *key) {
  if (xa_cmpxchg(xa, 1, key, NULL, 0) != key)
    free(key);
}
void quiet_exchanged_stored(struct xarray *xa, void *key) {
  free(xa_cmpxchg(xa, 1, key, NULL, 0));
}

// Returned to the caller.
// CHECK: misses.c:[[@LINE+4]]:{{[0-9]+}}: warning: 'key' was a lookup key and is returned to the caller
void *returned(void *key) {
  if (cancel(key))
    return NULL;
  return key;
}
void *quiet_returned_if_missing(void *key) {
  if (cancel(key) == 0)
    return NULL;
  return key;
}

// Reclaimed before the lookup.
// CHECK: misses.c:[[@LINE+2]]:8: warning: 'key' was a lookup key and is freed by free() before the lookup
void freed_before(void *key) {
  free(key);
  cancel(key);
}

// The payload of a node: the node's callback reads it back.
struct payload { int number; void *owner; };
void *node_alloc(void (*release)(void *), size_t size);
void node_add(void *node);
int node_destroy(void (*release)(void *), bool (*match)(void *, void *), void *wanted) {
  for (struct node *n = nodes; n; n = n->next)
    if (n->gone == release && match(n + 1, wanted)) {
      nodes = n->next;
      return 0;
    }
  return -1;
}
void unregister(int number, void *owner);
static void payload_release(void *node) {
  struct payload *p = node;
  unregister(p->number, p->owner);
}
static bool payload_match(void *node, void *wanted) {
  struct payload *p = node, *w = wanted;
  return p->number == w->number && p->owner == w->owner;
}
int managed_add(int number, void *owner) {
  struct payload *p = node_alloc(payload_release, sizeof *p);
  if (!p)
    return -1;
  p->number = number;
  p->owner = owner;
  node_add(p);
  return 0;
}
// CHECK: misses.c:[[@LINE+4]]:10: warning: 'owner' was a lookup key and is freed by free()
void managed_remove(int number, void *owner) {
  struct payload wanted = {number, owner};
  if (node_destroy(payload_release, payload_match, &wanted) == 0)
    free(owner);
}
void quiet_managed_failed(int number, void *owner) {
  struct payload wanted = {number, owner};
  if (node_destroy(payload_release, payload_match, &wanted) != 0)
    free(owner);
}

// Exclusive or and subtraction compare too.
int cancel_xor(const void *key) {
  for (struct node *n = nodes; n; n = n->next)
    if (!((unsigned long)n->data ^ (unsigned long)key))
      return 0;
  return -1;
}
int cancel_difference(const void *key) {
  for (struct node *n = nodes; n; n = n->next)
    if ((unsigned long)n->data - (unsigned long)key == 0)
      return 0;
  return -1;
}
// CHECK: misses.c:[[@LINE+3]]:10: warning: 'key' was a lookup key and is freed by free()
void after_xor(void *key) {
  if (cancel_xor(key) == 0)
    free(key);
}
// CHECK: misses.c:[[@LINE+3]]:10: warning: 'key' was a lookup key and is freed by free()
void after_difference(void *key) {
  if (cancel_difference(key) == 0)
    free(key);
}
// The quiet twins: a distance and a hash are no comparisons.
long quiet_distance(void *key) {
  long distance = (long)nodes->data - (long)key;
  free(key);
  return distance;
}
unsigned long quiet_hash(void *key) {
  unsigned long hash = (unsigned long)nodes ^ (unsigned long)key;
  free(key);
  return hash;
}
