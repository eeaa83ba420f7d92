// With -g the span of a borrow is the size of the pointee and its name the pointee's; typedefs and
// qualifiers do not hide it, and a written size wins over it.
// RUN: %emit-ir -g %s | %opt -passes=custody-mark,verify -S | %FileCheck %s
#include <custody/custody.h>
struct inner { long a, b, c; };
typedef const struct inner alias;

// CHECK: @[[NAME:.*]] = private unnamed_addr constant {{.*}} c"inner\00"
// CHECK-NEXT: private constant {{.*}} ptr @[[NAME]], i64 24, i64 -1, i32 [[#@LINE+1]], i32 0, i32 1, i32 0, ptr null }
CUSTODY_BORROW_SHARED(1) void *shared(int n, alias *p) { return (void *)p; }

// CHECK: i64 8, i64 -1, i32 [[#@LINE+1]], i32 0, i32 2, i32 0, ptr null }
CUSTODY_BORROW_EXCLUSIVE_SIZED(0, 8) void *sized(struct inner *p) { return p; }

// The call: line and column of the call, span of the returned type.
// CHECK: i64 24, i64 -1, i32 [[#@LINE+3]], i32 30, i32 1, i32 0, ptr null }
CUSTODY_RETURNS_SHARED struct inner *peek(void *p);
struct inner *get(void *p) {
  struct inner *inner =      peek(p);
  return inner;
}
