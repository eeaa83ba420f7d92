; A compare-exchange says whether it stored: one that failed leaves the slot's tag.
; RUN: %opt -passes=custody-propagate-calls,verify -S %s | %check-calls %s
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

; CHECK-LABEL: define ptr @cas(
; CHECK:       %[[IN:.*]] = call ptr @__custody_fast_enter(
; CHECK:       %[[AT:.*]] = getelementptr i8, ptr %[[IN]], i64 8
; CHECK-NEXT:  %[[NEW:.*]] = load i32, ptr %[[AT]]
; CHECK:       %[[BEFORE:.*]] = call i32 @__custody_fast_exchange_begin(ptr %slot, i32 {{.*}})
; CHECK-NEXT:  %r = cmpxchg weak ptr %slot, ptr %expected, ptr %p acq_rel monotonic
; CHECK-NEXT:  %[[BITS:.*]] = ptrtoint ptr %p to i64
; CHECK-NEXT:  %[[STORED:.*]] = extractvalue { ptr, i1 } %r, 1
; CHECK-NEXT:  %[[BYTE:.*]] = zext i1 %[[STORED]] to i8
; CHECK-NEXT:  %[[TAG:.*]] = call i32 @__custody_fast_compare_exchange(ptr %slot, i64 %[[BITS]], i32 %[[NEW]], i32 %[[BEFORE]], i8 %[[BYTE]])
; CHECK:       call void @__custody_fast_return1(i64 {{.*}}, ptr @cas, i32 %[[TAG]])
define ptr @cas(ptr %slot, i64 %n, ptr %p, ptr %expected) {
  %r = cmpxchg weak ptr %slot, ptr %expected, ptr %p acq_rel monotonic
  %old = extractvalue { ptr, i1 } %r, 0
  ret ptr %old
}

; The body: without a tag, the cell is cleared behind the test of success.
; RUN: %opt -passes=custody-propagate,verify -S %s | %FileCheck %s --check-prefix=BODY
; BODY-LABEL: define void @unused(
; BODY:       %[[R:.*]] = cmpxchg
; BODY:       %[[STORED:.*]] = extractvalue { ptr, i1 } %[[R]], 1
; BODY:       %[[BYTE:.*]] = zext i1 %[[STORED]] to i8
; BODY:       icmp eq i8 %[[BYTE]], 0
; BODY:       ret void
; CHECK-LABEL: define void @unused(
; CHECK-NEXT:  call ptr @__custody_fast_enter(ptr @custody.enter, ptr @custody.self.unused)
; CHECK-NEXT:  call i32 @__custody_fast_exchange_begin(ptr %slot, i32 {{.*}})
; CHECK:       call i32 @__custody_fast_compare_exchange(ptr %slot, i64 {{.*}}, i32 0, i32 %{{.*}}, i8 %{{.*}})
@object = global i32 0
define void @unused(ptr %slot) {
  %r = cmpxchg ptr %slot, ptr null, ptr @object seq_cst seq_cst
  ret void
}
