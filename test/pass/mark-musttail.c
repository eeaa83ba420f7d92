// Nothing may stand between a musttail call and its return: a release there is not marked at the
// call (its own definition is), a reclaim's leave comes in front of it.
// RUN: %emit-ir %s | %opt -passes='custody-mark,function(sroa,simplifycfg),verify' -S | %check-calls %s
#include <custody/custody.h>
CUSTODY_RELEASE void *into_raw(void *owner);
CUSTODY_RECLAIM(0) void *from_raw(void *p);
CUSTODY_RETURNS_SHARED_SIZED(8) void *peek(void *p);
void *plain(void *p);

// CHECK-LABEL: define {{.*}} @releases(
// CHECK:       %[[R:.*]] = musttail call ptr @into_raw(
// CHECK-NEXT:  ret ptr %[[R]]
void *releases(void *p) { __attribute__((musttail)) return into_raw(p); }

// CHECK-LABEL: define {{.*}} @reclaims(
// CHECK:       call void @custody.mark.reclaim(ptr %[[P:.*]], ptr [[SITE:@.*]])
// CHECK-NEXT:  call void @custody.mark.leave(ptr null, ptr [[SITE]])
// CHECK-NEXT:  %[[R:.*]] = musttail call ptr @from_raw(ptr noundef %[[P]])
// CHECK-NEXT:  ret ptr %[[R]]
void *reclaims(void *p) { __attribute__((musttail)) return from_raw(p); }

// CHECK-LABEL: define {{.*}} @peeks(
// CHECK:       %[[R:.*]] = musttail call ptr @peek(
// CHECK-NEXT:  ret ptr %[[R]]
void *peeks(void *p) { __attribute__((musttail)) return peek(p); }

// CHECK-LABEL: define {{.*}} @defined(
// CHECK:       call void @custody.mark.enter(ptr [[DEFINED:@.*]])
// CHECK-NEXT:  call void @custody.mark.leave(ptr null, ptr [[DEFINED]])
// CHECK-NEXT:  %[[R:.*]] = musttail call ptr @plain(
// CHECK-NEXT:  ret ptr %[[R]]
CUSTODY_RELEASE void *defined(void *p) { __attribute__((musttail)) return plain(p); }
