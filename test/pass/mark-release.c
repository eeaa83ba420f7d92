// A release is marked at its call and in its definition. The mark's result takes the place of the
// returned pointer, and carries the owner: the first pointer that the boundary is given.
// RUN: %emit-ir %s | %opt -passes=custody-mark,sroa,verify -S | %check-calls %s
#include <custody/custody.h>

CUSTODY_RELEASE void *declared(int n, void *owner);
CUSTODY_RELEASE void *no_owner(int n);

// CHECK: @[[DECLARED:.*]] = private constant { {{.*}} i64 0, i64 -1, i32 0, i32 0, i32 5, i32 0, ptr null }

// CHECK-LABEL: define {{.*}} @caller(
// CHECK:       call void @custody.mark.enter(ptr @[[DECLARED]])
// CHECK-NEXT:  %[[R:.*]] = call ptr @declared(i32 noundef 1, ptr noundef %[[OWNER:.*]])
// CHECK-NEXT:  %[[M:.*]] = call ptr @custody.mark.release(ptr %[[R]], ptr %[[OWNER]], ptr @[[DECLARED]])
// CHECK-NEXT:  ret ptr %[[M]]
void *caller(void *owner) { return declared(1, owner); }

// CHECK-LABEL: define {{.*}} @caller_without_owner(
// CHECK:       call void @custody.mark.enter(ptr [[SITE:@.*]])
// CHECK-NEXT:  %[[R:.*]] = call ptr @no_owner(
// CHECK-NEXT:  call ptr @custody.mark.release(ptr %[[R]], ptr null, ptr [[SITE]])
void *caller_without_owner(void) { return no_owner(1); }

// CHECK-LABEL: define {{.*}} @defined(
// CHECK-SAME:    i32 {{.*}}, ptr noundef %[[OWNER:.*]])
// CHECK:       call void @custody.mark.enter(ptr [[SITE:@.*]])
// CHECK:       %[[V:.*]] = getelementptr {{.*}} %[[OWNER]], i64 16
// CHECK-NEXT:  %[[M:.*]] = call ptr @custody.mark.release(ptr %[[V]], ptr %[[OWNER]], ptr [[SITE]])
// CHECK-NEXT:  ret ptr %[[M]]
CUSTODY_RELEASE void *defined(int n, void *owner) { return (char *)owner + 16; }
