; A call whose result has the tag of an argument has it only where the result is one pointer: not a vector,
; nor a structure, as a library function may be declared.
; RUN: %opt -passes=custody-propagate-calls,verify -S %s | %FileCheck %s
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"
declare <2 x ptr> @llvm.ptrmask.v2p0.v2i64(<2 x ptr>, <2 x i64>)
declare { ptr, ptr } @strchr(ptr, i32)
declare ptr @strrchr(ptr, i32)

; CHECK-LABEL: define {{.*}}@vector(
; CHECK-NOT:     @__custody_fast_
; CHECK:         ret ptr %x
define ptr @vector(ptr %s) {
  %v = load <2 x ptr>, ptr %s
  %w = call <2 x ptr> @llvm.ptrmask.v2p0.v2i64(<2 x ptr> %v, <2 x i64> <i64 -8, i64 -8>)
  %x = extractelement <2 x ptr> %w, i32 1
  ret ptr %x
}

; CHECK-LABEL: define {{.*}}@structure(
; CHECK:         [[CELL:%[0-9]+]] = call ptr @__custody_fast_cell(ptr %to)
; CHECK:         call void @__custody_fast_clear_cell(ptr [[CELL]])
; CHECK:         call void @__custody_fast_clear_cell(
; CHECK-NOT:     @__custody_fast_return
; CHECK:         ret ptr %x
define ptr @structure(ptr %p, ptr %to) {
  %r = call { ptr, ptr } @strchr(ptr %p, i32 0)
  store { ptr, ptr } %r, ptr %to
  %x = extractvalue { ptr, ptr } %r, 1
  ret ptr %x
}

; CHECK-LABEL: define {{.*}}@pointer(
; CHECK:         [[TAG:%[0-9]+]] = call i32 @__custody_fast_check(
; CHECK:         call void @__custody_fast_return1(i64 {{-[0-9]+}}, ptr @pointer, i32 [[TAG]])
define ptr @pointer(ptr %p) {
  %r = call ptr @strrchr(ptr %p, i32 0)
  ret ptr %r
}
