; A module of a crate says that the crate is instrumented, and asks the same of the crates that it uses. The
; standard library needs no answer. A function of C that nobody knows makes all of that void.
; RUN: %opt -passes=custody-propagate,verify -S %s | %FileCheck %s
; RUN: sed 's/^;UNKNOWN //' %s | %opt -passes=custody-propagate,verify -S - | %FileCheck %s --check-prefix=VOID
source_filename = "mine.0123456789abcdef-cgu.0"
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

; CHECK-DAG: @custody.crate.Csabc_4mine = weak_odr constant i8 0
; CHECK-DAG: @custody.crate.Csdef_5other = extern_weak constant i8
; CHECK-NOT: @custody.crate.{{.*}}alloc
; CHECK-DAG: @custody.crates = private constant [2 x ptr] [ptr @custody.crate.Csdef_5other, ptr @custody.crate.Csabc_4mine]
; CHECK-DAG: @custody.module = {{.*}} ptr @custody.crates, i64 2, i64 1, ptr @{{.*}}, i64 {{[0-9]}} }
; VOID: @custody.crates = private constant [1 x ptr] zeroinitializer
; VOID: @custody.module = {{.*}} ptr @custody.crates, i64 1, i64 1, ptr @{{.*}}, i64 {{[0-9]}} }

declare ptr @_RNvCsdef_5other1g(ptr)
declare ptr @_RNvNtCsfff_5alloc5boxed1h(ptr)
declare i32 @memcmp(ptr, ptr, i64)
declare void @obj_put(ptr)

define ptr @_RNvCsabc_4mine1f(ptr %p) {
  %q = call ptr @_RNvCsdef_5other1g(ptr %p)
  %r = call ptr @_RNvNtCsfff_5alloc5boxed1h(ptr %q)
  %c = call i32 @memcmp(ptr %q, ptr %r, i64 8)
;UNKNOWN   call void @obj_put(ptr %r)
  ret ptr %r
}

define i32 @main() {
  ret i32 0
}
