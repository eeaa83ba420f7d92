; A swifterror local or parameter may only be loaded, stored and passed as such: it has no cell, and is not watched.
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

declare ptr @make(ptr)

; CHECK-LABEL: define {{.*}}@parameter(
; CHECK-NOT:   @__custody_fast_store
; CHECK:       store ptr %p, ptr %e
define swiftcc void @parameter(ptr swifterror %e, ptr %p) {
  store ptr %p, ptr %e
  ret void
}

; CHECK-LABEL: define {{.*}}@local(
; CHECK-NOT:   @__custody_fast_{{load|keep|store|clear}}
; CHECK:       ret ptr %x
define ptr @local(ptr %p) {
  %e = alloca swifterror ptr
  %q = call ptr @make(ptr %p)
  store ptr %q, ptr %e
  call swiftcc void @parameter(ptr swifterror %e, ptr %p)
  %x = load ptr, ptr %e
  ret ptr %x
}

; CHECK-LABEL: define {{.*}}@alone(
; CHECK-NOT:   @__custody_fast_{{load|keep|store|clear}}
; CHECK:       ret ptr %x
define ptr @alone(ptr %p) {
  %e = alloca swifterror ptr
  store ptr %p, ptr %e
  %x = load ptr, ptr %e
  ret ptr %x
}
