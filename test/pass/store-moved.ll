; A pointer with an offset is checked where it is stored, not where it is made; what goes back to where it
; came from has a tag only if it had one.
; RUN: %opt -passes=custody-propagate-calls,verify -S %s | %FileCheck %s
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

; CHECK-LABEL: define void @moved(
; CHECK:       %[[TAG:.*]] = call i32 @__custody_fast_load(ptr %from)
; CHECK-NOT:   fast_check
; CHECK:       %[[FROM:.*]] = ptrtoint ptr %p to i64
; CHECK:       call void @__custody_fast_store_moved(ptr %to, i64 %{{.*}}, i32 %[[TAG]], i64 %[[FROM]])
define void @moved(ptr %to, ptr %from, i64 %n) {
  %p = load ptr, ptr %from
  %q = getelementptr i8, ptr %p, i64 %n
  %r = getelementptr i8, ptr %q, i64 8
  store ptr %r, ptr %to
  ret void
}

; CHECK-LABEL: define void @back(
; CHECK:       %[[TAG:.*]] = call i32 @__custody_fast_load(ptr %slot)
; CHECK:       call void @__custody_fast_store_back(ptr %slot, i64 %{{.*}}, i32 %[[TAG]], i64 %{{.*}})
define void @back(ptr %slot) {
  %p = load ptr, ptr %slot
  %q = getelementptr i8, ptr %p, i64 8
  store ptr %q, ptr %slot
  ret void
}

; Something else may have been stored there in between, with its tag.
; CHECK-LABEL: define void @store_between(
; CHECK:       call void @__custody_fast_store_moved(ptr %slot,
; CHECK-NOT:   store_back
define void @store_between(ptr %slot, ptr %other) {
  %p = load ptr, ptr %slot
  %q = getelementptr i8, ptr %p, i64 8
  store i32 0, ptr %other
  store ptr %q, ptr %slot
  ret void
}
; CHECK-LABEL: define void @call_between(
; CHECK:       call void @__custody_fast_store_moved(ptr %slot,
; CHECK-NOT:   store_back
declare void @g()
define void @call_between(ptr %slot) {
  %p = load ptr, ptr %slot
  %q = getelementptr i8, ptr %p, i64 8
  call void @g()
  store ptr %q, ptr %slot
  ret void
}
; CHECK-LABEL: define void @another_block(
; CHECK:       call void @__custody_fast_store_moved(ptr %slot,
; CHECK-NOT:   store_back
define void @another_block(ptr %slot) {
  %p = load ptr, ptr %slot
  %q = getelementptr i8, ptr %p, i64 8
  br label %next
next:
  store ptr %q, ptr %slot
  ret void
}
; CHECK-LABEL: define void @atomic(
; CHECK:       call void @__custody_fast_store_moved(ptr %slot,
; CHECK-NOT:   store_back
define void @atomic(ptr %slot) {
  %p = load atomic ptr, ptr %slot acquire, align 8
  %q = getelementptr i8, ptr %p, i64 8
  store atomic ptr %q, ptr %slot release, align 8
  ret void
}

; One that was asked for before is not computed twice.
; CHECK-LABEL: define void @asked_before(
; CHECK:       %[[PLAIN:.*]] = call i32 @__custody_fast_check(
; CHECK:       call void @__custody_fast_handover1(ptr @custody.handover.take.0, i32 %[[PLAIN]])
; CHECK:       call void @__custody_fast_store(ptr %to, i64 %{{.*}}, i32 %[[PLAIN]])
declare void @take(ptr)
define void @asked_before(ptr %to, ptr %from) {
  %p = load ptr, ptr %from
  %q = getelementptr i8, ptr %p, i64 8
  call void @take(ptr %q)
  store ptr %q, ptr %to
  ret void
}
