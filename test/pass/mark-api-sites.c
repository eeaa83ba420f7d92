// The sites of the calls of custody.h: sizes are taken from constant arguments, 0 is unknown.
// RUN: %emit-ir %s | %opt -passes=custody-mark,verify -S | %FileCheck %s
#include <custody/custody.h>

// { function, file, name, span, header, line, column, kind, flags }
// CHECK: c"custody_release\00"
// CHECK-NEXT: i64 0, i64 -1, i32 0, i32 0, i32 5, i32 0, ptr null }
void *release(void *p) { return custody_release(p); }
// CHECK: c"custody_reclaim_sized\00"
// CHECK-NEXT: i64 24, i64 16, i32 0, i32 0, i32 6, i32 0, ptr null }
void *reclaim(void *p) { return custody_reclaim_sized(p, 16, 24); }
// CHECK: c"custody_reclaim_sized\00"
// CHECK-NEXT: i64 0, i64 -1, i32 0, i32 0, i32 6, i32 0, ptr null }
void *reclaim_unknown(void *p) { return custody_reclaim(p); }
// CHECK: c"custody_reclaim_sized\00"
// CHECK-NEXT: i64 0, i64 -1, i32 0, i32 0, i32 6, i32 0, ptr null }
void *reclaim_variable(void *p, size_t n) { return custody_reclaim_sized(p, n, n); }
// CHECK: c"custody_reclaim_once_sized\00"
// CHECK-NEXT: i64 0, i64 -1, i32 0, i32 0, i32 6, i32 2, ptr null }
void *reclaim_once(void *p) { return custody_reclaim_once(p); }
// CHECK: c"borrow_shared\00"
// CHECK-NEXT: i64 24, i64 -1, i32 0, i32 0, i32 1, i32 0, ptr null }
const void *borrow_shared(void *p) { return custody_borrow_shared(p, 24); }
// CHECK: c"borrow_exclusive\00"
// CHECK-NEXT: i64 8, i64 -1, i32 0, i32 0, i32 2, i32 0, ptr null }
void *borrow_exclusive(void *p) { return custody_borrow_exclusive(p, 8); }
// CHECK: c"custody_recover\00"
// CHECK-NEXT: i64 0, i64 -1, i32 0, i32 0, i32 7, i32 0, ptr null }
void *recover(void *p) { return custody_recover(p); }
// CHECK: c"custody_transfer_out\00"
// CHECK-NEXT: i64 0, i64 -1, i32 0, i32 0, i32 5, i32 10, ptr null }
void *transfer_out(void *p) { return custody_transfer_out(p); }
// CHECK: c"custody_transfer_in\00"
// CHECK-NEXT: i64 0, i64 -1, i32 0, i32 0, i32 6, i32 10, ptr null }
void *transfer_in(void *p) { return custody_transfer_in(p); }
// CHECK: c"custody_describe\00"
// CHECK-NEXT: i64 0, i64 -1, i32 0, i32 0, i32 8, i32 0, ptr null }
void describe(void *p) { custody_describe(p); }
