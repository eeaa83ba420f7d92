// A boundary that may throw is marked on its normal edge only, and a PHI of its result in the
// normal destination takes the mark.
// RUN: %clang++ -I%include -O1 -Xclang -disable-llvm-passes -S -emit-llvm -o - %s | %opt -passes='function(sroa,simplifycfg),custody-mark,verify' -S | %check-calls %s
#include <custody/custody.h>
extern "C" {
CUSTODY_RELEASE void *into_raw(void *owner);
CUSTODY_RECLAIM(0) void *from_raw(void *p);
void log(int);

// CHECK-LABEL: define {{.*}} @releases(
// CHECK:       call void @custody.mark.enter(ptr [[SITE:@.*]])
// CHECK-NEXT:  %[[R:.*]] = invoke ptr @into_raw(
// CHECK-NEXT:          to label %[[NORMAL:.*]] unwind label
// CHECK:       landingpad
// CHECK:       call void @custody.mark.leave(ptr inttoptr (i64 -1 to ptr), ptr [[SITE]])
// CHECK:       {{^}}[[NORMAL]]:
// CHECK-NEXT:  %[[M:.*]] = call ptr @custody.mark.release(ptr %[[R]], ptr %{{.*}}, ptr [[SITE]])
// CHECK-NEXT:  br label %[[DONE:.*]]
// CHECK:       {{^}}[[DONE]]:
// CHECK:       phi ptr {{.*}}[ %[[M]], %[[NORMAL]] ]
void *releases(void *p, bool c) {
  void *r = p;
  try {
    if (c)
      r = into_raw(p);
  } catch (...) {
    r = nullptr;
  }
  return r;
}

// CHECK-LABEL: define {{.*}} @reclaims(
// CHECK:       call void @custody.mark.reclaim(ptr %[[P:.*]], ptr [[SITE:@.*]])
// CHECK-NEXT:  %[[H:.*]] = invoke ptr @from_raw(ptr noundef %[[P]])
// CHECK-NEXT:          to label %[[NORMAL:.*]] unwind label
// CHECK:       landingpad
// CHECK:       call void @custody.mark.leave(ptr inttoptr (i64 -1 to ptr), ptr [[SITE]])
// CHECK:       {{^}}[[NORMAL]]:
// CHECK-NEXT:  call void @custody.mark.leave(ptr %[[H]], ptr [[SITE]])
void *reclaims(void *p) {
  try {
    return from_raw(p);
  } catch (...) {
    log(1);
    return nullptr;
  }
}
}
