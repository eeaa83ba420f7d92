; Arithmetic on a pointer's integer keeps its tag, the difference of two has none; visible bits are forged, sentinels are not.
; RUN: %opt -passes=custody-propagate-calls,verify -S %s | %FileCheck %s

target triple = "x86_64-unknown-linux-gnu"
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"

; CHECK-LABEL: define {{.*}}@round_trip(
; CHECK-NEXT: [[T1:%[^ ,)]+]] = call ptr @__custody_fast_enter(ptr @custody.enter, ptr @custody.self.round_trip)
; CHECK-NEXT: [[TCUSTODY_TAG:%[^ ,)]+]] = load i32, ptr [[T1]], align 4, !nosanitize
; CHECK-NEXT: %i = ptrtoint ptr %p to i64
; CHECK-NEXT: [[T2:%[^ ,)]+]] = call i32 @__custody_fast_check(i32 [[TCUSTODY_TAG]], i64 %i)
; CHECK-NEXT: %m = and i64 %i, -8
; CHECK-NEXT: %r = inttoptr i64 %m to ptr
; CHECK-NEXT: call void @__custody_fast_return1(i64 {{-[0-9]+}}, ptr @round_trip, i32 [[T2]])
; CHECK-NEXT: ret ptr %r
define ptr @round_trip(ptr %p) {
  %i = ptrtoint ptr %p to i64
  %m = and i64 %i, -8
  %r = inttoptr i64 %m to ptr
  ret ptr %r
}
; No tag of the difference is known, so neither operand's tag is wanted.
; CHECK-LABEL: define {{.*}}@difference(
; CHECK-NEXT: %i = ptrtoint ptr %p to i64
; CHECK-NEXT: %j = ptrtoint ptr %q to i64
; CHECK-NEXT: %d = sub i64 %i, %j
; CHECK-NEXT: %r = inttoptr i64 %d to ptr
; CHECK-NEXT: call void @__custody_fast_return1(i64 {{-[0-9]+}}, ptr @difference, i32 0)
; CHECK-NEXT: ret ptr %r
define ptr @difference(ptr %p, ptr %q) {
  %i = ptrtoint ptr %p to i64
  %j = ptrtoint ptr %q to i64
  %d = sub i64 %i, %j
  %r = inttoptr i64 %d to ptr
  ret ptr %r
}
; CHECK-LABEL: define {{.*}}@forged(
; CHECK-NEXT: [[T1:%[^ ,)]+]] = call i32 @__custody_fast_forge(ptr @custody.indices)
; CHECK-NEXT: call void @__custody_fast_return1(i64 {{-[0-9]+}}, ptr @forged, i32 [[T1]])
; CHECK-NEXT: ret ptr inttoptr (i64 305419896 to ptr)
define ptr @forged() {
  ret ptr inttoptr (i64 305419896 to ptr)
}
; CHECK-LABEL: define {{.*}}@sentinel(
; CHECK-NEXT: ret ptr inttoptr (i64 -1 to ptr)
define ptr @sentinel() {
  ret ptr inttoptr (i64 -1 to ptr)
}
