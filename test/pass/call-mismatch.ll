; A call of an annotated function with other arguments than it has is left alone.
; RUN: %opt -passes=custody-mark,custody-propagate-calls,verify -S %s | %FileCheck %s
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"
@text = private constant [18 x i8] c"custody.reclaim:1\00", section "llvm.metadata"
@file = private constant [4 x i8] c"a.c\00", section "llvm.metadata"
@llvm.global.annotations = appending global [1 x { ptr, ptr, ptr, i32, ptr }] [{ ptr, ptr, ptr, i32, ptr } { ptr @from_raw, ptr @text, ptr @file, i32 1, ptr null }], section "llvm.metadata"
declare ptr @from_raw(i32, ptr)

; CHECK-LABEL: define void @f(
; CHECK:       call void @from_raw()
; CHECK:       call i32 @from_raw(i32 1, i32 2)
; CHECK:       ret void
define void @f(ptr %p) {
  call void @from_raw()
  %x = call i32 @from_raw(i32 1, i32 2)
  ret void
}
