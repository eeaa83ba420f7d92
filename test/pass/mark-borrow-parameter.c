// A borrowed parameter is marked in the definition, and all of its uses use the mark; the call is
// left alone: its operand is the caller's own pointer.
// RUN: %emit-ir %s | %opt -passes=custody-mark,sroa,verify -S | %check-calls %s
#include <custody/custody.h>
void use(const void *p);
CUSTODY_BORROW_SHARED_SIZED(0, 8) void declared(const void *p);

// CHECK-DAG: @[[SHARED:.*]] = private constant {{.*}} i64 24, i64 -1, i32 0, i32 0, i32 1, i32 0, ptr null }
// CHECK-DAG: @[[UNKNOWN:.*]] = private constant {{.*}} i64 0, i64 -1, i32 0, i32 0, i32 1, i32 0, ptr null }
// CHECK-DAG: @[[EXCLUSIVE:.*]] = private constant {{.*}} i64 8, i64 -1, i32 0, i32 0, i32 2, i32 0, ptr null }

// CHECK-LABEL: define {{.*}} @shared(
// CHECK-SAME:    ptr noundef %[[P:.*]])
// CHECK:       %[[B:.*]] = call ptr @custody.mark.borrow(ptr %[[P]], ptr @[[SHARED]])
// CHECK-NEXT:  call void @use(ptr noundef %[[B]])
// CHECK-NEXT:  call void @use(ptr noundef %[[B]])
CUSTODY_BORROW_SHARED_SIZED(0, 24) void shared(const void *p) {
  use(p);
  use(p);
}

// A shared borrow of unknown span still may not write.
// CHECK-LABEL: define {{.*}} @shared_void(
// CHECK:       call ptr @custody.mark.borrow(ptr %{{.*}}, ptr @[[UNKNOWN]])
CUSTODY_BORROW_SHARED(0) void shared_void(const void *p) { use(p); }

// CHECK-LABEL: define {{.*}} @exclusive(
// CHECK-SAME:    i32 {{.*}}, ptr noundef %[[P:.*]])
// CHECK:       call ptr @custody.mark.borrow(ptr %[[P]], ptr @[[EXCLUSIVE]])
CUSTODY_BORROW_EXCLUSIVE_SIZED(1, 8) void exclusive(int n, void *p) { use(p); }

// An exclusive borrow of unknown span loses nothing: no mark.
// CHECK-LABEL: define {{.*}} @exclusive_void(
// CHECK:       call void @use(
CUSTODY_BORROW_EXCLUSIVE(0) void exclusive_void(void *p) { use(p); }

// CHECK-LABEL: define {{.*}} @caller(
// CHECK:       call void @declared(
void caller(void *p) { declared(p); }
