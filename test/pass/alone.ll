; A boundary is entered only if a hook of another boundary may run before it is left.
; RUN: %opt -passes=custody-propagate-calls,verify -S %s | %FileCheck %s
; RUN: %opt -passes=custody-propagate,verify -S %s -o /dev/null
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

%site = type { ptr, ptr, ptr, i64, i64, i32, i32, i32, i32, i32, i32 }
@a = private global %site zeroinitializer
@b = private global %site zeroinitializer
@kept = global ptr null

declare void @unknown()
declare ptr @custody.mark.release(ptr, ptr, ptr)
declare void @custody.mark.enter(ptr)
declare void @custody.mark.reclaim(ptr, ptr)
declare void @custody.mark.extent(ptr, i64, i64)
declare void @custody.mark.leave(ptr, ptr)
declare i32 @__gxx_personality_v0(...)

define internal ptr @counts(ptr %o) {
  %n = load i64, ptr %o
  %more = add i64 %n, 1
  store i64 %more, ptr %o
  %p = getelementptr i8, ptr %o, i64 16
  ret ptr %p
}
define internal void @counts_with_help(ptr %o) {
  %p = call ptr @counts(ptr %o)
  ret void
}
define internal void @calls_unknown() {
  call void @unknown()
  ret void
}
define internal void @enters(ptr %q) {
  call void @custody.mark.reclaim(ptr %q, ptr @b)
  call void @custody.mark.leave(ptr %q, ptr @b)
  ret void
}
define internal void @calls_itself(i64 %n) {
  call void @calls_itself(i64 %n)
  ret void
}
; Another definition may be linked in its place.
define weak void @replaced() {
  ret void
}

; CHECK-LABEL: define ptr @release_around_local(
; CHECK-NOT:   boundary_enter
; CHECK:       call i32 @__custody_release_alone(
; CHECK:       ret
define ptr @release_around_local(ptr %o) {
  call void @custody.mark.enter(ptr @a)
  %p = call ptr @counts(ptr %o)
  call void @counts_with_help(ptr %o)
  %r = call ptr @custody.mark.release(ptr %p, ptr %o, ptr @a)
  ret ptr %r
}

; CHECK-LABEL: define ptr @release_around_unknown(
; CHECK:       call void @__custody_boundary_enter(
; CHECK:       call i32 @__custody_release(
define ptr @release_around_unknown(ptr %o) {
  call void @custody.mark.enter(ptr @a)
  call void @unknown()
  %r = call ptr @custody.mark.release(ptr %o, ptr %o, ptr @a)
  ret ptr %r
}

; CHECK-LABEL: define ptr @release_around_local_unknown(
; CHECK:       call void @__custody_boundary_enter(
; CHECK:       call i32 @__custody_release(
define ptr @release_around_local_unknown(ptr %o) {
  call void @custody.mark.enter(ptr @a)
  call void @calls_unknown()
  %r = call ptr @custody.mark.release(ptr %o, ptr %o, ptr @a)
  ret ptr %r
}

; CHECK-LABEL: define ptr @release_around_recursion(
; CHECK:       call void @__custody_boundary_enter(
; CHECK:       call i32 @__custody_release(
define ptr @release_around_recursion(ptr %o) {
  call void @custody.mark.enter(ptr @a)
  call void @calls_itself(i64 1)
  %r = call ptr @custody.mark.release(ptr %o, ptr %o, ptr @a)
  ret ptr %r
}

; CHECK-LABEL: define ptr @release_around_replaced(
; CHECK:       call void @__custody_boundary_enter(
; CHECK:       call i32 @__custody_release(
define ptr @release_around_replaced(ptr %o) {
  call void @custody.mark.enter(ptr @a)
  call void @replaced()
  %r = call ptr @custody.mark.release(ptr %o, ptr %o, ptr @a)
  ret ptr %r
}

; The hook would forget the extent.
; CHECK-LABEL: define ptr @release_with_extent(
; CHECK:       call void @__custody_boundary_enter(
; CHECK:       call i32 @__custody_release(
define ptr @release_with_extent(ptr %o, i64 %bytes) {
  call void @custody.mark.enter(ptr @a)
  call void @custody.mark.extent(ptr %o, i64 %bytes, i64 8)
  %r = call ptr @custody.mark.release(ptr %o, ptr %o, ptr @a)
  ret ptr %r
}

; CHECK-LABEL: define ptr @release_in_release(
; CHECK:       call void @__custody_boundary_enter({{.*}} @a)
; CHECK-NOT:   boundary_enter
; CHECK:       call i32 @__custody_release_alone({{.*}} @b, ptr %o)
; CHECK:       call i32 @__custody_release({{.*}} @a, ptr %o)
define ptr @release_in_release(ptr %o) {
  call void @custody.mark.enter(ptr @a)
  call void @custody.mark.enter(ptr @b)
  %q = call ptr @custody.mark.release(ptr %o, ptr %o, ptr @b)
  %r = call ptr @custody.mark.release(ptr %q, ptr %o, ptr @a)
  ret ptr %r
}

; CHECK-LABEL: define ptr @release_elsewhere(
; CHECK:       call void @__custody_boundary_enter(
; CHECK:       call i32 @__custody_release(
define ptr @release_elsewhere(ptr %o, i1 %which) {
  call void @custody.mark.enter(ptr @a)
  br i1 %which, label %left, label %right
left:
  br label %right
right:
  %r = call ptr @custody.mark.release(ptr %o, ptr %o, ptr @a)
  ret ptr %r
}

; CHECK-LABEL: define ptr @reclaim_around_local(
; CHECK:       %[[E:.*]] = notail call i8 @__custody_reclaim_alone(
; CHECK:       call void @__custody_fast_leave({{.*}} @a, i8 %[[E]])
define ptr @reclaim_around_local(ptr %q) {
  call void @custody.mark.reclaim(ptr %q, ptr @a)
  %o = call ptr @counts(ptr %q)
  call void @custody.mark.leave(ptr %o, ptr @a)
  ret ptr %o
}

; CHECK-LABEL: define void @reclaim_around_unknown(
; CHECK:       call void @__custody_reclaim_enter(
; CHECK:       call void @__custody_reclaim_leave(
define void @reclaim_around_unknown(ptr %q) {
  call void @custody.mark.reclaim(ptr %q, ptr @a)
  call void @unknown()
  call void @custody.mark.leave(ptr %q, ptr @a)
  ret void
}

; CHECK-LABEL: define void @reclaim_around_reclaim(
; CHECK:       call void @__custody_reclaim_enter(
; CHECK:       call void @__custody_reclaim_leave(
define void @reclaim_around_reclaim(ptr %q) {
  call void @custody.mark.reclaim(ptr %q, ptr @a)
  call void @enters(ptr %q)
  call void @custody.mark.leave(ptr %q, ptr @a)
  ret void
}

; CHECK-LABEL: define void @reclaim_that_throws(
; CHECK:       call void @__custody_reclaim_enter(
; CHECK:       call void @__custody_reclaim_leave(
; CHECK:       call void @__custody_reclaim_leave(
define void @reclaim_that_throws(ptr %q) personality ptr @__gxx_personality_v0 {
  call void @custody.mark.reclaim(ptr %q, ptr @a)
  invoke void @unknown() to label %fine unwind label %thrown
fine:
  call void @custody.mark.leave(ptr %q, ptr @a)
  ret void
thrown:
  %pad = landingpad { ptr, i32 } cleanup
  call void @custody.mark.leave(ptr inttoptr (i64 -1 to ptr), ptr @a)
  resume { ptr, i32 } %pad
}
