; A module registers the places that its tags can name, under the version of the contract; a second run adds nothing.
; RUN: %opt -passes=custody-propagate,verify -S %s | %FileCheck %s
; RUN: %opt -passes=custody-propagate,custody-mark,custody-propagate,verify -S %s | %FileCheck %s

target triple = "x86_64-unknown-linux-gnu"
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
; CHECK-DAG: @custody.indices = internal global [1 x i32] zeroinitializer
; CHECK-DAG: @custody.sites = private constant [1 x ptr] [ptr @shared]
; CHECK-DAG: @custody.module = private global { ptr, i64, ptr, ptr, ptr, i64, ptr, i64, ptr, i64, i64, ptr, i64 } { ptr @custody.sites, i64 1, ptr @custody.indices, ptr @custody.str, ptr null, i64 0, ptr null, i64 0, ptr @custody.crates, i64 1, i64 0, ptr @__custody_list_of_types_is_missing_in_some_units, i64 0 }
; CHECK-DAG: @__custody_list_of_types_is_missing_in_some_units = hidden constant i64 0, comdat($__custody_list_of_types)
; CHECK-DAG: @llvm.global_ctors = appending global [1 x { i32, ptr, ptr }] [{ i32, ptr, ptr } { i32 2, ptr @custody.register, ptr null }]
; This module may be part of a library, so it says when that is unloaded.
; CHECK-DAG: @llvm.global_dtors = appending global [1 x { i32, ptr, ptr }] [{ i32, ptr, ptr } { i32 2, ptr @custody.unregister, ptr null }]
@shared = private constant { ptr, ptr, ptr, i64, i64, i32, i32, i32, i32, ptr } { ptr null, ptr null, ptr null, i64 24, i64 -1, i32 7, i32 0, i32 1, i32 0, ptr null }
declare ptr @custody.mark.borrow(ptr, ptr)

; CHECK-LABEL: define ptr @borrowed(
; CHECK: load i64, ptr {{.*}}!nosanitize
; CHECK: call preserve_mostcc ptr @custody.enter(ptr nest {{.*}}@custody.self.borrowed)
; CHECK: load i32, ptr @custody.indices, align 4{{.*}}!nosanitize
; CHECK: store i32 {{.*}}!nosanitize
; CHECK: ret ptr %p
define ptr @borrowed(ptr %p) {
  %b = call ptr @custody.mark.borrow(ptr %p, ptr @shared)
  ret ptr %b
}
; What calls share. It keeps all registers, and is not bound lazily: that would not.
; CHECK-LABEL: define private preserve_mostcc ptr @custody.enter(ptr nest %0)
; CHECK:       %[[SELF:.*]] = load ptr, ptr %{{.*}}
; CHECK:       call preserve_mostcc ptr @__custody_enter(i64 %{{.*}}, ptr %[[SELF]])
; CHECK:       declare extern_weak preserve_mostcc ptr @__custody_enter(i64, ptr) #[[EARLY:[0-9]+]]
; CHECK-LABEL: define internal void @custody.register()
; CHECK-NEXT: call void @__custody_runtime_v5_missing__use_custody_clang_or_run(ptr @custody.module)
; CHECK-NEXT: ret void
; CHECK-LABEL: define internal void @custody.unregister()
; CHECK-NEXT: call void @__custody_module_unload(ptr @custody.module)
; CHECK-NEXT: ret void
; CHECK: attributes #[[EARLY]] = {{.*}}nonlazybind

; The fast paths are gone, and the module's flags are what they were. One more says which list of types there is.
; CHECK-NOT: __custody_fast_
; CHECK: !llvm.module.flags = !{![[PIC:[0-9]+]], ![[APPEND:[0-9]+]], ![[TYPES:[0-9]+]]}
; CHECK: ![[PIC]] = !{i32 8, !"PIC Level", i32 2}
; CHECK: ![[APPEND]] = !{i32 5, !"Append", ![[LIST:[0-9]+]]}
; CHECK: ![[LIST]] = !{!"x"}
; CHECK: ![[TYPES]] = !{i32 1, !"custody: all units need one list of types", i64 0}
!llvm.module.flags = !{!0, !1}
!0 = !{i32 8, !"PIC Level", i32 2}
!1 = !{i32 5, !"Append", !2}
!2 = !{!"x"}
