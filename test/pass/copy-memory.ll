; Tags follow memcpy and memmove, and end at memset, the intrinsics and the library's names; in
; front of the call, while the source of an overlapping copy is still there.
; RUN: %opt -passes=custody-propagate-calls,verify -S %s | %check-calls %s
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"
declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
declare void @llvm.memcpy.inline.p0.p0.i64(ptr, ptr, i64, i1)
declare void @llvm.memmove.p0.p0.i32(ptr, ptr, i32, i1)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)
declare ptr @memcpy(ptr, ptr, i64)
declare ptr @memmove(ptr, ptr, i64)
declare ptr @memset(ptr, i32, i64)
declare ptr @__memcpy_chk(ptr, ptr, i64, i64)

; CHECK-LABEL: define void @intrinsics(
; CHECK-NEXT:  call ptr @__custody_fast_enter(ptr @custody.enter, ptr @custody.self.intrinsics)
; CHECK-NEXT:  call void @__custody_shadow_copy(ptr %to, ptr %from, i64 %n)
; CHECK-NEXT:  call void @llvm.memcpy.p0.p0.i64(
; CHECK-NEXT:  call void @__custody_fast_copy2(ptr %to, ptr %from, i64 16)
; CHECK-NEXT:  call void @llvm.memcpy.inline.p0.p0.i64(
; CHECK-NEXT:  %[[SIZE:.*]] = zext i32 %m to i64
; CHECK-NEXT:  call void @__custody_shadow_copy(ptr %to, ptr %from, i64 %[[SIZE]])
; CHECK-NEXT:  call void @llvm.memmove.p0.p0.i32(
; CHECK-NEXT:  call void @__custody_shadow_clear(ptr %to, i64 %n)
; CHECK-NEXT:  call void @llvm.memset.p0.i64(
; CHECK-NEXT:  ret void
define void @intrinsics(ptr %to, ptr %from, i64 %n, i32 %m) {
  call void @llvm.memcpy.p0.p0.i64(ptr %to, ptr %from, i64 %n, i1 false)
  call void @llvm.memcpy.inline.p0.p0.i64(ptr %to, ptr %from, i64 16, i1 false)
  call void @llvm.memmove.p0.p0.i32(ptr %to, ptr %from, i32 %m, i1 false)
  call void @llvm.memset.p0.i64(ptr %to, i8 0, i64 %n, i1 false)
  ret void
}

; CHECK-LABEL: define void @by_name(
; CHECK-NEXT:  call ptr @__custody_fast_enter(ptr @custody.enter, ptr @custody.self.by_name)
; CHECK-NEXT:  call void @__custody_shadow_copy(ptr %to, ptr %from, i64 %n)
; CHECK-NEXT:  call ptr @memcpy(
; CHECK-NEXT:  call void @__custody_shadow_copy(ptr %to, ptr %from, i64 %n)
; CHECK-NEXT:  call ptr @memmove(
; CHECK-NEXT:  call void @__custody_shadow_clear(ptr %to, i64 %n)
; CHECK-NEXT:  call ptr @memset(
; CHECK-NEXT:  call void @__custody_shadow_copy(ptr %to, ptr %from, i64 %n)
; CHECK-NEXT:  call ptr @__memcpy_chk(
; CHECK-NEXT:  ret void
define void @by_name(ptr %to, ptr %from, i64 %n) {
  %a = call ptr @memcpy(ptr %to, ptr %from, i64 %n)
  %b = call ptr @memmove(ptr %to, ptr %from, i64 %n)
  %c = call ptr @memset(ptr %to, i32 0, i64 %n)
  %d = call ptr @__memcpy_chk(ptr %to, ptr %from, i64 %n, i64 -1)
  ret void
}

; The result of memcpy is its first argument.
; CHECK-LABEL: define ptr @result(
; CHECK-NEXT:  call ptr @__custody_fast_enter(ptr @custody.enter, ptr @custody.self.result)
; CHECK:       %[[TAG:.*]] = call i32 @__custody_fast_load(ptr %slot)
; CHECK:       %[[PLAIN:.*]] = call i32 @__custody_fast_check(i32 %[[TAG]],
; CHECK:       call void @__custody_fast_copy3(
; CHECK:       call void @__custody_fast_return1(i64 {{.*}}, ptr @result, i32 %[[PLAIN]])
define ptr @result(ptr %slot, ptr %from) {
  %to = load ptr, ptr %slot
  %r = call ptr @memcpy(ptr %to, ptr %from, i64 24)
  ret ptr %r
}

; Less than a slot moves no pointer.
; CHECK-LABEL: define void @small(
; CHECK-NEXT:  call ptr @__custody_fast_enter(ptr @custody.enter, ptr @custody.self.small)
; CHECK-NEXT:  call void @llvm.memcpy.p0.p0.i64(
; CHECK-NEXT:  call void @llvm.memset.p0.i64(
; CHECK-NEXT:  ret void
define void @small(ptr %to, ptr %from) {
  call void @llvm.memcpy.p0.p0.i64(ptr %to, ptr %from, i64 7, i1 false)
  call void @llvm.memset.p0.i64(ptr %to, i8 0, i64 4, i1 false)
  ret void
}
