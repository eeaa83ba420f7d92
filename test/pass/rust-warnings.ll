; Once for a module it is said what is missed, and which flag was missing.
; RUN: %opt -passes=custody-mark,custody-mark -disable-output %s 2>&1 | %FileCheck --check-prefix=INLINED %s
; RUN: sed 's/FullDebug/LineTablesOnly/' %s | %opt -passes=custody-mark -disable-output 2>&1 | %FileCheck --check-prefix=LINES %s
; RUN: sed 's/!dbg !23/!dbg !22/' %s | %opt -passes=custody-mark -disable-output 2>&1 | count 0
; What is inlined into functions of another crate was inlined when that one was compiled.
; RUN: sed 's|^!3 = .*|!3 = !DIFile(filename: "lib.rs", directory: "/other")|' %s | %opt -passes=custody-mark -disable-output 2>&1 | count 0

; The same with absolute names, which the build of a kernel gives.
; RUN: sed -e 's|^!2 = .*|!2 = !DIFile(filename: "/d/lib.rs/@/lib.1234-cgu.0", directory: "/build")|' -e 's|^!3 = .*|!3 = !DIFile(filename: "/d/sub/s.rs", directory: "/build")|' %s | %opt -passes=custody-mark -disable-output 2>&1 | %FileCheck --check-prefix=INLINED %s
; RUN: sed -e 's|^!2 = .*|!2 = !DIFile(filename: "/d/lib.rs/@/lib.1234-cgu.0", directory: "/build")|' -e 's|^!3 = .*|!3 = !DIFile(filename: "/other/s.rs", directory: "/build")|' %s | %opt -passes=custody-mark -disable-output 2>&1 | count 0
; RUN: sed -e 's|^!3 = .*|!3 = !DIFile(filename: "/d/s.rs", directory: "/d")|' %s | %opt -passes=custody-mark -disable-output 2>&1 | count 0

; INLINED:     warning: Custody: {{.*}} rustc inlined functions before Custody could see them{{.*}}-Zinline-mir=no
; INLINED-NOT: warning
; LINES:       warning: Custody: {{.*}} without full debug info: borrows are not seen{{.*}}-Cdebuginfo=2
; LINES-NOT:   warning
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

define i64 @_RNvC1s1f(ptr %p) !dbg !20 {
  %v = load i64, ptr %p, !dbg !23
  ret i64 %v, !dbg !22
}
define i64 @_RNvC1s1g(ptr %p) !dbg !24 {
  ret i64 0, !dbg !25
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, producer: "rustc", isOptimized: true, runtimeVersion: 0, emissionKind: FullDebug)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "s.rs", directory: "/d")
!3 = !DIFile(filename: "s.rs", directory: "/d")
!20 = distinct !DISubprogram(name: "f", scope: !3, file: !3, line: 20, type: !DISubroutineType(types: !{null}), unit: !0, spFlags: DISPFlagDefinition)
!21 = distinct !DISubprogram(name: "h", scope: !3, file: !3, line: 1, type: !DISubroutineType(types: !{null}), unit: !0, spFlags: DISPFlagDefinition)
!22 = !DILocation(line: 21, scope: !20)
!23 = !DILocation(line: 1, scope: !21, inlinedAt: !22)
!24 = distinct !DISubprogram(name: "g", scope: !3, file: !3, line: 30, type: !DISubroutineType(types: !{null}), unit: !0, spFlags: DISPFlagDefinition)
!25 = !DILocation(line: 31, scope: !24)
