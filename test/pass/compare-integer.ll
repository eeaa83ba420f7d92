; Where one of two compared integers was a pointer, both are made opaque, marks or not.
; RUN: %opt -passes=custody-mark,verify -S %s | %check-calls %s
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

; CHECK-LABEL: define i1 @both(
; CHECK:       %i = ptrtoint ptr %p to i64
; CHECK:       %[[A:.*]] = call i64 @custody.compare.i64(i64 %i)
; CHECK-NEXT:  %[[B:.*]] = call i64 @custody.compare.i64(i64 %j)
; CHECK-NEXT:  icmp eq i64 %[[A]], %[[B]]
define i1 @both(ptr %p, ptr %q) {
  %i = ptrtoint ptr %p to i64
  %j = ptrtoint ptr %q to i64
  %c = icmp eq i64 %i, %j
  ret i1 %c
}

; CHECK-LABEL: define i1 @one(
; CHECK:       %[[A:.*]] = call i64 @custody.compare.i64(i64 %n)
; CHECK-NEXT:  %[[B:.*]] = call i64 @custody.compare.i64(i64 %j)
; CHECK-NEXT:  icmp ne i64 %[[A]], %[[B]]
define i1 @one(i64 %n, ptr %q) {
  %j = ptrtoint ptr %q to i64
  %c = icmp ne i64 %n, %j
  ret i1 %c
}

; CHECK-LABEL: define i1 @object(
; CHECK:       call i64 @custody.compare.i64(i64 %n)
; CHECK-NEXT:  call i64 @custody.compare.i64(i64 ptrtoint (ptr @g to i64))
@g = external global i32
define i1 @object(i64 %n) {
  %c = icmp eq i64 %n, ptrtoint (ptr @g to i64)
  ret i1 %c
}

; Plain integers, constants, orders and other widths stay.
; CHECK-LABEL: define i1 @left_alone(
; CHECK:       icmp eq i64 %n, %m
; CHECK-NEXT:  icmp eq i64 %j, 0
; CHECK-NEXT:  icmp ult i64 %j, %n
; CHECK-NEXT:  icmp eq i32 %t, %u
define i1 @left_alone(i64 %n, i64 %m, ptr %q, i32 %u) {
  %j = ptrtoint ptr %q to i64
  %t = ptrtoint ptr %q to i32
  %a = icmp eq i64 %n, %m
  %b = icmp eq i64 %j, 0
  %c = icmp ult i64 %j, %n
  %d = icmp eq i32 %t, %u
  %ab = or i1 %a, %b
  %cd = or i1 %c, %d
  %r = or i1 %ab, %cd
  ret i1 %r
}
