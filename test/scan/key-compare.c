// A parameter is a key if it is only compared with stored pointers. Each twin does one more thing.
// RUN: %custody-scan %s -- | FileCheck %s --implicit-check-not=quiet_ --implicit-check-not='parameter 0 {{.*}}find'
// CHECK: 8 lookup-key parameters
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

struct node { struct node *next; void *data; void *more[4]; };
static struct node *nodes;
static void *stored, *last;

// CHECK: find_by_address() parameter 0 'key'
// CHECK: compared at {{.*}}key-compare.c:[[@LINE+3]]:{{[0-9]+}}: n == key
struct node *find_by_address(void *key) {
  for (struct node *n = nodes; n; n = n->next)
    if (n == key)
      return n;
  return NULL;
}
// CHECK: find_by_data() parameter 0 'key'
// CHECK: compared at {{.*}}key-compare.c:[[@LINE+3]]:{{[0-9]+}}: n->data == key
int find_by_data(const void *key) {
  for (struct node *n = nodes; n; n = n->next)
    if (n->data == key)
      return 1;
  return 0;
}
// CHECK: find_global() parameter 0 'key'
// CHECK: stored != key
int find_global(void *key) { return key && stored != key ? -1 : 0; }
// CHECK: find_in_array() parameter 1 'key'
int find_in_array(struct node *n, void *key) {
  for (int i = 0; i < 4; i++)
    if (n->more[i] == key)
      return i;
  return -1;
}
// CHECK: find_in_condition() parameter 0 'key'
void *find_in_condition(void *key) {
  struct node *n = nodes;
  while (n && n->data != key)
    n = n->next;
  return n ? n->data : NULL;
}
// CHECK: find_integer() parameter 0 'key'
int find_integer(void *key) { uintptr_t bits = (uintptr_t)key; return (uintptr_t)stored == bits; }
// CHECK: find_or_complain() parameter 0 'key'
__attribute__((format(printf, 1, 2))) void complain(const char *format, ...);
void find_or_complain(void *key) { if (stored != key) complain("%p is not there", key); }
// CHECK: find_through() parameter 0 'key'
// CHECK: n->data == key in find_by_data()
int find_through(void *key) { void *copy = key; return find_by_data(copy); }
// CHECK: 0 registrations

int quiet_dereferenced(int *p) { return stored == p && *p; }
void quiet_written(int *p) { if (stored == p) *p = 1; }
void quiet_stored(void *p) { if (stored != p) last = p; }
void *quiet_returned(void *p) { return stored == p ? p : NULL; }
void quiet_freed(void *p) { if (stored == p) free(p); }
void unknown(void *p);
void quiet_unknown(void *p) { if (stored == p) unknown(p); }
void pass_on(int count, ...);
void quiet_variable_argument(void *p) { if (stored == p) pass_on(1, p); }
int quiet_null(void *p) { return p == NULL; }
int quiet_static(void *p) { return p == &nodes; }
int quiet_order(char *p) { return (char *)stored < p; }
int quiet_loop(struct node *end) {
  int count = 0;
  for (struct node *n = nodes; n != end; n = n->next)
    count++;
  for (struct node *n = nodes; n->next != end; n = n->next)
    count++;
  return count;
}
int quiet_two(void *a, void *b) { return a == b; }
int quiet_callback(void (*f)(void)) { static void (*kept)(void); return kept == f; }
int compare_text(const char *a, const char *b);
static char *name;
static int quiet_text(const char *a) { return a == name || compare_text(a, name); }
int quiet_text_as_void(const void *a) { return quiet_text(a); }
int quiet_assembly(void *p) {
  __asm__ volatile("" : : "r"(p));
  return stored == p;
}
static void give_back(void *place) {
  **(int **)place = 0;
}
void quiet_cleanup(int *p) {
  if (stored == p) {
    __attribute__((cleanup(give_back))) int *copy = p;
  }
}
int quiet_union(void *p) {
  union {
    void *pointer;
    uintptr_t bits;
  } both;
  both.pointer = p;
  return stored == p && *(int *)both.bits;
}
int quiet_distance(char *base, void *p) {
  return stored == p && base[(char *)p - (char *)stored];
}
