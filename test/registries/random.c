// A random sequence of calls of a registry that is not instrumented. The program knows what each pointer is that comes back:
// the released one, a borrow, or one of unknown history. Only borrows may be reported, and some are.
//
// RUN: split-file %s %t.dir
// RUN: %clang -c %S/Inputs/registry.c -o %t.registry.o
// RUN: env CUSTODY_BOUNDARIES=%t.dir/list %custody-clang -g -O0 -I%S %t.dir/random.c %t.registry.o -o %t
// RUN: env CUSTODY_OPTIONS=halt_on_error=0:exitcode=0:symbolize=0 %t 2> %t.log
// RUN: env CUSTODY_OPTIONS=halt_on_error=0:exitcode=0:symbolize=0 %t few 2> %t.log
// RUN: env CUSTODY_BOUNDARIES=%t.dir/list %custody-clang -g -O2 -I%S %t.dir/random.c %t.registry.o -o %t
// RUN: env CUSTODY_OPTIONS=halt_on_error=0:exitcode=0:symbolize=0 %t 2> %t.log
// RUN: env CUSTODY_OPTIONS=halt_on_error=0:exitcode=0:symbolize=0 %t few 2> %t.log
// RUN: env CUSTODY_BOUNDARIES=%t.dir/list %custody-clang -g -O3 -I%S %t.dir/random.c %t.registry.o -o %t
// RUN: env CUSTODY_OPTIONS=halt_on_error=0:exitcode=0:symbolize=0 %t 2> %t.log
// RUN: env CUSTODY_OPTIONS=halt_on_error=0:exitcode=0:symbolize=0 %t few 2> %t.log
//--- list
fun:registry_give=callback:0:1:0
//--- random.c
#include "Inputs/object.h"
#include <string.h>

typedef void callback(void *);
int registry_give(callback *call, void *data, int at);
void registry_fire(int at);
void registry_forget(int at);

enum { OBJECTS = 24, ENTRIES = 64, STEPS = 8000 };
enum kind { RELEASED, BORROWED, ANOTHER_BORROW, UNKNOWN, KINDS };

static struct object *objects[OBJECTS];
static enum kind kinds[ENTRIES], coming; /* what was given, and what comes back now */
static unsigned long long false_reports, reports, judged;
static unsigned state = 1;

static unsigned draw(unsigned below) {
  state = state * 1664525 + 1013904223;
  return (state >> 8) % below;
}

CUSTODY_RETURNS_SHARED __attribute__((noinline)) static struct payload *borrow_again(struct object *o) {
  return &o->payload;
}
/* In memory that others can write, so that its history is not certain. */
static struct payload *volatile hidden;
static void *laundered[1];

__attribute__((noinline)) static void *pointer_of(struct object *o, enum kind kind) {
  switch (kind) {
  case RELEASED:
    return into_raw(o);
  case BORROWED:
    laundered[0] = borrow(o);
    return draw(2) ? laundered[0] : borrow(o);
  case ANOTHER_BORROW:
    return borrow_again(o);
  default:
    hidden = &o->payload;
    return hidden;
  }
}

__attribute__((noinline)) static void judge(void *data) {
  struct custody_counts before, after;
  custody_get_counts(&before);
  (void)from_raw(data);
  custody_get_counts(&after);
  judged++;
  reports += after.reported - before.reported;
  if (coming != BORROWED && coming != ANOTHER_BORROW)
    false_reports += after.reported - before.reported;
}

static void first(void *data) { judge(data); }
static void second(void *data) { judge((char *)data + 0); }
static void third(void *data) {
  void *kept = data;
  judge(kept);
}
static void fourth(void *data) { judge(data); }

static void give(enum kind kind, int at) {
  void *p = pointer_of(objects[draw(OBJECTS)], kind);
  int done = 0;
  switch (draw(4)) {
  case 0:
    done = registry_give(first, p, at);
    break;
  case 1:
    done = registry_give(second, p, at);
    break;
  case 2:
    done = registry_give(third, p, at);
    break;
  default:
    /* This callback gets borrows only. */
    done = kind == BORROWED && registry_give(fourth, p, at);
  }
  if (done)
    kinds[at] = kind;
}

int main(int argc, char **argv) {
  unsigned rarely = argc > 1 && !strcmp(argv[1], "few") ? 200 : 4; /* how often the kind is not a borrow */
  for (int i = 0; i < OBJECTS; i++)
    objects[i] = object_new();
  for (int i = 0; i < STEPS; i++) {
    int at = (int)draw(ENTRIES);
    switch (draw(8)) {
    case 0:
      registry_forget(at);
      break;
    case 1: { /* another object, now and then at the same address; what the registry has of it goes first */
      int which = (int)draw(OBJECTS);
      if (draw(10) == 0) {
        for (int e = 0; e < ENTRIES; e++)
          registry_forget(e);
        free(objects[which]);
      }
      objects[which] = object_new();
      break;
    }
    case 2:
    case 3:
    case 4:
      coming = kinds[at];
      registry_fire(at);
      break;
    default:
      give(draw(rarely) ? BORROWED : (enum kind)draw(KINDS), at);
    }
  }
  printf("%llu judged, %llu reported, %llu falsely\n", judged, reports, false_reports);
  return false_reports || !reports || judged < 500;
}
