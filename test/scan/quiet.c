// Comparisons that show nothing, and reclaims of what the code owns.
// RUN: %custody-scan %s -- > %t 2> %t.err
// RUN: FileCheck %s --implicit-check-not=quiet_ < %t
// RUN: count 0 < %t.err
// CHECK: 2 lookup-key parameters
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

struct node { struct node *next; void (*gone)(void *); void *data; };
static struct node *nodes;
void add(struct node *n, void (*gone)(void *), void *data) { n->gone = gone, n->data = data; }
void run_all(void) { nodes->gone(nodes->data); }
// CHECK: cancel() parameter 0 'key'
int cancel(const void *key) { return nodes->data == key ? 0 : -1; }

// A constant through a local copy, a macro of a test framework and an inline function.
void fail(void);
#define ASSERT_NOT_NULL(ptr)                       \
  do {                                             \
    const void *__left = (ptr), *__right = NULL;   \
    if (!(__left != __right))                      \
      fail();                                      \
  } while (0)
void quiet_assertion(const void *p) { ASSERT_NOT_NULL(p); }
static inline void *xa_mk_internal(unsigned long v) { return (void *)((v << 2) | 2); }
bool quiet_internal(const void *entry) { return entry == xa_mk_internal(256); }
bool quiet_local_null(const void *entry) {
  void *none = NULL;
  return entry == none;
}

// The end of a list.
struct list_head { struct list_head *next, *prev; };
static inline int quiet_list_is_head(const struct list_head *list, const struct list_head *head) { return list == head; }
static struct list_head all;
int quiet_count(const struct list_head *head) {
  int n = 0;
  for (struct list_head *p = all.next; !quiet_list_is_head(p, head); p = p->next)
    n++;
  return n;
}

// A getter that returns its argument: the reference that is dropped is the code's own.
struct device { int count; char payload[8]; };
struct owner { long x; struct device device; };
void use(struct device *d);
static struct device *quiet_get_dev(struct device *d) {
  if (d)
    d->count++;
  return d;
}
static void quiet_release(struct device *d) { free(d); }
static void quiet_put_dev(struct device *d) { quiet_release(d); }
void quiet_own_reference(struct device *d) {
  quiet_get_dev(d);
  cancel(d);
  quiet_put_dev(d);
}
void quiet_own_copy(struct device *from) {
  struct device *d = quiet_get_dev(from);
  cancel(d);
  quiet_put_dev(d);
}

// An iterator takes the previous object and returns the next one.
struct group { struct group *next; int count; };
static struct group *quiet_next(struct group *root, struct group *previous) {
  struct group *next = previous ? previous->next : root;
  if (previous && previous != root)
    free(previous);
  return next;
}
void quiet_iterate(struct group *root) {
  for (struct group *g = quiet_next(root, NULL); g; g = quiet_next(root, g))
    cancel(g);
}

// A callback that reads what it was given does not only look for it.
struct walk { int (*visit)(void *context); };
static int quiet_visit(void *context) { return *(int *)context; }
static const struct walk walk = {quiet_visit};
int quiet_walk(const struct walk *w, void *context) { return w->visit(context); }
int use_walk(void) { return walk.visit(NULL); }

// A queue finds an element by its address. Whoever removed it goes on to use the object around it, whether the queue had it or not.
#define container_of(p, type, member) ((type *)((char *)(p) - offsetof(type, member)))
struct call { int cookie; };
struct slot { long count; struct call call; };
static struct call *queue[4];

// CHECK: queue_remove() parameter 0 'data'
int queue_remove(const void *data) {
  for (int i = 0; i < 4; i++)
    if (queue[i] == data) {
      queue[i] = NULL;
      return 1;
    }
  return 0;
}
int quiet_removed(struct call *c) {
  queue_remove(c);
  struct slot *s = container_of(c, struct slot, call);
  return ++s->count + c->cookie;
}

// A getter that counts in the object around a member returns what it got: the caller still has its own pointer.
struct usb { int number; struct owner owner; };
static struct device *ref_device(struct device *d) {
  container_of(d, struct owner, device)->x++;
  return d;
}
static struct usb *quiet_get_usb(struct usb *u) {
  if (u)
    ref_device(&u->owner.device);
  return u;
}
struct usb *last_usb;
void quiet_referenced(struct usb *u) {
  cancel(u);
  last_usb = quiet_get_usb(u);
}

// Code that goes back to the characters that it wrote before takes no object around them.
static char *widen(char *end, int wrote) {
  char *begin = end - wrote;
  *begin = '0';
  return end;
}
int quiet_print(char *to, int wrote) { return widen(to, wrote) == NULL; }
void quiet_printed(int wrote) {
  char *text = malloc(9);
  add(nodes, free, text);
  quiet_print(text, wrote);
  cancel(text);
}
