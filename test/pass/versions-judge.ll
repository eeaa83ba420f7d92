; A module that judges pointers has no bare versions.
; RUN: env CUSTODY_BARE_VERSIONS=1 %opt -passes=custody-propagate-calls,verify -S %s | %FileCheck %s
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

@site = private constant [64 x i8] zeroinitializer
declare void @custody.mark.reclaim(ptr, ptr)

; CHECK-NOT: bare
; CHECK:     define void @_RNvC1s4kept(
; CHECK:     @__custody_fast_store
; CHECK-NOT: bare
define void @_RNvC1s4kept(ptr %p, ptr %to) !dbg !10 {
  store ptr %p, ptr %to
  ret void
}

define void @_RNvC1s8reclaims(ptr %p) !dbg !13 {
  call void @custody.mark.reclaim(ptr %p, ptr @site)
  ret void
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, producer: "rustc", isOptimized: true, runtimeVersion: 0, emissionKind: FullDebug)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "s.rs", directory: "/d")
!10 = distinct !DISubprogram(name: "kept", scope: !2, file: !2, line: 10, type: !11, unit: !0, spFlags: DISPFlagDefinition | DISPFlagOptimized)
!11 = !DISubroutineType(types: !{null})
!13 = distinct !DISubprogram(name: "reclaims", scope: !2, file: !2, line: 20, type: !11, unit: !0, spFlags: DISPFlagDefinition | DISPFlagOptimized)
