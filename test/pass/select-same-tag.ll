; Both arms of the select have the same tag, so the select needs none of its own; what is computed
; from the selected pointer must still come behind it.
; RUN: %opt -passes=custody-propagate-calls,verify -S %s | %check-calls %s
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

; CHECK-LABEL: define void @f(
; CHECK:       %[[IN:.*]] = call ptr @__custody_fast_enter(
; CHECK:       %[[CELL:.*]] = load i32, ptr %[[IN]]
; CHECK:       %[[TAG:.*]] = call i32 @__custody_fast_check(i32 %[[CELL]],
; CHECK:       %s = select i1 %c, ptr %a, ptr %b
; CHECK:       %q = getelementptr i8, ptr %s, i64 1
; CHECK:       %[[FROM:.*]] = ptrtoint ptr %s to i64
; CHECK:       call void @__custody_fast_store_moved(ptr %o, i64 %{{.*}}, i32 %[[TAG]], i64 %[[FROM]])
define void @f(ptr %p, i1 %c, ptr %o) {
  %a = getelementptr i8, ptr %p, i64 8
  %b = getelementptr i8, ptr %p, i64 16
  %s = select i1 %c, ptr %a, ptr %b
  %q = getelementptr i8, ptr %s, i64 1
  store ptr %q, ptr %o
  ret void
}
