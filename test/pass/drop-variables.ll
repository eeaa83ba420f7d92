; If the user did not ask for the debug info of variables, the plug-in drops it once it has read it. Lines stay.
; RUN: env CUSTODY_DROP_VARIABLES=1 %opt -passes=custody-propagate,verify -S %s | %FileCheck %s --implicit-check-not=dbg_
; RUN: env CUSTODY_DROP_VARIABLES=0 %opt -passes=custody-propagate,verify -S %s | %FileCheck %s --check-prefix=KEPT
; RUN: %opt -passes=custody-propagate,verify -S %s | %FileCheck %s --check-prefix=KEPT
; REQUIRES: llvm-22
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

; CHECK-LABEL: define ptr @first(
; CHECK: load ptr, ptr %p, align 8, !dbg
; KEPT-LABEL: define ptr @first(
; KEPT: #dbg_value(ptr %p
define ptr @first(ptr %p) !dbg !4 {
    #dbg_value(ptr %p, !7, !DIExpression(), !9)
  %v = load ptr, ptr %p, align 8, !dbg !9
    #dbg_value(ptr %v, !8, !DIExpression(), !9)
  ret ptr %v, !dbg !9
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2, !3}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !1, producer: "rustc", isOptimized: true, runtimeVersion: 0, emissionKind: FullDebug)
!1 = !DIFile(filename: "first.rs", directory: "/")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!3 = !{i32 2, !"Dwarf Version", i32 4}
!4 = distinct !DISubprogram(name: "first", scope: !1, file: !1, line: 1, type: !5, unit: !0, spFlags: DISPFlagDefinition | DISPFlagOptimized)
!5 = !DISubroutineType(types: !6)
!6 = !{null}
!7 = !DILocalVariable(name: "p", arg: 1, scope: !4, file: !1, line: 1, type: !10)
!8 = !DILocalVariable(name: "v", scope: !4, file: !1, line: 2, type: !10)
!9 = !DILocation(line: 2, column: 1, scope: !4)
!10 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "*const u8", baseType: null, size: 64)
