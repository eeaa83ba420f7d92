; A function that returns no tag gives none, and its callers look for none; nor does one of which no
; caller does more than read and write through what it returns.
; RUN: %opt -passes=custody-propagate-calls,verify -S %s | %FileCheck %s
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

declare ptr @malloc(i64)

; CHECK-LABEL: define internal ptr @fresh(
; CHECK-NOT:   __custody_fast_return
; CHECK:       ret ptr
define internal ptr @fresh() {
  %p = call ptr @malloc(i64 16)
  ret ptr %p
}
; CHECK-LABEL: define internal ptr @looked_at(
; CHECK-NOT:   __custody_fast_return
; CHECK:       ret ptr
define internal ptr @looked_at(ptr %from) {
  %p = load ptr, ptr %from
  ret ptr %p
}
; CHECK-LABEL: define internal { ptr, i32 } @kept(
; CHECK:       ret { ptr, i32 }
define internal ptr @kept(ptr %from) {
  %p = load ptr, ptr %from
  ret ptr %p
}
; CHECK-LABEL: define i32 @caller(
; CHECK:       %a = call ptr @fresh()
; CHECK-NEXT:  call void @__custody_fast_clear(ptr %to)
; CHECK-NEXT:  store ptr %a, ptr %to
; CHECK:       %b = call ptr @looked_at(
; CHECK-NEXT:  %v = load i32, ptr %b
; CHECK:       %c = call { ptr, i32 } @kept(
; CHECK-NOT:   __custody_fast_returned
define i32 @caller(ptr %from, ptr %to) {
  %a = call ptr @fresh()
  store ptr %a, ptr %to
  %b = call ptr @looked_at(ptr %from)
  %v = load i32, ptr %b
  %c = call ptr @kept(ptr %from)
  store ptr %c, ptr %to
  ret i32 %v
}
