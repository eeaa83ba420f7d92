// A match callback compares the key. The caller names the callback, or it is in a table.
// RUN: %custody-scan %s -- | FileCheck %s --implicit-check-not=quiet_
// CHECK: 9 lookup-key parameters
#include <stddef.h>

struct entry { struct entry *next; void *data; };
struct pair { void *a, *b; };
static struct entry *entries;
static void *last;
typedef int (*match_t)(struct entry *e, void *wanted);

static int match_data(struct entry *e, void *wanted) { return e->data == wanted; }
static int match_pair(struct entry *e, void *wanted) { return e->data == ((struct pair *)wanted)->b; }
static int match_and_keep(struct entry *e, void *wanted) { return e->data == (last = wanted); }

// CHECK: find() parameter 1 'wanted'
// CHECK-NEXT: declared
// CHECK-NEXT: compared by the callback in find() parameter 0 'match'
// CHECK: e->data == ((struct pair *)wanted)->b in match_pair(), member pair.b of what it points to
struct entry *find(match_t match, void *wanted) {
  for (struct entry *e = entries; e; e = e->next)
    if (match(e, wanted))
      return e;
  return NULL;
}
// CHECK: match_data() parameter 1 'wanted' (static)
// CHECK: remove_by_data() parameter 0 'key'
// CHECK: e->data == wanted in match_data()
void remove_by_data(void *key) { find(match_data, key); }
// CHECK: remove_by_pair() parameter 0 'key'
// CHECK: in match_pair()
void remove_by_pair(void *key) { struct pair p = {.b = key}; find(match_pair, &p); }
void quiet_first_of_pair(void *key) { struct pair p = {.a = key}; find(match_pair, &p); }
void quiet_pair(void *key) { find(match_pair, key); }

struct ops { int (*compare)(const void *a, const void *b); };
int stored_is(const void *a);
static int by_address(const void *a, const void *b) { return stored_is(a) || a == b; }
int stored_is(const void *a) { return *(const int *)a; }
static const struct ops ops = {.compare = by_address};
// CHECK: with_array() parameter 1 'key'
// CHECK: compared by the callback in g:comparisons
typedef int compare_t(const void *a, const void *b);
static compare_t *const comparisons[] = {by_address, by_address};
int with_array(int i, const void *key) {
  return comparisons[i](last, key);
}
// CHECK: with_constant() parameter 0 'key'
static compare_t *const comparison = by_address;
int with_constant(const void *key) {
  return comparison(last, key);
}
// CHECK: with_table() parameter 1 'key'
// CHECK: compared by the callback in ops.compare
int with_table(const struct ops *o, const void *key) { return o->compare(last, key); }
// CHECK: with_tables() parameter 1 'key'
static const struct ops tables[] = {{by_address}, {.compare = by_address}};
int with_tables(int i, const void *key) {
  return tables[i].compare(last, key);
}
// CHECK: with_the_table() parameter 0 'key'
// CHECK: compared by the callback in ops.compare
int with_the_table(const void *key) {
  return ops.compare(last, key);
}
// CHECK: 0 registrations
static int by_content(const void *a, const void *b) {
  return a == b || *(const int *)a == *(const int *)(last = (void *)b);
}
static compare_t *const quiet_comparisons[] = {by_address, by_content};
int quiet_array(int i, const void *key) {
  return quiet_comparisons[i](last, key);
}

static void quiet_keeping_find(match_t match, void *wanted) { if (match(entries, wanted)) last = wanted; }
void quiet_kept(void *key) { quiet_keeping_find(match_data, key); }
void quiet_for_each(void (*visit)(void *, void *), void *user) {
  for (struct entry *e = entries; e; e = e->next)
    visit(e, user);
}
// A string is compared by its contents.
int quiet_string(const struct ops *o, const char *key) { return o->compare(last, key); }
// A callback that writes to the object does not only compare.
struct copying { int (*copy)(struct pair *to, const struct pair *from); };
static int copy_pair(struct pair *to, const struct pair *from) { return to != last ? *to = *from, 1 : 0; }
static const struct copying copying = {copy_pair};
int quiet_written(const struct copying *c, struct pair *to) { return c->copy(to, NULL); }
int use_copying(void) { return copying.copy(NULL, NULL); }
int use(void) { return ops.compare(NULL, NULL) + match_and_keep(NULL, NULL); }
