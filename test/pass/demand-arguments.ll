; Who only reads and writes through its pointer wants no tag, and is handed none; who keeps it,
; returns it or hands it on to somebody who does, is. Of a callee that is not seen nothing is known.
; RUN: %opt -passes=custody-propagate-calls,verify -S %s | %FileCheck %s
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

declare void @unseen(ptr)

define internal i32 @reads(ptr %p) {
  %f = getelementptr i8, ptr %p, i64 4
  %v = load i32, ptr %f
  ret i32 %v
}
define internal void @keeps(ptr %p, ptr %to) {
  store ptr %p, ptr %to
  ret void
}
define internal i32 @hands_on(ptr %p, ptr %to) {
  %v = call i32 @reads(ptr %p)
  call void @keeps(ptr %p, ptr %to)
  ret i32 %v
}
; What is only kept for a debugger is not wanted.
define internal void @spills(ptr %p) {
  %spill = alloca ptr
  store ptr %p, ptr %spill
  ret void
}

; CHECK-LABEL: define void @caller(
; CHECK:       %[[TAG:.*]] = load i32
; CHECK-NOT:   call void @__custody_fast_{{publish|handover}}
; CHECK:       call i32 @reads(
; CHECK-NEXT:  call void @spills(
; CHECK-NEXT:  call i32 @hands_on(ptr %p, ptr %to, i32 %[[TAG]])
; CHECK-NEXT:  call void @__custody_fast_handover1(ptr @custody.handover.unseen.0, i32 %[[TAG]])
; CHECK-NEXT:  call void @unseen(
define void @caller(ptr %p, ptr %to) {
  %a = call i32 @reads(ptr %p)
  call void @spills(ptr %p)
  %b = call i32 @hands_on(ptr %p, ptr %to)
  call void @unseen(ptr %p)
  ret void
}
