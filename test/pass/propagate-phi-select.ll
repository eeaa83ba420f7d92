; The tag of a PHI is a PHI, of a select a select; what has no tag on any way is 0.
; RUN: %opt -passes=custody-propagate-calls,verify -S %s | %FileCheck %s

target triple = "x86_64-unknown-linux-gnu"
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"

; CHECK-LABEL: define {{.*}}@loop(
; CHECK: entry:
; CHECK-NEXT: [[T0:%[^ ,)]+]] = call ptr @__custody_fast_enter(ptr @custody.enter, ptr @custody.self.loop)
; CHECK-NEXT: [[TCUSTODY_TAG1:%[^ ,)]+]] = load i32, ptr [[T0]], align 4, !nosanitize
; CHECK-NEXT: br label %body
; CHECK: body:
; CHECK-NEXT: [[TCUSTODY_TAG:%[^ ,)]+]] = phi i32 [ {{%[^ ,]+}}, %entry ], [ {{%[^ ,]+}}, %body ]
; CHECK-NEXT: %p = phi ptr [ %a, %entry ], [ %q, %body ]
; CHECK-NEXT: %i = phi i64 [ 0, %entry ], [ %j, %body ]
; CHECK-NEXT: %q = load ptr, ptr %s, align 8
; CHECK-NEXT: [[T1:%[^ ,)]+]] = call i32 @__custody_fast_load(ptr %s)
; CHECK-NEXT: %j = add i64 %i, 1
; CHECK-NEXT: %c = icmp ult i64 %j, %n
; CHECK-NEXT: br i1 %c, label %body, label %end
; CHECK: end:
; CHECK-NEXT: [[TCUSTODY_BITS:%[^ ,)]+]] = ptrtoint ptr %p to i64
; CHECK-NEXT: call void @__custody_fast_store(ptr %o, i64 [[TCUSTODY_BITS]], i32 [[TCUSTODY_TAG]])
; CHECK-NEXT: store ptr %p, ptr %o, align 8
; CHECK-NEXT: ret void
define void @loop(ptr %a, ptr %s, ptr %o, i64 %n) {
entry:
  br label %body
body:
  %p = phi ptr [ %a, %entry ], [ %q, %body ]
  %i = phi i64 [ 0, %entry ], [ %j, %body ]
  %q = load ptr, ptr %s
  %j = add i64 %i, 1
  %c = icmp ult i64 %j, %n
  br i1 %c, label %body, label %end
end:
  store ptr %p, ptr %o
  ret void
}

; CHECK-LABEL: define {{.*}}@choose(
; CHECK-NEXT: [[T1:%[^ ,)]+]] = call ptr @__custody_fast_enter(ptr @custody.enter, ptr @custody.self.choose)
; CHECK-NEXT: [[TCUSTODY_TAG:%[^ ,)]+]] = load i32, ptr [[T1]], align 4, !nosanitize
; CHECK-NEXT: %q = load ptr, ptr %s, align 8
; CHECK-NEXT: [[T2:%[^ ,)]+]] = call i32 @__custody_fast_load(ptr %s)
; CHECK-NEXT: %r = select i1 %c, ptr %a, ptr %q
; CHECK-NEXT: [[TCUSTODY_TAG1:%[^ ,)]+]] = select i1 %c, i32 [[TCUSTODY_TAG]], i32 [[T2]]
; CHECK-NEXT: call void @__custody_fast_return1(i64 {{-[0-9]+}}, ptr @choose, i32 [[TCUSTODY_TAG1]])
; CHECK-NEXT: ret ptr %r
define ptr @choose(ptr %a, ptr %s, i1 %c) {
  %q = load ptr, ptr %s
  %r = select i1 %c, ptr %a, ptr %q
  ret ptr %r
}

; CHECK-LABEL: define {{.*}}@fresh(
; CHECK-NEXT: %a = alloca i64, align 8
; CHECK-NEXT: %r = select i1 %c, ptr %a, ptr null
; CHECK-NEXT: ret ptr %r
define ptr @fresh(i1 %c) {
  %a = alloca i64
  %r = select i1 %c, ptr %a, ptr null
  ret ptr %r
}
