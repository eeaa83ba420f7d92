// A key is marked where the function begins; its caller's own pointer is not.
// RUN: %emit-ir %s | %opt -passes=custody-mark,sroa,verify -S | %check-calls %s
#include <custody/custody.h>
void use(const void *p);
CUSTODY_KEY(1) int declared(void *d, void *key);

// CHECK: @[[SITE:.*]] = private constant {{.*}} i64 0, i64 -1, i32 0, i32 0, i32 3, i32 0, ptr null }

// CHECK-LABEL: define {{.*}} @removes(
// CHECK-SAME:    ptr noundef %[[D:[^,]*]], ptr noundef %[[KEY:.*]])
// CHECK:       %[[K:.*]] = call ptr @custody.mark.borrow(ptr %[[KEY]], ptr @[[SITE]])
// CHECK-NEXT:  call void @use(ptr noundef %[[K]])
// CHECK-NEXT:  call void @use(ptr noundef %[[D]])
CUSTODY_KEY(1) void removes(void *d, void *key) {
  use(key);
  use(d);
}

// CHECK-LABEL: define {{.*}} @caller(
// CHECK:       call i32 @declared(ptr noundef %{{.*}}, ptr noundef %[[KEY:.*]])
// CHECK-NEXT:  call void @use(ptr noundef %[[KEY]])
void caller(void *d, void *key) {
  declared(d, key);
  use(key);
}
