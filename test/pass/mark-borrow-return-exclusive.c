// An exclusive borrow of unknown span loses nothing: neither the call nor the definition is
// marked. (A mark would name a site without any loss, which is how a forged pointer looks.)
// RUN: %emit-ir %s | %opt -passes=custody-mark,sroa,verify -S | %check-calls %s
#include <custody/custody.h>

CUSTODY_RETURNS_EXCLUSIVE void *get(void *p);

// CHECK-LABEL: define {{.*}} @caller(
// CHECK:       %[[P:.*]] = call ptr @get(
// CHECK-NEXT:  ret ptr %[[P]]
void *caller(void *p) { return get(p); }

// CHECK-LABEL: define {{.*}} @defined(
// CHECK:       %[[V:.*]] = getelementptr {{.*}}, i64 16
// CHECK-NEXT:  ret ptr %[[V]]
CUSTODY_RETURNS_EXCLUSIVE void *defined(char *p) { return p + 16; }
