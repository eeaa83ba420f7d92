; The optimizer copies pointers as i64: an unchanged copy carries the tag, and so does a pointer cast
; to an integer. Integers that were computed from integers cost nothing; one that came in as such may
; be a structure of one pointer, and clears.
; RUN: %opt -passes=custody-propagate-calls,verify -S %s | %check-calls %s
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

; CHECK-LABEL: define void @copy(
; CHECK-NEXT:  call ptr @__custody_fast_enter(ptr @custody.enter, ptr @custody.self.copy)
; CHECK-NEXT:  %i = load i64, ptr %from
; CHECK-NEXT:  %[[TAG:.*]] = call i32 @__custody_fast_load(ptr %from)
; CHECK-NEXT:  call void @__custody_fast_store(ptr %to, i64 %i, i32 %[[TAG]])
; CHECK-NEXT:  store i64 %i, ptr %to
; CHECK-NEXT:  ret void
define void @copy(ptr %to, ptr %from) {
  %i = load i64, ptr %from
  store i64 %i, ptr %to
  ret void
}

; CHECK-LABEL: define void @cast(
; CHECK-NEXT:  call ptr @__custody_fast_enter(ptr @custody.enter, ptr @custody.self.cast)
; CHECK:       %p = load ptr, ptr %from
; CHECK:       %[[TAG:.*]] = call i32 @__custody_fast_load(
; CHECK:       %[[PLAIN:.*]] = call i32 @__custody_fast_check(i32 %[[TAG]], i64 %i)
; CHECK:       call void @__custody_fast_store(ptr %to, i64 %i, i32 %[[TAG]])
; CHECK-NEXT:  store i64 %i, ptr %to
; CHECK:       call void @__custody_fast_store(ptr %to, i64 %j, i32 %[[PLAIN]])
; CHECK-NEXT:  store i64 %j, ptr %to
define void @cast(ptr %to, ptr %from) {
  %p = load ptr, ptr %from
  %i = ptrtoint ptr %p to i64
  store i64 %i, ptr %to
  %j = or i64 %i, 1
  store i64 %j, ptr %to
  ret void
}

; CHECK-LABEL: define void @computed(
; CHECK-NEXT:  %i = load i64, ptr %from
; CHECK-NEXT:  %j = add i64 %i, 1
; CHECK-NEXT:  store i64 %j, ptr %to
; CHECK-NEXT:  %k = mul i64 %i, %i
; CHECK-NEXT:  store i64 %k, ptr %to
; CHECK-NEXT:  call void @__custody_fast_clear(ptr %to)
; CHECK-NEXT:  store i64 %n, ptr %to
; CHECK-NEXT:  store i64 42, ptr %to
; CHECK-NEXT:  %s = load i32, ptr %from
; CHECK-NEXT:  store i32 %s, ptr %to
; CHECK-NEXT:  ret void
define void @computed(ptr %to, ptr %from, i64 %n) {
  %i = load i64, ptr %from
  %j = add i64 %i, 1
  store i64 %j, ptr %to
  %k = mul i64 %i, %i
  store i64 %k, ptr %to
  store i64 %n, ptr %to
  store i64 42, ptr %to
  %s = load i32, ptr %from
  store i32 %s, ptr %to
  ret void
}
