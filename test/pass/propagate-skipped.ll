; What is not instrumented: disabled functions, resolvers, bodies that are elsewhere.
; RUN: %opt -passes=custody-propagate-calls,verify -S %s | %FileCheck %s

target triple = "x86_64-unknown-linux-gnu"
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
@resolved = ifunc void (), ptr @resolver
; CHECK: define {{.*}}@reads(ptr %p) [[READS:#[0-9]+]]
; CHECK-NEXT: %v = load i32, ptr %p, align 4
; CHECK-NEXT: ret void
define void @reads(ptr %p) memory(argmem: read) speculatable nounwind willreturn {
  %v = load i32, ptr %p
  ret void
}
; CHECK-LABEL: define {{.*}}@disabled(
; CHECK-NEXT: store ptr %p, ptr %o, align 8
; CHECK-NEXT: ret void
define void @disabled(ptr %p, ptr %o) disable_sanitizer_instrumentation {
  store ptr %p, ptr %o
  ret void
}
; CHECK-LABEL: define {{.*}}@resolver(
; CHECK-NEXT: %p = load ptr, ptr null, align 8
; CHECK-NEXT: ret ptr %p
define ptr @resolver() {
  %p = load ptr, ptr null
  ret ptr %p
}
; CHECK-LABEL: define {{.*}}@elsewhere(
; CHECK-NEXT: store ptr %p, ptr %o, align 8
; CHECK-NEXT: ret void
define available_externally void @elsewhere(ptr %p, ptr %o) {
  store ptr %p, ptr %o
  ret void
}

; One that is instrumented writes tags: it no longer only reads.
; CHECK: attributes [[READS]] = { nounwind willreturn "custody" }
