; A memcpy without a prototype (K&R C) is no reason to read arguments that are not there.
; RUN: %opt -passes=custody-mark,custody-propagate-calls,verify -S %s | %FileCheck %s
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"
declare ptr @memcpy(...)
declare ptr @memset()
declare ptr @strchr()
declare i32 @memmove(i32)
declare ptr @realloc()

; CHECK-LABEL: define ptr @f(
; CHECK:       call ptr (...) @memcpy()
; CHECK:       call ptr @memset()
; CHECK:       call i32 @memmove(i32 1)
; CHECK:       ret ptr
define ptr @f(ptr %p) {
  %a = call ptr (...) @memcpy()
  %b = call ptr @memset()
  %c = call ptr @strchr()
  %d = call i32 @memmove(i32 1)
  %e = call ptr @realloc()
  store ptr %b, ptr %p
  ret ptr %c
}
