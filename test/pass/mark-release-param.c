// Of a pointer that leaves as an argument: released in front of the call, and what the callee is
// given is the mark's result. The second enter keeps the callee's own marks silent until the leave.
// RUN: %emit-ir %s | %opt -passes=custody-mark,sroa,verify -S | %check-calls %s
#include <custody/custody.h>

CUSTODY_RELEASE_PARAM(1) void enqueue(void *queue, void *p);

// CHECK-LABEL: define {{.*}} @caller(
// CHECK:       call void @custody.mark.enter(ptr [[SITE:@.*]])
// CHECK-NEXT:  %[[M:.*]] = call ptr @custody.mark.release(ptr %[[P:.*]], ptr null, ptr [[SITE]])
// CHECK-NEXT:  call void @custody.mark.enter(ptr [[SITE]])
// CHECK-NEXT:  call void @enqueue(ptr noundef %{{.*}}, ptr noundef %[[M]])
// CHECK-NEXT:  call void @custody.mark.leave(ptr null, ptr [[SITE]])
// CHECK-NEXT:  call void @use(ptr noundef %[[P]])
void use(void *);
void caller(void *queue, void *p) {
  enqueue(queue, p);
  use(p);
}

// CHECK-LABEL: define {{.*}} @defined(
// CHECK-SAME:    ptr noundef %[[SLOT:[^,]*]], ptr noundef %[[P:.*]])
// CHECK:       call void @custody.mark.enter(ptr [[SITE:@.*]])
// CHECK-NEXT:  %[[M:.*]] = call ptr @custody.mark.release(ptr %[[P]], ptr null, ptr [[SITE]])
// CHECK-NEXT:  call void @custody.mark.enter(ptr [[SITE]])
// CHECK-NEXT:  store ptr %[[M]], ptr %[[SLOT]]
// CHECK-NEXT:  call void @custody.mark.leave(ptr null, ptr [[SITE]])
// CHECK-NEXT:  ret void
CUSTODY_RELEASE_PARAM(1) void defined(void **slot, void *p) { *slot = p; }
