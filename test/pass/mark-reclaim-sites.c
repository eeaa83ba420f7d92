// What the forms of CUSTODY_RECLAIM say ends up in the site: payload and header, the flags.
// RUN: %emit-ir %s | %opt -passes=custody-mark,verify -S | %FileCheck %s
#include <custody/custody.h>

CUSTODY_RECLAIM_SIZED(0, 16, 24) void sized(void *p);
CUSTODY_RECLAIM_PAYLOAD(0) void payload(void *p);
CUSTODY_RECLAIM(0) CUSTODY_CONSUMES void consumes(void *p);
CUSTODY_CONSUMES CUSTODY_RECLAIM_PAYLOAD(0) void both(void *p);

// { function, file, name, span, header, line, column, kind, flags }
// CHECK:      @[[NAME:.*]] = private unnamed_addr constant {{.*}} c"sized\00"
// CHECK-NEXT: private constant {{.*}} { ptr @{{[^,]*}}, ptr null, ptr @[[NAME]], i64 24, i64 16, i32 0, i32 0, i32 6, i32 0, ptr null }
// CHECK:      c"payload\00"
// CHECK-NEXT: i64 0, i64 -1, i32 0, i32 0, i32 6, i32 4, ptr null }
// CHECK:      c"consumes\00"
// CHECK-NEXT: i64 0, i64 -1, i32 0, i32 0, i32 6, i32 2, ptr null }
// CHECK:      c"both\00"
// CHECK-NEXT: i64 0, i64 -1, i32 0, i32 0, i32 6, i32 6, ptr null }
void caller(void *p) {
  sized(p);
  payload(p);
  consumes(p);
  both(p);
}
