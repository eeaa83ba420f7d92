// Several bugs, some of them more than once, in threads with names like tests.
#define _GNU_SOURCE
#include "owner.h"
#include <pthread.h>
#include <stdlib.h>

static struct owner *owner;

static __attribute__((noinline)) void borrowed(void) {
  struct item *raw = owner_into_raw(owner);
  const struct item *key = item_borrow(raw);
  owner_put(owner_from_raw(key)); // RECLAIM BORROWED
}

/* One bug, whoever calls this. */
static __attribute__((noinline)) void via(void) {
  borrowed();
  __asm__ volatile("");
}

static __attribute__((noinline)) void other(void) {
  struct owner *again = owner_from_raw(item_borrow(&owner->item)); // RECLAIM OTHER
  owner_put(again);
}

static __attribute__((noinline)) void stale(void) {
  struct owner *short_lived = owner_new();
  struct item *raw = owner_into_raw(short_lived); // RELEASE STALE
  free(short_lived);                              // FREE STALE
  __asm__ volatile("" : "+r"(raw));
  struct owner *dead = owner_from_raw(raw); // RECLAIM STALE
  (void)dead;
}

static void right(void) {
  owner->count++;
  owner_put(owner_from_raw(owner_into_raw(owner)));
}

static void *test_registry(void *unused) {
  via();
  other();
  return unused;
}

static void *test_lookup(void *unused) {
  for (volatile int i = 0; i < 3; i++)
    via();
  stale();
  return unused;
}

static void run(const char *name, void *(*test)(void *)) {
  pthread_t thread;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  if (pthread_create(&thread, &attributes, test, (void *)name))
    abort();
  pthread_join(thread, NULL);
}

static void *registry(void *name) {
  pthread_setname_np(pthread_self(), name);
  return test_registry(name);
}
static void *lookup(void *name) {
  pthread_setname_np(pthread_self(), name);
  return test_lookup(name);
}

int main(int argc, char **argv) {
  owner = owner_new();
  owner->count = 100;
  if (argc > 1 && strcmp(argv[1], "right") == 0) {
    right();
    return 0;
  }
  if (argc > 1 && strcmp(argv[1], "one") == 0) {
    via();
    return 0;
  }
  if (argc > 1 && strcmp(argv[1], "callers") == 0) {
    borrowed();
    test_lookup(NULL);
    return 0;
  }
  if (argc == 1)
    run("test::registry", registry);
  run("test::lookup", lookup);
  return 0;
}
