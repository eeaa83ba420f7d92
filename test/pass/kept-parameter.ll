; A debug build keeps each parameter in a local. A function that unseen code may call takes what is handed
; over then, though it only reads through the pointer: nobody may think that uninstrumented code got it. A
; function that only this module calls need not, since its callers hand nothing over.
; RUN: %opt -passes=custody-propagate-calls,verify -S %s | %check-calls %s
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

; CHECK-LABEL: define i32 @reads(
; CHECK:       call ptr @__custody_fast_enter(ptr @custody.enter, ptr @custody.self.reads)
; CHECK-NEXT:  store ptr %p, ptr %kept
; CHECK-NEXT:  %q = load ptr, ptr %kept
; CHECK-NEXT:  %v = load i32, ptr %q
; CHECK-NEXT:  ret i32 %v
define i32 @reads(ptr %p) {
  %kept = alloca ptr
  store ptr %p, ptr %kept
  %q = load ptr, ptr %kept
  %v = load i32, ptr %q
  ret i32 %v
}

; CHECK-LABEL: define internal i32 @local(
; CHECK-NEXT:  %kept = alloca ptr
; CHECK-NEXT:  store ptr %p, ptr %kept
define internal i32 @local(ptr %p) {
  %kept = alloca ptr
  store ptr %p, ptr %kept
  %q = load ptr, ptr %kept
  %v = load i32, ptr %q
  ret i32 %v
}

; CHECK-LABEL: define i32 @calls(
; CHECK-NEXT:  %p = load ptr, ptr %from
; CHECK-NEXT:  %v = call i32 @local(ptr %p)
define i32 @calls(ptr %from) {
  %p = load ptr, ptr %from
  %v = call i32 @local(ptr %p)
  ret i32 %v
}
