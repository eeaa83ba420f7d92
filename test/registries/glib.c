// Pointers that go through GLib, which is not instrumented. Each WAY gives a pointer and a callback to GLib, and the
// callback rebuilds the owner. In the wrong program the pointer is a borrow, and every exact WAY is reported. The
// twins are silent: the released pointer, or what cannot be told apart from it.
//
// REQUIRES: glib
// RUN: %clang -c %S/Inputs/plain.c -o %t.plain.o
// RUN: env CUSTODY_BOUNDARIES=%boundaries/glib.list %custody-clang -g -O0 %s %t.plain.o -o %t %glib-flags
// RUN: env CUSTODY_OPTIONS=halt_on_error=0:color=never:print_stats=1 not %t wrong 2>&1 | FileCheck %s --check-prefix=WRONG
// RUN: %run-custody %t right 2>&1 | FileCheck %s --check-prefix=RIGHT --implicit-check-not=ERROR
// RUN: %run-custody %t unclear 2>&1 | FileCheck %s --check-prefix=UNCLEAR --implicit-check-not=ERROR
// RUN: env CUSTODY_BOUNDARIES=%boundaries/glib.list %custody-clang -g -O2 %s %t.plain.o -o %t %glib-flags
// RUN: env CUSTODY_OPTIONS=halt_on_error=0:color=never:print_stats=1 not %t wrong 2>&1 | FileCheck %s --check-prefix=WRONG
// RUN: %run-custody %t right 2>&1 | FileCheck %s --check-prefix=RIGHT --implicit-check-not=ERROR
// RUN: %run-custody %t unclear 2>&1 | FileCheck %s --check-prefix=UNCLEAR --implicit-check-not=ERROR
// RUN: env CUSTODY_BOUNDARIES=%boundaries/glib.list %custody-clang -g -O3 %s %t.plain.o -o %t %glib-flags
// RUN: env CUSTODY_OPTIONS=halt_on_error=0:color=never:print_stats=1 not %t wrong 2>&1 | FileCheck %s --check-prefix=WRONG
// RUN: %run-custody %t right 2>&1 | FileCheck %s --check-prefix=RIGHT --implicit-check-not=ERROR
// RUN: %run-custody %t unclear 2>&1 | FileCheck %s --check-prefix=UNCLEAR --implicit-check-not=ERROR
// After the program got a callback back, it may call it itself.
// RUN: %run-custody %t handed-out 2>&1 | FileCheck %s --check-prefix=OUT --implicit-check-not=ERROR
// In JSON the pointer's history is marked.
// RUN: env CUSTODY_OPTIONS=log_format=json:log_path=stderr not %t wrong 2>&1 | FileCheck %s --check-prefix=JSON
// Without the list all is unverified, as before.
// RUN: %custody-clang -g -O2 %s %t.plain.o -o %t %glib-flags
// RUN: %run-custody %t wrong 2>&1 | FileCheck %s --check-prefix=NONE --implicit-check-not=ERROR
//
// WRONG: ERROR: CustodySanitizer: wrong-provenance reclaim
// WRONG: its history is inferred: uninstrumented code was given this pointer together with the callback
// WRONG: {{#[01]}} drop_data {{.*}}glib.c
// WRONG: permissions were lost here, at a shared borrow of 16 bytes:
// WRONG: {{#[01]}} drop_signal {{.*}}glib.c
// WRONG: {{#[01]}} drop_idle {{.*}}glib.c
// WRONG: {{#[01]}} drop_weak {{.*}}glib.c
// WRONG: {{#[01]}} drop_twice {{.*}}glib.c
// WRONG: CustodySanitizer: 0 verified, 1 unverified, 6 reported
// RIGHT: done
// RIGHT: CustodySanitizer: 0 verified, 7 unverified, 0 reported
// RIGHT-NEXT: CustodySanitizer: 7 unverified: inferred:
// UNCLEAR: done
// UNCLEAR: CustodySanitizer: 1 verified, 5 unverified, 0 reported
// UNCLEAR-DAG: CustodySanitizer: 3 unverified: ambiguous:
// UNCLEAR-DAG: CustodySanitizer: 2 unverified: uninstrumented:
// OUT: done
// OUT: CustodySanitizer: 0 verified, 1 unverified, 0 reported
// OUT-NEXT: CustodySanitizer: 1 unverified: no-release:
// JSON: "history":"shared-borrow"{{.*}}"inferred":true
// NONE: done
// NONE: CustodySanitizer: 0 verified, 7 unverified, 0 reported

#include "Inputs/object.h"
#include <glib-object.h>
#include <string.h>

static void *(*pointer_of)(struct object *o);

static void *released(struct object *o) {
  return into_raw(o);
}
static void *borrowed(struct object *o) {
  return borrow(o);
}

static void drop_data(void *data) {
  object_free(data);
}
static void drop_signal(void *data, GClosure *closure) {
  (void)closure;
  object_free(data);
}
static int idle(void *data) {
  (void)data;
  return 0;
}
static void drop_idle(void *data) {
  object_free(data);
}
static void drop_weak(void *data, GObject *gone) {
  (void)gone;
  object_free(data);
}
static void drop_twice(void *data) {
  object_free(data);
}
/* The position of a handler's data depends on the signal, so nothing is reported. */
static void on_notify(GObject *o, GParamSpec *what, void *data) {
  (void)o, (void)what;
  object_free(data);
}
static void on_signal(GObject *o, GParamSpec *what, void *data) {
  (void)o, (void)what, (void)data;
}

static GObject *thing(void) {
  return g_object_new(G_TYPE_OBJECT, NULL);
}

static void run_idle(void) {
  while (g_main_context_iteration(NULL, FALSE))
    ;
}

static void all_ways(void) {
  GObject *o = thing();
  g_object_set_data_full(o, "key", pointer_of(object_new()), drop_data);
  g_object_unref(o);

  o = thing();
  void *p = pointer_of(object_new());
  g_signal_connect_data(o, "notify", G_CALLBACK(on_signal), p, drop_signal, 0);
  if (g_signal_handlers_disconnect_by_data(o, p) != 1)
    abort();
  g_object_unref(o);

  g_idle_add_full(G_PRIORITY_HIGH, idle, pointer_of(object_new()), drop_idle);
  run_idle();

  o = thing();
  g_object_weak_ref(o, drop_weak, pointer_of(object_new()));
  g_object_unref(o);

  /* Two objects, at the same address if the allocator likes. */
  o = thing();
  g_object_set_data_full(o, "key", pointer_of(object_new()), drop_twice);
  g_object_set_data_full(o, "key", NULL, NULL);
  g_object_set_data_full(o, "key", pointer_of(object_new()), drop_twice);
  g_object_unref(o);

  o = thing();
  struct object *last = object_new();
  g_signal_connect_data(o, "notify", G_CALLBACK(on_notify), pointer_of(last), NULL, 0);
  g_signal_emit_by_name(o, "notify", NULL);
  g_object_unref(o);
}

/*===-- What cannot be told apart ----------------------------------------------===*/

static void drop_mixed(void *data) {
  object_free(data);
}
static void drop_unknown(void *data) {
  object_free(data);
}
static void drop_shared(void *data) {
  object_free(data);
}
static void drop_elsewhere(void *data) {
  object_free(data);
}

/* The released pointer and a borrow of the same object go to the same callback. Only the released one comes
 * back: the other is stolen. */
static void mixed(int borrow_first) {
  struct object *o = object_new();
  void *p = into_raw(o);
  GObject *a = thing(), *b = thing();
  g_object_set_data_full(a, "key", borrow_first ? borrow(o) : p, drop_mixed);
  g_object_set_data_full(b, "key", borrow_first ? p : borrow(o), drop_mixed);
  g_object_steal_data(borrow_first ? a : b, "key");
  g_object_unref(a);
  g_object_unref(b);
}

/* A pointer of unknown history comes first, and then a borrow of the next object at that address. */
static void unknown(void) {
  static void *volatile hidden;
  struct object *o = object_new();
  hidden = &o->payload;
  GObject *a = thing(), *b = thing();
  g_object_set_data_full(a, "key", hidden, drop_unknown);
  g_object_set_data_full(b, "key", borrow(o), drop_unknown);
  g_object_steal_data(b, "key");
  g_object_unref(a);
  g_object_unref(b);
}

/* Others than the registry call the callback too. */
static void shared(void) {
  struct object *o = object_new();
  GObject *a = thing();
  g_object_set_data_full(a, "key", borrow(o), drop_shared);
  g_object_steal_data(a, "key");
  static void *volatile hidden;
  hidden = into_raw(o);
  drop_shared(hidden);
  g_object_unref(a);
}

/* The callback goes to a function that the list does not name. */
static void elsewhere(void) {
  struct object *o = object_new();
  GObject *a = thing();
  g_object_set_data_full(a, "key", borrow(o), drop_elsewhere);
  g_object_steal_data(a, "key");
  GPtrArray *array = g_ptr_array_new_with_free_func(drop_elsewhere);
  g_ptr_array_add(array, into_raw(o));
  g_ptr_array_unref(array);
  g_object_unref(a);
}

static void drop_overwritten(void *data) {
  object_free(data);
}

/* Code that is not instrumented stores the released pointer over a borrow, and the shadow cell stays that of the borrow. */
void plain_store(void **slot, void *p);
static void overwritten(void) {
  static void *slot;
  struct object *o = object_new();
  GObject *a = thing();
  slot = borrow(o);
  plain_store(&slot, into_raw(o));
  g_object_set_data_full(a, "key", slot, drop_overwritten);
  g_object_unref(a);
}

/* GLib gives the callback back, and the program calls it with a pointer of unknown history. The borrow, which is
   no more than a borrow, is all that was given away with it. */
static void drop_handed_out(void *data) {
  object_free(data);
}
static void handed_out(void) {
  struct object *o = object_new();
  GObject *a = thing();
  void *p = borrow(o);
  GDestroyNotify old = NULL;
  static void *volatile hidden;
  hidden = &o->payload;
  g_object_set_data_full(a, "key", p, drop_handed_out);
  if (!g_object_replace_data(a, "key", p, NULL, NULL, &old) || !old)
    abort();
  old(hidden);
  g_object_unref(a);
}

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "";
  pointer_of = strcmp(what, "right") ? borrowed : released;
  if (!strcmp(what, "handed-out")) {
    handed_out();
  } else if (strcmp(what, "unclear")) {
    all_ways();
  } else {
    mixed(1);
    mixed(0);
    unknown();
    shared();
    elsewhere();
    overwritten();
  }
  fprintf(stderr, "done\n");
  return 0;
}
