/* A registry with one entry, in C and in C++. The argument says what becomes an owner: the key (a bug), the stored pointer (right), or
 * the stored pointer after the object was freed (a bug). With "thread" another thread uses the key. */
#include <custody/custody.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

struct obj {
  long count, payload;
};

#ifdef __cplusplus
static struct obj *obj_new() { return new obj; }
static void obj_free(struct obj *o) { delete o; }
#else
static struct obj *obj_new(void) { return (struct obj *)malloc(sizeof(struct obj)); }
static void obj_free(struct obj *o) { free(o); }
#endif

CUSTODY_RELEASE __attribute__((noinline)) static void *obj_into_raw(struct obj *o) { return &o->payload; }
CUSTODY_RECLAIM(0) __attribute__((noinline)) static struct obj *obj_from_raw(void *p) { return (struct obj *)((long *)p - 1); }

static void *stored;

CUSTODY_KEY(0)
__attribute__((noinline)) static void *take_key(void *key) {
  return stored == key ? obj_from_raw(key) : NULL;
}

int main(int argc, char **argv) {
  const char *way = argc > 1 ? argv[1] : "";
  struct obj *o = obj_new();
  signal(SIGUSR1, SIG_IGN); /* the sanitizers' common runtime has a signal() too */
  raise(SIGUSR1);
  stored = obj_into_raw(o);
  if (!strcmp(way, "key"))
    take_key(&o->payload);
  if (!strcmp(way, "thread")) {
    pthread_t thread;
    pthread_create(&thread, NULL, take_key, &o->payload);
    pthread_join(thread, NULL);
  }
  if (!strcmp(way, "freed")) {
    obj_free(o);
    o = obj_new();
  }
  obj_from_raw(stored);
  obj_free(o);
}
