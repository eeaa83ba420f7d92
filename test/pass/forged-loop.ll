; What a loop computes from itself is not in plain sight: without optimization, where it goes through a local
; variable, no more than with, where it goes through a PHI.
; RUN: %opt -passes=custody-propagate-calls,verify -S %s | %FileCheck %s
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

; CHECK-LABEL: define {{.*}}@through_local(
; CHECK-NOT:     @__custody_fast_forge
; CHECK:         ret ptr
define ptr @through_local(i1 %again) {
entry:
  %a = alloca i64
  store i64 4096000, ptr %a
  br label %loop
loop:
  %v = load i64, ptr %a
  %w = add i64 %v, 4096
  store i64 %w, ptr %a
  br i1 %again, label %loop, label %out
out:
  %x = load i64, ptr %a
  %p = inttoptr i64 %x to ptr
  ret ptr %p
}

; CHECK-LABEL: define {{.*}}@through_phi(
; CHECK-NOT:     @__custody_fast_forge
; CHECK:         ret ptr
define ptr @through_phi(i1 %again) {
entry:
  br label %loop
loop:
  %v = phi i64 [ 4096000, %entry ], [ %w, %loop ]
  %w = add i64 %v, 4096
  br i1 %again, label %loop, label %out
out:
  %p = inttoptr i64 %w to ptr
  ret ptr %p
}

; Two locals without a loop.
; CHECK-LABEL: define {{.*}}@through_two(
; CHECK:         call i32 @__custody_fast_forge
; CHECK:         ret ptr
define ptr @through_two() {
  %a = alloca i64
  %b = alloca i64
  store i64 4096000, ptr %a
  %v = load i64, ptr %a
  %w = add i64 %v, %v
  store i64 %w, ptr %b
  %x = load i64, ptr %b
  %p = inttoptr i64 %x to ptr
  ret ptr %p
}

; One of the integers that are stored is not in plain sight.
; CHECK-LABEL: define {{.*}}@through_mixed(
; CHECK-NOT:     @__custody_fast_forge
; CHECK:         ret ptr
define ptr @through_mixed(i64 %n) {
  %a = alloca i64
  store i64 4096000, ptr %a
  %v = load i64, ptr %a
  %w = add i64 %v, %n
  store i64 %w, ptr %a
  %x = load i64, ptr %a
  %p = inttoptr i64 %x to ptr
  ret ptr %p
}

; The constant is an address in @dereference, and nobody wants its tag there.
; CHECK-LABEL: define {{.*}}@store_constant(
; CHECK:         call i32 @__custody_fast_forge
define void @store_constant(ptr %s) {
  store ptr inttoptr (i64 1234567 to ptr), ptr %s
  ret void
}
; CHECK-LABEL: define {{.*}}@dereference(
; CHECK-NOT:     @__custody_fast_forge
; CHECK:         ret i32
define i32 @dereference() {
  %x = load i32, ptr inttoptr (i64 1234567 to ptr)
  store i32 1, ptr inttoptr (i64 1234567 to ptr)
  ret i32 %x
}
