// The calls of custody.h are marked where they are made; their own identity bodies are not.
// RUN: %emit-ir %s | %opt -passes=custody-mark,sroa,verify -S | %check-calls %s
#include <custody/custody.h>

// CHECK-LABEL: define {{.*}} @release(
// CHECK:       call void @custody.mark.enter(ptr [[SITE:@.*]])
// CHECK-NEXT:  %[[R:.*]] = call ptr @custody_release(ptr noundef %[[P:.*]])
// CHECK-NEXT:  %[[M:.*]] = call ptr @custody.mark.release(ptr %[[R]], ptr %[[P]], ptr [[SITE]])
// CHECK-NEXT:  ret ptr %[[M]]
void *release(void *p) { return custody_release(p); }

// CHECK-LABEL: define {{.*}} @reclaim(
// CHECK:       call void @custody.mark.reclaim(ptr %[[P:.*]], ptr [[SITE:@.*]])
// CHECK-NEXT:  call ptr @custody_reclaim_sized(ptr noundef %[[P]],
// CHECK-NEXT:  call void @custody.mark.leave(ptr null, ptr [[SITE]])
void *reclaim(void *p) { return custody_reclaim_sized(p, 16, 24); }

// CHECK-LABEL: define {{.*}} @reclaim_once(
// CHECK:       call void @custody.mark.reclaim(ptr %[[P:.*]], ptr [[SITE:@.*]])
// CHECK-NEXT:  call ptr @custody_reclaim_once_sized(
// CHECK-NEXT:  call void @custody.mark.leave(ptr null, ptr [[SITE]])
void *reclaim_once(void *p) { return custody_reclaim_once(p); }

// CHECK-LABEL: define {{.*}} @borrow_shared(
// CHECK:       %[[R:.*]] = call ptr @custody_borrow_shared(
// CHECK-NEXT:  %[[M:.*]] = call ptr @custody.mark.borrow(ptr %[[R]],
// CHECK-NEXT:  ret ptr %[[M]]
const void *borrow_shared(void *p) { return custody_borrow_shared(p, 24); }

// CHECK-LABEL: define {{.*}} @borrow_exclusive(
// CHECK:       %[[R:.*]] = call ptr @custody_borrow_exclusive(
// CHECK-NEXT:  call ptr @custody.mark.borrow(ptr %[[R]],
void *borrow_exclusive(void *p) { return custody_borrow_exclusive(p, 8); }

// CHECK-LABEL: define {{.*}} @borrow_exclusive_unknown(
// CHECK:       call ptr @custody_borrow_exclusive(
void *borrow_exclusive_unknown(void *p) { return custody_borrow_exclusive(p, 0); }

// CHECK-LABEL: define {{.*}} @recover(
// CHECK:       %[[R:.*]] = call ptr @custody_recover(
// CHECK-NEXT:  %[[M:.*]] = call ptr @custody.mark.recover(ptr %[[R]],
// CHECK-NEXT:  ret ptr %[[M]]
void *recover(void *p) { return custody_recover(p); }

// CHECK-LABEL: define {{.*}} @transfer_out(
// CHECK:       call void @custody.mark.enter(
// CHECK-NEXT:  %[[R:.*]] = call ptr @custody_transfer_out(
// CHECK-NEXT:  call ptr @custody.mark.release(ptr %[[R]],
void *transfer_out(void *p) { return custody_transfer_out(p); }

// What flowed in does not flow out: the result has the history of the release that was taken.
// CHECK-LABEL: define {{.*}} @transfer_in(
// CHECK:       call void @custody.mark.reclaim(
// CHECK-NEXT:  %[[R:.*]] = call ptr @custody_transfer_in(
// CHECK-NEXT:  call void @custody.mark.leave(ptr null,
// CHECK-NEXT:  %[[M:.*]] = call ptr @custody.mark.recover(ptr %[[R]],
// CHECK-NEXT:  ret ptr %[[M]]
void *transfer_in(void *p) { return custody_transfer_in(p); }

// CHECK-LABEL: define {{.*}} @freed(
// CHECK:       call void @custody.mark.freed(ptr %[[P:.*]], i64 40)
// CHECK-NEXT:  call void @custody_freed(ptr noundef %[[P]],
void freed(void *p) { custody_freed(p, 40); }

// CHECK-LABEL: define {{.*}} @describe(
// CHECK:       call void @custody.mark.describe(ptr %[[P:.*]],
// CHECK-NEXT:  call void @custody_describe(ptr noundef %[[P]])
void describe(void *p) { custody_describe(p); }
