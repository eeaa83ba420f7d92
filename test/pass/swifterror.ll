; A swifterror local may only be loaded, stored and passed as such: it is not watched.
; RUN: %opt -passes=custody-propagate-calls,verify -S %s | %FileCheck %s --implicit-check-not="{{call .*fast_(arm|dirty)}}"
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"
declare void @g(ptr swifterror)

; CHECK-LABEL: define void @f(
; CHECK:       call void @g(ptr swifterror %e)
; CHECK-NEXT:  ret void
define void @f() {
  %e = alloca swifterror ptr
  store ptr null, ptr %e
  call void @g(ptr swifterror %e)
  ret void
}
