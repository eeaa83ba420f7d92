; Rust's global allocator keeps no pointer and returns fresh memory, so it gets no tags and returns none.
; A function whose name only looks similar is not known.
; RUN: %opt -passes=custody-propagate-calls,verify -S %s | %FileCheck %s
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

declare ptr @_RNvCsfgHYwM92fyn_7___rustc12___rust_alloc(i64, i64)
declare void @_RNvCsfgHYwM92fyn_7___rustc14___rust_dealloc(ptr, i64, i64)
declare ptr @_RNvCsfgHYwM92fyn_7___rustc14___rust_realloc(ptr, i64, i64, i64)
declare void @_RNvCsfgHYwM92fyn_7other14___rust_dealloc(ptr, i64, i64)

; CHECK-LABEL: define ptr @known(
; CHECK-NOT:   @__custody_fast_{{publish|handover|returned}}
; CHECK:       call void @__custody_fast_store(ptr %to, {{.*}}, i32 %[[TAG:.*]])
; CHECK-NOT:   @__custody_fast_{{publish|handover|returned}}
; CHECK:       call void @__custody_fast_clear(ptr %to)
; CHECK-NOT:   @__custody_fast_{{publish|handover|returned}}
; CHECK:       ret ptr
define ptr @known(ptr %p, ptr %to) {
  store ptr %p, ptr %to
  call void @_RNvCsfgHYwM92fyn_7___rustc14___rust_dealloc(ptr %p, i64 8, i64 8)
  %a = call ptr @_RNvCsfgHYwM92fyn_7___rustc12___rust_alloc(i64 8, i64 8)
  %b = call ptr @_RNvCsfgHYwM92fyn_7___rustc14___rust_realloc(ptr %a, i64 8, i64 8, i64 16)
  store ptr %b, ptr %to
  ret ptr %b
}

; CHECK-LABEL: define void @other(
; CHECK:       call void @__custody_fast_handover1(
; CHECK:       ret void
define void @other(ptr %p) {
  call void @_RNvCsfgHYwM92fyn_7other14___rust_dealloc(ptr %p, i64 8, i64 8)
  ret void
}
