; A pointer that certainly has no tag still clears the cell: its bits may be those of the old one.
; null need not: nothing with its bits has a tag.
; RUN: %opt -passes=custody-propagate-calls,verify -S %s | %check-calls %s
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"
@object = global i32 0
declare ptr @malloc(i64)

; CHECK-LABEL: define void @clears(
; CHECK:       call ptr @__custody_fast_enter(ptr @custody.enter, ptr @custody.self.clears)
; CHECK:       call void @__custody_fast_clear(ptr %to)
; CHECK-NEXT:  store ptr @object, ptr %to
; CHECK-NEXT:  call void @__custody_fast_clear(ptr %to)
; CHECK-NEXT:  store ptr %local, ptr %to
; CHECK:       call void @__custody_fast_clear(ptr %to)
; CHECK-NEXT:  store ptr %fresh, ptr %to
; CHECK-NEXT:  ret void
define void @clears(ptr %to) {
  %local = alloca i32
  store ptr @object, ptr %to
  store ptr %local, ptr %to
  %fresh = call ptr @malloc(i64 8)
  store ptr %fresh, ptr %to
  ret void
}

; CHECK-LABEL: define void @nothing(
; CHECK-NEXT:  call ptr @__custody_fast_enter(ptr @custody.enter, ptr @custody.self.nothing)
; CHECK-NEXT:  store ptr null, ptr %to
; CHECK-NEXT:  store ptr poison, ptr %to
; CHECK-NEXT:  store { ptr, ptr } zeroinitializer, ptr %to
; CHECK-NEXT:  store i32 %n, ptr %to
; CHECK-NEXT:  store double %d, ptr %to
; CHECK-NEXT:  ret void
define void @nothing(ptr %to, i32 %n, double %d) {
  store ptr null, ptr %to
  store ptr poison, ptr %to
  store { ptr, ptr } zeroinitializer, ptr %to
  store i32 %n, ptr %to
  store double %d, ptr %to
  ret void
}
