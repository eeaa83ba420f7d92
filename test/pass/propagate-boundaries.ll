; Marks become hooks with the frame address and the tag; a borrow that nobody asks for costs nothing.
; RUN: %opt -passes=custody-propagate-calls,verify -S %s | %FileCheck %s

; The module judges, once.
; CHECK: @custody.judges = private constant [1 x ptr] [ptr @reclaim]
; CHECK: @custody.module = private global { {{.*}} ptr @custody.judges, i64 1, ptr @custody.crates, i64 1, i64 0, ptr @{{.*}}, i64 {{[0-9]}} }

target triple = "x86_64-unknown-linux-gnu"
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
%site = type { ptr, ptr, ptr, i64, i64, i32, i32, i32, i32, ptr }
@shared = private constant { ptr, ptr, ptr, i64, i64, i32, i32, i32, i32, ptr } { ptr null, ptr null, ptr null, i64 24, i64 -1, i32 7, i32 0, i32 1, i32 0, ptr null }
@key = private constant { ptr, ptr, ptr, i64, i64, i32, i32, i32, i32, ptr } { ptr null, ptr null, ptr null, i64 0, i64 -1, i32 8, i32 0, i32 3, i32 0, ptr null }
@reclaim = private constant { ptr, ptr, ptr, i64, i64, i32, i32, i32, i32, ptr } { ptr null, ptr null, ptr null, i64 0, i64 -1, i32 9, i32 0, i32 6, i32 0, ptr null }
declare ptr @custody.mark.borrow(ptr, ptr)
declare ptr @custody.mark.release(ptr, ptr, ptr)
declare void @custody.mark.enter(ptr)
declare void @custody.mark.reclaim(ptr, ptr)
declare void @custody.mark.leave(ptr, ptr)
declare ptr @custody.compare(ptr)

; CHECK-LABEL: define {{.*}}@borrowed(
; CHECK-NEXT: [[T1:%[^ ,)]+]] = call ptr @__custody_fast_enter(ptr @custody.enter, ptr @custody.self.borrowed)
; CHECK-NEXT: [[TCUSTODY_TAG:%[^ ,)]+]] = load i32, ptr [[T1]], align 4, !nosanitize
; CHECK-NEXT: [[TCUSTODY_BITS:%[^ ,)]+]] = ptrtoint ptr %p to i64
; CHECK-NEXT: [[T2:%[^ ,)]+]] = call i32 @__custody_fast_check(i32 [[TCUSTODY_TAG]], i64 [[TCUSTODY_BITS]])
; CHECK-NEXT: [[T3:%[^ ,)]+]] = call i32 @__custody_fast_borrow(i32 [[T2]], i32 1610612736, ptr @custody.indices)
; CHECK-NEXT: call void @__custody_fast_return1(i64 {{-[0-9]+}}, ptr @borrowed, i32 [[T3]])
; CHECK-NEXT: ret ptr %p
define ptr @borrowed(ptr %p) {
  %b = call ptr @custody.mark.borrow(ptr %p, ptr @shared)
  ret ptr %b
}
; CHECK-LABEL: define {{.*}}@looked_up(
; CHECK-NEXT: [[T1:%[^ ,)]+]] = call ptr @__custody_fast_enter(ptr @custody.enter, ptr @custody.self.looked_up)
; CHECK-NEXT: [[TCUSTODY_TAG:%[^ ,)]+]] = load i32, ptr [[T1]], align 4, !nosanitize
; CHECK-NEXT: [[TCUSTODY_BITS:%[^ ,)]+]] = ptrtoint ptr %p to i64
; CHECK-NEXT: [[T2:%[^ ,)]+]] = call i32 @__custody_fast_check(i32 [[TCUSTODY_TAG]], i64 [[TCUSTODY_BITS]])
; CHECK-NEXT: [[T3:%[^ ,)]+]] = call i32 @__custody_fast_key(i32 [[T2]], ptr getelementptr (i8, ptr @custody.indices, i64 4))
; CHECK-NEXT: call void @__custody_fast_return1(i64 {{-[0-9]+}}, ptr @looked_up, i32 [[T3]])
; CHECK-NEXT: ret ptr %p
define ptr @looked_up(ptr %p) {
  %k = call ptr @custody.mark.borrow(ptr %p, ptr @key)
  ret ptr %k
}
; CHECK-LABEL: define {{.*}}@unwanted(
; CHECK-NEXT: %l = alloca i32, align 4
; CHECK-NEXT: ret void
define void @unwanted(i32 %n) {
  %l = alloca i32
  %b = call ptr @custody.mark.borrow(ptr %l, ptr @shared)
  ret void
}
; CHECK-LABEL: define {{.*}}@released(
; CHECK-NEXT: [[T1:%[^ ,)]+]] = call ptr @__custody_fast_enter(ptr @custody.enter, ptr @custody.self.released)
; CHECK-NEXT: [[TCUSTODY_AT:%[^ ,)]+]] = getelementptr i8, ptr [[T1]], i64 4
; CHECK-NEXT: [[TCUSTODY_TAG:%[^ ,)]+]] = load i32, ptr [[TCUSTODY_AT]], align 4, !nosanitize
; CHECK-NEXT: [[TCUSTODY_BITS:%[^ ,)]+]] = ptrtoint ptr %p to i64
; CHECK-NEXT: [[T2:%[^ ,)]+]] = call i32 @__custody_fast_check(i32 [[TCUSTODY_TAG]], i64 [[TCUSTODY_BITS]])
; CHECK-NEXT: [[TCUSTODY_FRAME1:%[^ ,)]+]] = call ptr @llvm.frameaddress.p0(i32 0)
; CHECK-NEXT: [[T3:%[^ ,)]+]] = notail call i32 @__custody_release_alone(ptr [[TCUSTODY_FRAME1]], ptr %p, i32 [[T2]], ptr @reclaim, ptr %o)
; CHECK-NEXT: call void @__custody_fast_return1(i64 {{-[0-9]+}}, ptr @released, i32 [[T3]])
; CHECK-NEXT: ret ptr %p
define ptr @released(ptr %o, ptr %p) {
  call void @custody.mark.enter(ptr @reclaim)
  %r = call ptr @custody.mark.release(ptr %p, ptr %o, ptr @reclaim)
  ret ptr %r
}
; CHECK-LABEL: define {{.*}}@reclaimed(
; CHECK-NEXT: [[T1:%[^ ,)]+]] = call ptr @__custody_fast_enter(ptr @custody.enter, ptr @custody.self.reclaimed)
; CHECK-NEXT: [[TCUSTODY_TAG:%[^ ,)]+]] = load i32, ptr [[T1]], align 4, !nosanitize
; CHECK-NEXT: [[TCUSTODY_FRAME:%[^ ,)]+]] = call ptr @llvm.frameaddress.p0(i32 0)
; CHECK-NEXT: [[ENTERED:%[^ ,)]+]] = notail call i8 @__custody_reclaim_alone(ptr [[TCUSTODY_FRAME]], ptr %q, i32 [[TCUSTODY_TAG]], ptr @reclaim)
; CHECK-NEXT: [[TCUSTODY_FRAME1:%[^ ,)]+]] = call ptr @llvm.frameaddress.p0(i32 0)
; CHECK-NEXT: call void @__custody_fast_leave(ptr [[TCUSTODY_FRAME1]], ptr %h, ptr @reclaim, i8 [[ENTERED]])
; CHECK-NEXT: ret void
define void @reclaimed(ptr %q, ptr %h) {
  call void @custody.mark.reclaim(ptr %q, ptr @reclaim)
  call void @custody.mark.leave(ptr %h, ptr @reclaim)
  ret void
}
; CHECK-LABEL: define {{.*}}@compared(
; CHECK-NEXT: [[T1:%[^ ,)]+]] = call ptr @__custody_fast_enter(ptr @custody.enter, ptr @custody.self.compared)
; CHECK-NEXT: %c = icmp eq ptr %p, %q
; CHECK-NEXT: ret i1 %c
define i1 @compared(ptr %p, ptr %q) {
  %a = call ptr @custody.compare(ptr %p)
  %c = icmp eq ptr %a, %q
  ret i1 %c
}
