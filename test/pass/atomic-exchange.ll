; An exchange gives the slot the new value's tag, and its result the old one's.
; RUN: %opt -passes=custody-propagate-calls,verify -S %s | %check-calls %s
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

; CHECK-LABEL: define ptr @swap(
; CHECK:       %[[IN:.*]] = call ptr @__custody_fast_enter(
; CHECK:       %[[AT:.*]] = getelementptr i8, ptr %[[IN]], i64 4
; CHECK-NEXT:  %[[NEW:.*]] = load i32, ptr %[[AT]]
; CHECK:       %[[BEFORE:.*]] = call i32 @__custody_fast_exchange_begin(ptr %slot, i32 {{.*}})
; CHECK-NEXT:  %old = atomicrmw xchg ptr %slot, ptr %p acq_rel
; CHECK-NEXT:  %[[BITS:.*]] = ptrtoint ptr %p to i64
; CHECK:       %[[TAG:.*]] = call i32 @__custody_fast_exchange(ptr %slot, i64 %[[BITS]], i32 %[[NEW]], i32 %[[BEFORE]])
; CHECK:       call void @__custody_fast_return1(i64 {{.*}}, ptr @swap, i32 %[[TAG]])
; CHECK:       ret ptr %old
define ptr @swap(ptr %slot, ptr %p) {
  %old = atomicrmw xchg ptr %slot, ptr %p acq_rel
  ret ptr %old
}

; The exchange is lowered where nobody asks for the result, and once where two do.
; CHECK-LABEL: define void @unused(
; CHECK-NEXT:  call ptr @__custody_fast_enter(ptr @custody.enter, ptr @custody.self.unused)
; CHECK:       call i32 @__custody_fast_exchange_begin(ptr %slot, i32 {{.*}})
; CHECK-NEXT:  atomicrmw xchg
; CHECK:       call i32 @__custody_fast_exchange(ptr %slot, i64 {{.*}}, i32 0, i32 {{.*}})
; CHECK:       ret void
@object = global i32 0
define void @unused(ptr %slot) {
  %old = atomicrmw xchg ptr %slot, ptr @object seq_cst
  ret void
}

; CHECK-LABEL: define void @twice(
; CHECK:       call ptr @__custody_fast_enter(
; CHECK:       call i32 @__custody_fast_exchange_begin(ptr %slot, i32 {{.*}})
; CHECK-NEXT:  atomicrmw xchg ptr %slot, i64 %n
; CHECK:       %[[TAG:.*]] = call i32 @__custody_fast_exchange(ptr %slot, i64 %n, i32 %{{.*}}, i32 %{{.*}})
; CHECK:       call void @__custody_fast_store(ptr %to, i64 {{.*}}, i32 %[[TAG]])
; CHECK:       call void @__custody_fast_store(ptr %to, i64 {{.*}}, i32 %[[TAG]])
define void @twice(ptr %slot, i64 %n, ptr %to) {
  %old = atomicrmw xchg ptr %slot, i64 %n seq_cst
  %p = inttoptr i64 %old to ptr
  store ptr %p, ptr %to
  store ptr %p, ptr %to
  ret void
}

; Arithmetic and other widths are no exchange of a pointer.
; CHECK-LABEL: define void @others(
; CHECK-NEXT:  call ptr @__custody_fast_enter(ptr @custody.enter, ptr @custody.self.others)
; CHECK-NEXT:  atomicrmw add
; CHECK-NEXT:  atomicrmw xchg
; CHECK-NEXT:  ret void
define void @others(ptr %slot, i32 %n) {
  %a = atomicrmw add ptr %slot, i64 1 seq_cst
  %b = atomicrmw xchg ptr %slot, i32 %n seq_cst
  ret void
}
