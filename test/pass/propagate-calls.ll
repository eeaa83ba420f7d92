; Arguments and results: what is published under which name, and what a call without instrumented callee needs.
; RUN: %opt -passes=custody-propagate-calls,verify -S %s | %FileCheck %s

target triple = "x86_64-unknown-linux-gnu"
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
declare ptr @g(ptr, i32, ptr)
declare void @v(ptr, ...)
declare void @many(i32, i32, i32, i32, i32, i32, i32, i32, ptr)
declare void @by(ptr byval({ ptr, ptr, ptr }))
declare void @fill(ptr)
declare i64 @strlen(ptr)

; CHECK-LABEL: define {{.*}}@direct(
; CHECK-NEXT: [[T1:%[^ ,)]+]] = call ptr @__custody_fast_enter(ptr @custody.enter, ptr @custody.self.direct)
; CHECK-NEXT: %p = load ptr, ptr %s, align 8
; CHECK-NEXT: [[T2:%[^ ,)]+]] = call i32 @__custody_fast_load(ptr %s)
; CHECK-NEXT: call void @__custody_fast_handover1(ptr @custody.handover.g.2, i32 [[T2]])
; CHECK-NEXT: %r = call ptr @g(ptr null, i32 1, ptr %p)
; CHECK-NEXT: [[T3:%[^ ,)]+]] = call i32 @__custody_fast_returned(i64 {{-[0-9]+}})
; CHECK-NEXT: [[TCUSTODY_BITS:%[^ ,)]+]] = ptrtoint ptr %r to i64
; CHECK-NEXT: call void @__custody_fast_store(ptr %o, i64 [[TCUSTODY_BITS]], i32 [[T3]])
; CHECK-NEXT: store ptr %r, ptr %o, align 8
; CHECK-NEXT: ret void
define void @direct(ptr %s, ptr %o) {
  %p = load ptr, ptr %s
  %r = call ptr @g(ptr null, i32 1, ptr %p)
  store ptr %r, ptr %o
  ret void
}
; CHECK-LABEL: define {{.*}}@unused(
; CHECK-NEXT: [[T1:%[^ ,)]+]] = call ptr @__custody_fast_enter(ptr @custody.enter, ptr @custody.self.unused)
; CHECK-NEXT: [[TCUSTODY_TAG:%[^ ,)]+]] = load i32, ptr [[T1]], align 4, !nosanitize
; CHECK-NEXT: call void @__custody_fast_handover1(ptr @custody.handover.g.0, i32 [[TCUSTODY_TAG]])
; CHECK-NEXT: %r = call ptr @g(ptr %p, i32 1, ptr null)
; CHECK-NEXT: ret void
define void @unused(ptr %p) {
  %r = call ptr @g(ptr %p, i32 1, ptr null)
  ret void
}
; CHECK-LABEL: define {{.*}}@indirect(
; CHECK-NEXT: [[T1:%[^ ,)]+]] = call ptr @__custody_fast_enter(ptr @custody.enter, ptr @custody.self.indirect)
; CHECK-NEXT: [[TCUSTODY_AT:%[^ ,)]+]] = getelementptr i8, ptr [[T1]], i64 4
; CHECK-NEXT: [[TCUSTODY_TAG:%[^ ,)]+]] = load i32, ptr [[TCUSTODY_AT]], align 4, !nosanitize
; CHECK-NEXT: [[TCUSTODY_BITS:%[^ ,)]+]] = ptrtoint ptr %f to i64
; CHECK-NEXT: call void @__custody_fast_publish1(i64 [[TCUSTODY_BITS]], i32 [[TCUSTODY_TAG]])
; CHECK-NEXT: call void %f(ptr %p)
; CHECK-NEXT: ret void
define void @indirect(ptr %f, ptr %p) {
  call void %f(ptr %p)
  ret void
}
; CHECK-LABEL: define {{.*}}@nine(
; CHECK-NEXT: [[T1:%[^ ,)]+]] = call ptr @__custody_fast_enter(ptr @custody.enter, ptr @custody.self.nine)
; CHECK-NEXT: [[TCUSTODY_TAG:%[^ ,)]+]] = load i32, ptr [[T1]], align 4, !nosanitize
; CHECK-NEXT: [[T2:%[^ ,)]+]] = call ptr @__custody_fast_publish(i64 {{-[0-9]+}}, i32 [[TCUSTODY_TAG]])
; CHECK-NEXT: [[TCUSTODY_AT:%[^ ,)]+]] = getelementptr i8, ptr [[T2]], i64 64
; CHECK-NEXT: store i32 [[TCUSTODY_TAG]], ptr [[TCUSTODY_AT]], align 4, !nosanitize
; CHECK-NEXT: call void @many(i32 0, i32 0, i32 0, i32 0, i32 0, i32 0, i32 0, i32 0, ptr %p)
; CHECK-NEXT: ret void
define void @nine(ptr %p) {
  call void @many(i32 0, i32 0, i32 0, i32 0, i32 0, i32 0, i32 0, i32 0, ptr %p)
  ret void
}
; CHECK-LABEL: define {{.*}}@variable(
; CHECK-NEXT: [[T1:%[^ ,)]+]] = call ptr @__custody_fast_enter(ptr @custody.enter, ptr @custody.self.variable)
; CHECK-NEXT: [[TCUSTODY_TAG:%[^ ,)]+]] = load i32, ptr [[T1]], align 4, !nosanitize
; CHECK-NEXT: [[T2:%[^ ,)]+]] = call ptr @__custody_fast_publish(i64 {{-[0-9]+}}, i32 [[TCUSTODY_TAG]])
; CHECK-NEXT: [[TCUSTODY_AT:%[^ ,)]+]] = getelementptr i8, ptr [[T2]], i64 152
; CHECK-NEXT: store i32 [[TCUSTODY_TAG]], ptr [[TCUSTODY_AT]], align 4, !nosanitize
; CHECK-NEXT: call void (ptr, ...) @v(ptr null, i32 1, ptr %p)
; CHECK-NEXT: ret void
define void @variable(ptr %p) {
  call void (ptr, ...) @v(ptr null, i32 1, ptr %p)
  ret void
}
; CHECK-LABEL: define {{.*}}@copied(
; CHECK-NEXT: [[T1:%[^ ,)]+]] = call ptr @__custody_fast_enter(ptr @custody.enter, ptr @custody.self.copied)
; CHECK-NEXT: [[T2:%[^ ,)]+]] = notail call i8 @__custody_shadow_any(ptr %p, i64 24)
; CHECK-NEXT: [[TCUSTODY_ANY:%[^ ,)]+]] = zext i8 [[T2]] to i32
; CHECK-NEXT: [[T3:%[^ ,)]+]] = call ptr @__custody_fast_publish(i64 {{-[0-9]+}}, i32 [[TCUSTODY_ANY]])
; CHECK-NEXT: [[TCUSTODY_BITS:%[^ ,)]+]] = ptrtoint ptr %p to i64
; CHECK-NEXT: [[TCUSTODY_AT:%[^ ,)]+]] = getelementptr i8, ptr [[T3]], i64 296
; CHECK-NEXT: store i64 [[TCUSTODY_BITS]], ptr [[TCUSTODY_AT]], align 8, !nosanitize
; CHECK-NEXT: call void @by(ptr byval({ ptr, ptr, ptr }) %p)
; CHECK-NEXT: ret void
define void @copied(ptr %p) {
  call void @by(ptr byval({ ptr, ptr, ptr }) %p)
  ret void
}
; CHECK-LABEL: define {{.*}}@out(
; CHECK-NEXT: [[TCUSTODY_ACK:%[^ ,)]+]] = alloca i64, align 8
; CHECK-NEXT: %slot = alloca ptr, align 8
; CHECK-NEXT: [[T1:%[^ ,)]+]] = call i8 @__custody_fast_dirty1(ptr %slot)
; CHECK-NEXT: call void @__custody_fast_arm(i64 {{-[0-9]+}}, i32 0, i8 [[T1]], ptr [[TCUSTODY_ACK]])
; CHECK-NEXT: call void @fill(ptr %slot)
; CHECK-NEXT: call void @__custody_fast_disarm(i8 [[T1]], ptr [[TCUSTODY_ACK]], ptr %slot, i64 8)
; CHECK-NEXT: ret void
define void @out() {
  %slot = alloca ptr
  call void @fill(ptr %slot)
  ret void
}
; CHECK-LABEL: define {{.*}}@library(
; CHECK-NEXT: [[T1:%[^ ,)]+]] = call ptr @__custody_fast_enter(ptr @custody.enter, ptr @custody.self.library)
; CHECK-NEXT: %n = call i64 @strlen(ptr %p)
; CHECK-NEXT: ret i64 %n
define i64 @library(ptr %p) {
  %n = call i64 @strlen(ptr %p)
  ret i64 %n
}
