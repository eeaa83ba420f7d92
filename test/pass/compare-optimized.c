// What the compare marks are for: behind an equality the optimizer must not reclaim the other
// pointer. In each function the pointer that is judged is the one that was loaded, with the tag of
// that load.
// RUN: %emit-ir %s | %opt -passes=custody-mark -S | opt -passes='default<O2>' -S | %opt -passes=custody-propagate-calls,verify -S | %FileCheck %s
// RUN: %emit-ir %s | %opt -passes=custody-mark -S | opt -passes='default<O3>' -S | %opt -passes=custody-propagate-calls,verify -S | %FileCheck %s
#include <custody/custody.h>
#include <stdint.h>
struct node { void *data; };
CUSTODY_RECLAIM(0) void put(void *p);

// CHECK-LABEL: define {{.*}} @as_pointers(
// CHECK:       %[[S:.*]] = load ptr, ptr %
// CHECK:       %[[CELL:.*]] = call i32 @__custody_fast_load(
// CHECK:       call void @__custody_reclaim_enter(ptr {{.*}}, ptr %[[S]], i32 %[[CELL]],
// CHECK:       call void @put(ptr {{.*}}%[[S]])
CUSTODY_KEY(1) void as_pointers(struct node *n, void *key) {
  if (n->data == key)
    put(n->data);
}

// CHECK-LABEL: define {{.*}} @as_integers(
// CHECK:       %[[S:.*]] = load ptr, ptr %
// CHECK:       %[[CELL:.*]] = call i32 @__custody_fast_load(
// CHECK:       call void @__custody_reclaim_enter(ptr {{.*}}, ptr %[[S]], i32 %[[CELL]],
// CHECK:       call void @put(ptr {{.*}}%[[S]])
CUSTODY_KEY(1) void as_integers(struct node *n, void *key) {
  void *s = n->data;
  if ((uintptr_t)s == (uintptr_t)key)
    put(s);
}

// CHECK-LABEL: define {{.*}} @selected(
// CHECK:       %[[S:.*]] = load ptr, ptr %
// CHECK:       %[[CELL:.*]] = call i32 @__custody_fast_load(
// CHECK:       %[[R:.*]] = select i1 %[[C:.*]], ptr %[[S]], ptr %{{.*}}
// CHECK:       %[[T:.*]] = select i1 %[[C]], i32 %[[CELL]], i32 %{{.*}}
// CHECK:       call void @__custody_reclaim_enter(ptr {{.*}}, ptr %[[R]], i32 %[[T]],
CUSTODY_KEY(1) void selected(struct node *n, void *key) {
  void *s = n->data;
  put(s == key ? s : key);
}

// CHECK-LABEL: define {{.*}} @against_object(
// CHECK:       %[[S:.*]] = load ptr, ptr %
// CHECK:       %[[CELL:.*]] = call i32 @__custody_fast_load(
// CHECK:       call void @__custody_reclaim_enter(ptr {{.*}}, ptr %[[S]], i32 %[[CELL]],
extern char object[];
void against_object(struct node *n) {
  void *s = n->data;
  if (s == object)
    put(s);
}
