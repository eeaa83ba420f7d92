// A reclaim is marked around its call and in its definition, with the handle where there is one.
// RUN: %emit-ir %s | %opt -passes=custody-mark,sroa,verify -S | %check-calls %s
#include <custody/custody.h>

CUSTODY_RECLAIM(1) void *from_raw(int n, void *p);
CUSTODY_RECLAIM(0) void put(void *p);

// CHECK: @[[FROM_RAW:.*]] = private constant { {{.*}} i64 0, i64 -1, i32 0, i32 0, i32 6, i32 0, ptr null }

// CHECK-LABEL: define {{.*}} @caller(
// CHECK:       call void @custody.mark.reclaim(ptr %[[P:.*]], ptr @[[FROM_RAW]])
// CHECK-NEXT:  %[[H:.*]] = call ptr @from_raw(i32 noundef 1, ptr noundef %[[P]])
// CHECK-NEXT:  call void @custody.mark.leave(ptr %[[H]], ptr @[[FROM_RAW]])
// CHECK-NEXT:  ret ptr %[[H]]
void *caller(void *p) { return from_raw(1, p); }

// CHECK-LABEL: define {{.*}} @caller_of_void(
// CHECK:       call void @custody.mark.reclaim(ptr %[[P:.*]], ptr [[SITE:@.*]])
// CHECK-NEXT:  call void @put(ptr noundef %[[P]])
// CHECK-NEXT:  call void @custody.mark.leave(ptr null, ptr [[SITE]])
void caller_of_void(void *p) { put(p); }

// Every return leaves.
// CHECK-LABEL: define {{.*}} @defined(
// CHECK:       call void @custody.mark.reclaim(ptr %[[P:.*]], ptr [[SITE:@.*]])
// CHECK:       %[[H:.*]] = getelementptr {{.*}}%[[P]], i64 -16
// CHECK:       call void @custody.mark.leave(ptr %{{.*}}, ptr [[SITE]])
// CHECK-NEXT:  ret ptr
CUSTODY_RECLAIM(0) void *defined(void *p, int c) { return c ? (char *)p - 16 : NULL; }

// CHECK-LABEL: define {{.*}} @defined_void(
// CHECK:       call void @custody.mark.reclaim(ptr %{{.*}}, ptr [[SITE:@.*]])
// CHECK:       call void @custody.mark.leave(ptr null, ptr [[SITE]])
// CHECK-NEXT:  ret void
CUSTODY_RECLAIM(0) void defined_void(void *p) {}
