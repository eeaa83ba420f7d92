; In unreachable code a value may be its own operand.
; RUN: timeout 20 %opt -passes=custody-mark,custody-propagate-calls,verify -S %s | %FileCheck %s
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"
declare void @g(ptr)

; CHECK-LABEL: define void @f(
; CHECK:       %q = getelementptr i8, ptr %q, i64 8
; CHECK:       call void @g(ptr %q)
; CHECK:       %t = select i1 true, ptr %s, ptr %p
define void @f(ptr %p) {
  ret void
dead:
  %q = getelementptr i8, ptr %q, i64 8
  call void @g(ptr %q)
  %s = select i1 true, ptr %t, ptr %p
  %t = select i1 true, ptr %s, ptr %p
  store ptr %s, ptr %p
  br label %dead
}

; A chain that runs into a circle.
; CHECK-LABEL: define {{.*}}@into_circle(
; CHECK: store ptr %r, ptr %o
define void @into_circle(ptr %o) {
  ret void
dead:
  %q = getelementptr i8, ptr %q, i64 8
  %r = getelementptr i8, ptr %q, i64 8
  store ptr %r, ptr %o
  br label %dead
}
