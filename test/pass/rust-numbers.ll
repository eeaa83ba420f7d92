; A copy that rustc names as one of numbers moves no pointer, whatever the optimizer makes of it; one of
; words that may hold a pointer does.
; RUN: %opt -passes='custody-mark,function(instcombine),custody-propagate-calls,verify' -S %s | %FileCheck %s
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

; CHECK-LABEL: define void @_RNvC1s7numbers(
; CHECK-NOT:   __custody
; CHECK:       %[[V:.*]] = load i64, ptr %from, {{.*}}!tbaa
; CHECK-NEXT:  store i64 %[[V]], ptr %to
; CHECK-NOT:   __custody
; CHECK:       ret void
define void @_RNvC1s7numbers(ptr %to, ptr %from) !dbg !10 {
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %to, ptr align 8 %from, i64 8, i1 false), !dbg !13
  ret void, !dbg !12
}
; CHECK-LABEL: define void @_RNvC1s5words(
; CHECK:       %[[V:.*]] = load i64, ptr %from
; CHECK:       %[[T:.*]] = call i32 @__custody_fast_load(ptr %from)
; CHECK:       call void @__custody_fast_store(ptr %to, i64 %[[V]], i32 %[[T]])
define void @_RNvC1s5words(ptr %to, ptr %from) !dbg !20 {
  call void @llvm.memcpy.p0.p0.i64(ptr align 8 %to, ptr align 8 %from, i64 8, i1 false), !dbg !23
  ret void, !dbg !22
}
; What is put in order is a number too.
; CHECK-LABEL: define i1 @ordered(
; CHECK-NOT:   __custody_fast_{{load|store}}
; CHECK:       ret i1
define i1 @ordered(ptr %to, ptr %from, i64 %n) {
  %v = load i64, ptr %from
  %c = icmp ult i64 %v, %n
  store i64 %v, ptr %to
  ret i1 %c
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, producer: "rustc", isOptimized: true, runtimeVersion: 0, emissionKind: FullDebug)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "s.rs", directory: "/d")
!10 = distinct !DISubprogram(name: "numbers", scope: !2, file: !2, line: 10, type: !DISubroutineType(types: !{null}), unit: !0, spFlags: DISPFlagDefinition)
!11 = distinct !DISubprogram(name: "copy_nonoverlapping<u64>", scope: !2, file: !2, line: 1, type: !DISubroutineType(types: !{null}), unit: !0, spFlags: DISPFlagDefinition)
!12 = !DILocation(line: 11, scope: !10)
!13 = !DILocation(line: 1, scope: !11, inlinedAt: !12)
!20 = distinct !DISubprogram(name: "words", scope: !2, file: !2, line: 20, type: !DISubroutineType(types: !{null}), unit: !0, spFlags: DISPFlagDefinition)
!21 = distinct !DISubprogram(name: "copy_nonoverlapping<usize>", scope: !2, file: !2, line: 1, type: !DISubroutineType(types: !{null}), unit: !0, spFlags: DISPFlagDefinition)
!22 = !DILocation(line: 21, scope: !20)
!23 = !DILocation(line: 1, scope: !21, inlinedAt: !22)
