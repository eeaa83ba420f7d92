; A copy or a memset of any size looks inline whether there may be tags, in optimized code of Rust. C calls
; the hook.
; RUN: %opt -passes=custody-propagate-calls,verify -S %s | %FileCheck %s
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)
declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)

; CHECK-LABEL: define void @_RNvC1s4rust(
; CHECK:       call void @__custody_fast_copy_range(ptr %to, ptr %from, i64 %n)
; CHECK:       call void @__custody_fast_clear_range(ptr %from, i64 %n)
; CHECK:       call void @__custody_fast_copy4(ptr %to, ptr %from, i64 32)
define void @_RNvC1s4rust(ptr %to, ptr %from, i64 %n) !dbg !10 {
  call void @llvm.memcpy.p0.p0.i64(ptr %to, ptr %from, i64 %n, i1 false)
  call void @llvm.memset.p0.i64(ptr %from, i8 0, i64 %n, i1 false)
  call void @llvm.memcpy.p0.p0.i64(ptr %to, ptr %from, i64 32, i1 false)
  ret void
}

; CHECK-LABEL: define void @c(
; CHECK:       call void @__custody_shadow_copy(ptr %to, ptr %from, i64 %n)
; CHECK:       call void @__custody_shadow_clear(ptr %from, i64 %n)
define void @c(ptr %to, ptr %from, i64 %n) {
  call void @llvm.memcpy.p0.p0.i64(ptr %to, ptr %from, i64 %n, i1 false)
  call void @llvm.memset.p0.i64(ptr %from, i8 0, i64 %n, i1 false)
  ret void
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, producer: "rustc", isOptimized: true, runtimeVersion: 0, emissionKind: FullDebug)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "s.rs", directory: "/d")
!10 = distinct !DISubprogram(name: "rust", scope: !2, file: !2, line: 10, type: !11, unit: !0, spFlags: DISPFlagDefinition | DISPFlagOptimized)
!11 = !DISubroutineType(types: !{null})
