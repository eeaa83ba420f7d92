; Where rustc writes its retags down they are the borrows, local ones too, and debug info is not asked.
; Those of a Box, of nothing and of what is pinned take no permission.
; RUN: %opt -passes=custody-mark,verify -S %s | %FileCheck %s
; RUN: %opt -passes=custody-mark,custody-propagate-calls,verify -S %s | %FileCheck --check-prefix=CALLS %s
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

@cells = private constant [16 x i8] zeroinitializer
declare ptr @__rust_retag_reg(ptr, i64, i8, ptr, ptr)
declare void @__rust_retag_mem(ptr, i64, i8, ptr, ptr)
declare void @c_function(ptr)

; CHECK-DAG: @[[SHARED:custody.site[.0-9]*]] = private constant { {{.*}} } { {{.*}}, i64 24, i64 -1, i32 11, i32 0, i32 1, i32 256, ptr {{.*}} }
; CHECK-DAG: @[[CELL:custody.site[.0-9]*]] = private constant { {{.*}} } { {{.*}}, i64 24, i64 -1, i32 12, i32 0, i32 1, i32 257, ptr {{.*}} }
; CHECK-DAG: @[[MUT:custody.site[.0-9]*]] = private constant { {{.*}} } { {{.*}}, i64 24, i64 -1, i32 13, i32 0, i32 2, i32 256, ptr {{.*}} }
; CHECK-DAG: @[[PLACE:custody.site[.0-9]*]] = private constant { {{.*}} } { {{.*}}, i64 8, i64 -1, i32 14, i32 0, i32 1, i32 256, ptr {{.*}} }

; CHECK-LABEL: define void @_RNvC1s1f(
; CHECK-NOT:   __rust_retag
; CHECK:       %[[A:.*]] = call ptr @custody.mark.borrow(ptr %p, ptr @[[SHARED]])
; CHECK-NEXT:  call void @c_function(ptr %[[A]])
; CHECK-NEXT:  %[[B:.*]] = call ptr @custody.mark.borrow(ptr %p, ptr @[[CELL]])
; CHECK-NEXT:  call void @c_function(ptr %[[B]])
; CHECK-NEXT:  %[[C:.*]] = call ptr @custody.mark.borrow(ptr %p, ptr @[[MUT]])
; CHECK-NEXT:  call void @c_function(ptr %[[C]])
; CHECK-NEXT:  call void @custody.mark.borrow_in_place(ptr %p, ptr @[[PLACE]])
; CHECK-NEXT:  call void @c_function(ptr %p)
; CHECK-NEXT:  call void @c_function(ptr %p)
; CHECK-NEXT:  call void @c_function(ptr %p)
; CHECK-NEXT:  ret void
; CALLS:       call void @__custody_fast_borrow_in_place(ptr %p, i32 {{.*}}, ptr {{.*}}@custody.indices{{.*}})
define void @_RNvC1s1f(ptr %p) !dbg !10 {
    #dbg_value(ptr %p, !11, !DIExpression(), !20)
  %a = call ptr @__rust_retag_reg(ptr %p, i64 24, i8 9, ptr null, ptr null), !dbg !21
  call void @c_function(ptr %a), !dbg !21
  %b = call ptr @__rust_retag_reg(ptr %p, i64 24, i8 0, ptr @cells, ptr null), !dbg !22
  call void @c_function(ptr %b), !dbg !22
  %c = call ptr @__rust_retag_reg(ptr %p, i64 24, i8 10, ptr null, ptr null), !dbg !23
  call void @c_function(ptr %c), !dbg !23
  call void @__rust_retag_mem(ptr %p, i64 8, i8 8, ptr null, ptr null), !dbg !24
  %d = call ptr @__rust_retag_reg(ptr %p, i64 24, i8 14, ptr null, ptr null), !dbg !25
  call void @c_function(ptr %d), !dbg !25
  %e = call ptr @__rust_retag_reg(ptr %p, i64 0, i8 8, ptr null, ptr null), !dbg !25
  call void @c_function(ptr %e), !dbg !25
  %f = call ptr @__rust_retag_reg(ptr %p, i64 24, i8 10, ptr null, ptr @cells), !dbg !25
  call void @c_function(ptr %f), !dbg !25
  ret void, !dbg !25
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, producer: "rustc", isOptimized: true, runtimeVersion: 0, emissionKind: FullDebug)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "s.rs", directory: "/d")
!3 = !DIBasicType(name: "u64", size: 64, encoding: DW_ATE_unsigned)
!5 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&u64", baseType: !3, size: 64)
!10 = distinct !DISubprogram(name: "f", scope: !2, file: !2, line: 10, type: !DISubroutineType(types: !{null, !5}), unit: !0, spFlags: DISPFlagDefinition)
!11 = !DILocalVariable(name: "p", arg: 1, scope: !10, file: !2, type: !5)
!20 = !DILocation(line: 10, scope: !10)
!21 = !DILocation(line: 11, scope: !10)
!22 = !DILocation(line: 12, scope: !10)
!23 = !DILocation(line: 13, scope: !10)
!24 = !DILocation(line: 14, scope: !10)
!25 = !DILocation(line: 15, scope: !10)
