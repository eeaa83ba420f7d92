; With a list of types, a load of a pointer to another type reads no cell, and a store of one clears it. What has no type, or
; only that of a union, is followed. The tag of a parameter, an argument or a result is left out if its variable has
; such a type. Without a list nothing is left out; a kernel has none.
; RUN: printf 'type:struct listed\ntype:unsigned long\ntype:char *\n' > %t.list
; RUN: env CUSTODY_BOUNDARIES=%t.list %opt -passes=custody-prepare,custody-propagate-calls,verify -S %s | %check-calls %s
; RUN: %opt -passes=custody-prepare,custody-propagate-calls,verify -S %s | %FileCheck --check-prefix=FREE %s
; RUN: env CUSTODY_TARGET=kernel CUSTODY_BOUNDARIES=%t.list %opt -passes=custody-prepare,custody-propagate-calls,verify -S %s | %FileCheck --check-prefix=FREE %s
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

; FREE-NOT:     !custody.types
; CHECK:        @__custody_list_of_types_[[HASH:[0-9a-f]+]]_is_not_in_all_units = hidden constant i64 {{-?[0-9]+}}, comdat($__custody_list_of_types)
; CHECK:        @custody.module = {{.*}}, ptr @__custody_list_of_types_[[HASH]]_is_not_in_all_units, i64 1 }

; CHECK-LABEL: define {{.*}}ptr @listed(
; CHECK-NEXT:   load ptr
; CHECK-NEXT:   call i32 @__custody_fast_load(
; CHECK-NEXT:   call void @__custody_fast_return1(
; CHECK-NEXT:   ret
; FREE-LABEL:  define ptr @listed(
; FREE:         call i32 @__custody_fast_load(
define ptr @listed(ptr %s) {
  %p = load ptr, ptr %s, !tbaa !10
  ret ptr %p
}
; CHECK-LABEL: define {{.*}}ptr @other(
; CHECK-NEXT:   load ptr
; CHECK-NEXT:   ret
; FREE-LABEL:  define ptr @other(
; FREE:         call i32 @__custody_fast_load(
define ptr @other(ptr %s) {
  %p = load ptr, ptr %s, !tbaa !11
  ret ptr %p
}
; CHECK-LABEL: define {{.*}}ptr @any(
; CHECK-NEXT:   load ptr
; CHECK-NEXT:   call i32 @__custody_fast_load(
; CHECK-NEXT:   call void @__custody_fast_return1(
; CHECK-NEXT:   ret
; FREE-LABEL:  define ptr @any(
; FREE:         call i32 @__custody_fast_load(
define ptr @any(ptr %s) {
  %p = load ptr, ptr %s, !tbaa !12
  ret ptr %p
}
; CHECK-LABEL: define {{.*}}ptr @member(
; CHECK-NEXT:   load ptr
; CHECK-NEXT:   call i32 @__custody_fast_load(
; CHECK-NEXT:   call void @__custody_fast_return1(
; CHECK-NEXT:   ret
; FREE-LABEL:  define ptr @member(
; FREE:         call i32 @__custody_fast_load(
define ptr @member(ptr %s) {
  %p = load ptr, ptr %s, !tbaa !13
  ret ptr %p
}
; CHECK-LABEL: define {{.*}}ptr @long(
; CHECK-NEXT:   load ptr
; CHECK-NEXT:   call i32 @__custody_fast_load(
; CHECK-NEXT:   call void @__custody_fast_return1(
; CHECK-NEXT:   ret
; FREE-LABEL:  define ptr @long(
; FREE:         call i32 @__custody_fast_load(
define ptr @long(ptr %s) {
  %p = load ptr, ptr %s, !tbaa !14
  ret ptr %p
}
; CHECK-LABEL: define {{.*}}ptr @char(
; CHECK-NEXT:   load ptr
; CHECK-NEXT:   ret
; FREE-LABEL:  define ptr @char(
; FREE:         call i32 @__custody_fast_load(
define ptr @char(ptr %s) {
  %p = load ptr, ptr %s, !tbaa !15
  ret ptr %p
}
; CHECK-LABEL: define {{.*}}ptr @strings(
; CHECK-NEXT:   load ptr
; CHECK-NEXT:   call i32 @__custody_fast_load(
; CHECK-NEXT:   call void @__custody_fast_return1(
; CHECK-NEXT:   ret
; FREE-LABEL:  define ptr @strings(
; FREE:         call i32 @__custody_fast_load(
define ptr @strings(ptr %s) {
  %p = load ptr, ptr %s, !tbaa !16
  ret ptr %p
}
; CHECK-LABEL: define {{.*}}ptr @in_namespace(
; CHECK-NEXT:   load ptr
; CHECK-NEXT:   ret
; FREE-LABEL:  define ptr @in_namespace(
; FREE:         call i32 @__custody_fast_load(
define ptr @in_namespace(ptr %s) {
  %p = load ptr, ptr %s, !tbaa !17
  ret ptr %p
}
; CHECK-LABEL: define {{.*}}ptr @untyped(
; CHECK-NEXT:   load ptr
; CHECK-NEXT:   call i32 @__custody_fast_load(
; CHECK-NEXT:   call void @__custody_fast_return1(
; CHECK-NEXT:   ret
; FREE-LABEL:  define ptr @untyped(
; FREE:         call i32 @__custody_fast_load(
define ptr @untyped(ptr %s) {
  %p = load ptr, ptr %s
  ret ptr %p
}

; Integers are followed, whatever they are copies of.
; CHECK-LABEL: define void @integer(
; CHECK-NEXT:    call ptr @__custody_fast_enter(
; CHECK-NEXT:    load i64
; CHECK-NEXT:    call i32 @__custody_fast_load(
; CHECK-NEXT:    call void @__custody_fast_store(
; CHECK-NEXT:    store i64
define void @integer(ptr %s, ptr %to) {
  %p = load i64, ptr %s, !tbaa !11
  store i64 %p, ptr %to, !tbaa !18
  ret void
}
; A pointer of another type that was made an integer has no facts, so its store clears too.
; CHECK-LABEL: define void @cast(
; CHECK:         call void @__custody_fast_clear(ptr %s)
; CHECK-NEXT:    store i64
; CHECK:         call void @__custody_fast_clear(ptr %t)
; CHECK-NEXT:    store i64
define void @cast(ptr %s, ptr %t, ptr %from) {
  %p = load ptr, ptr %from, !tbaa !11
  %i = ptrtoint ptr %p to i64
  store i64 %i, ptr %s, !tbaa !18
  %j = or i64 %i, 1
  store i64 %j, ptr %t, !tbaa !18
  ret void
}
; CHECK-LABEL: define void @store(
; CHECK-NEXT:    call ptr @__custody_fast_enter(
; CHECK:         call void @__custody_fast_lost(i32 %custody.tag)
; CHECK-NEXT:    call void @__custody_fast_clear(ptr %s)
; CHECK-NEXT:    store ptr %p, ptr %s
; CHECK-NEXT:    ptrtoint
; CHECK-NEXT:    call void @__custody_fast_store(ptr %t
; CHECK-NEXT:    store ptr %p, ptr %t
define void @store(ptr %s, ptr %t, ptr %p) {
  store ptr %p, ptr %s, !tbaa !11
  store ptr %p, ptr %t, !tbaa !10
  ret void
}
; CHECK-LABEL: define void @vector(
; CHECK-NEXT:    call ptr @__custody_fast_enter(
; CHECK-NEXT:    load <2 x ptr>
; CHECK-NEXT:    call ptr @__custody_fast_cell(ptr %to)
; CHECK-NEXT:    call void @__custody_fast_clear_cell(
; CHECK-NEXT:    getelementptr
; CHECK-NEXT:    call void @__custody_fast_clear_cell(
; CHECK-NEXT:    store <2 x ptr>
define void @vector(ptr %from, ptr %to) {
  %both = load <2 x ptr>, ptr %from, !tbaa !11
  store <2 x ptr> %both, ptr %to, !tbaa !11
  ret void
}

; Where a tagged pointer gets such a type, its tag ends, and the runtime is told.
; CHECK-LABEL: define {{.*}}ptr @ends(
; CHECK:         call i32 @__custody_fast_load(ptr %from)
; CHECK-NEXT:    call void @__custody_fast_lost(i32
; CHECK-NEXT:    call void @use(ptr "custody.left_out" %p, ptr null)
; CHECK-NEXT:    call void @__custody_fast_lost(i32
; CHECK-NEXT:    call void @inside(ptr %p)
; CHECK-NEXT:    ret ptr null
define ptr @ends(ptr %from) {
  %p = load ptr, ptr %from
  call void @use(ptr "custody.left_out" %p, ptr null)
  call void @inside(ptr %p)
  ret ptr null
}
; CHECK-LABEL: define internal void @inside(
; CHECK-NEXT:    call void @__custody_fast_clear(
define internal void @inside(ptr "custody.left_out" %p) {
  store ptr %p, ptr @kept
  ret void
}
; CHECK-LABEL: define {{.*}}ptr @returned(
; CHECK:         call i32 @__custody_fast_load(ptr %from)
; CHECK-NEXT:    call void @__custody_fast_lost(i32
; CHECK-NEXT:    ret ptr %p
define "custody.left_out" ptr @returned(ptr %from) {
  %p = load ptr, ptr %from
  ret ptr %p
}
@kept = global ptr null

; The types of variables are known before the variables go. The argument %o, which is read from a variable of another type, and
; the result %m, which goes to one, have no tag.
declare ptr @make()
declare void @use(ptr, ptr)
; CHECK-LABEL: define {{.*}}ptr @calls(
; CHECK-SAME:    ptr "custody.left_out" %p, ptr %q)
; CHECK:         call ptr @__custody_fast_enter_lost(ptr @custody.enter, ptr @custody.self.calls, i32 1)
; CHECK:         %m = call "custody.left_out" ptr @make()
; CHECK-NOT:     __custody_fast_returned
; CHECK:         %n = call ptr @make()
; CHECK-NEXT:    call i32 @__custody_fast_returned(
; CHECK:         call void @__custody_fast_keep(ptr %listed
; CHECK:         call i32 @__custody_fast_load_private(ptr %listed
; CHECK:         call void @__custody_fast_handover1(ptr @custody.handover.use.1, i32
; CHECK:         call void @use(ptr "custody.left_out" %o, ptr %l)
; CHECK:         call void @__custody_fast_return1(
; FREE-LABEL:  define ptr @calls(ptr %p, ptr %q)
; FREE:          %m = call ptr @make()
define ptr @calls(ptr %p, ptr %q) {
  %p.addr = alloca ptr
  %q.addr = alloca ptr
  %other = alloca ptr
  %listed = alloca ptr
  store ptr %p, ptr %p.addr, !tbaa !11
  store ptr %q, ptr %q.addr, !tbaa !10
  %m = call ptr @make()
  store ptr %m, ptr %other, !tbaa !11
  %n = call ptr @make()
  store ptr %n, ptr %listed, !tbaa !10
  %o = load ptr, ptr %other, !tbaa !11
  %l = load ptr, ptr %listed, !tbaa !10
  call void @use(ptr %o, ptr %l)
  ret ptr %q
}
; A function of this module that returns another type gives its callers no tag.
; CHECK-LABEL: define "custody.left_out" ptr @returns(
; CHECK-NEXT:    load
; CHECK-NEXT:    ret
define ptr @returns(ptr %from) {
  %p = load ptr, ptr %from, !tbaa !11
  ret ptr %p
}
; CHECK-LABEL: define {{.*}}ptr @caller(
; CHECK-NEXT:    call ptr @__custody_fast_enter(
; CHECK-NEXT:    call ptr @returns(
; CHECK-NEXT:    ret
define ptr @caller(ptr %from) {
  %p = call ptr @returns(ptr %from)
  ret ptr %p
}
; CHECK:     !custody.types = !{![[A:[0-9]+]], ![[B:[0-9]+]], ![[C:[0-9]+]]}
; CHECK-DAG: ![[A]] = !{!"2 char"}
; CHECK-DAG: ![[B]] = !{!"1 long"}
; CHECK-DAG: ![[C]] = !{!"1 listed"}
!1 = !{!"root"}
!2 = !{!"omnipotent char", !1, i64 0}
!3 = !{!"any pointer", !2, i64 0}
!4 = !{!"p1 _ZTS6listed", !3, i64 0}
!5 = !{!"p1 _ZTS5other", !3, i64 0}
!6 = !{!"p1 long", !3, i64 0}
!7 = !{!"p1 omnipotent char", !3, i64 0}
!8 = !{!"p2 omnipotent char", !3, i64 0}
!9 = !{!"p1 _ZTSN1N5otherIiEE", !3, i64 0}
!10 = !{!4, !4, i64 0}
!11 = !{!5, !5, i64 0}
!12 = !{!3, !3, i64 0}
!13 = !{!2, !2, i64 0}
!14 = !{!6, !6, i64 0}
!15 = !{!7, !7, i64 0}
!16 = !{!8, !8, i64 0}
!17 = !{!9, !9, i64 0}
!18 = !{!19, !19, i64 0}
!19 = !{!"long", !2, i64 0}
