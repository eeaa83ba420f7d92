// A function that returns a borrow is marked at its call and at its own returns.
// RUN: %emit-ir %s | %opt -passes=custody-mark,sroa,verify -S | %check-calls %s
#include <custody/custody.h>

CUSTODY_RETURNS_SHARED_SIZED(24) const void *peek(void *p);
CUSTODY_RETURNS_EXCLUSIVE_SIZED(8) void *get(void *p);

// CHECK-DAG: @[[SHARED:.*]] = private constant {{.*}} i64 24, i64 -1, i32 0, i32 0, i32 1, i32 0, ptr null }
// CHECK-DAG: @[[EXCLUSIVE:.*]] = private constant {{.*}} i64 8, i64 -1, i32 0, i32 0, i32 2, i32 0, ptr null }

// CHECK-LABEL: define {{.*}} @caller(
// CHECK:       %[[P:.*]] = call ptr @peek(
// CHECK-NEXT:  %[[B:.*]] = call ptr @custody.mark.borrow(ptr %[[P]], ptr @[[SHARED]])
// CHECK-NEXT:  ret ptr %[[B]]
const void *caller(void *p) { return peek(p); }

// CHECK-LABEL: define {{.*}} @caller_exclusive(
// CHECK:       %[[P:.*]] = call ptr @get(
// CHECK-NEXT:  call ptr @custody.mark.borrow(ptr %[[P]], ptr @[[EXCLUSIVE]])
void *caller_exclusive(void *p) { return get(p); }

// CHECK-LABEL: define {{.*}} @defined(
// CHECK:       %[[V:.*]] = getelementptr {{.*}}, i64 16
// CHECK-NEXT:  %[[B:.*]] = call ptr @custody.mark.borrow(ptr %[[V]], ptr [[SITE:@.*]])
// CHECK-NEXT:  ret ptr %[[B]]
CUSTODY_RETURNS_SHARED const void *defined(char *p) { return p + 16; }
