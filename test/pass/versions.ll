; Functions of Rust that are optimized get a bare version, where the compiler was asked for it, and choose.
; A function that only the module calls does not choose: its callers know which version they want. One
; with a release has only the instrumented version, and so has one in C.
; RUN: env CUSTODY_BARE_VERSIONS=1 %opt -passes=custody-propagate-calls,verify -S %s | %FileCheck %s
; RUN: %opt -passes=custody-propagate-calls,verify -S %s | %FileCheck %s --check-prefix=UNASKED
; UNASKED-NOT: bare
; UNASKED-NOT: __custody_program_begins
; UNASKED:     @__custody_runtime_v{{.*}}_missing
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

@site = private constant [64 x i8] zeroinitializer
declare ptr @custody.mark.release(ptr, ptr, ptr)
declare ptr @custody.compare(ptr)

; The table of functions names the function itself.
; CHECK: @table = constant [1 x ptr] [ptr @_RNvC1s4main]
@table = constant [1 x ptr] [ptr @_RNvC1s4main]

; CHECK-LABEL: define ptr @_RNvC1s4main(
; CHECK-NEXT:    %[[FLAG:.*]] = load i32, ptr @__custody_tracking, align 4, !nosanitize
; CHECK-NEXT:    %[[OFF:.*]] = icmp eq i32 %[[FLAG]], 0
; CHECK-NEXT:    br i1 %[[OFF]], label %bare, label %instrumented, !prof
; CHECK:       bare:
; CHECK-NEXT:    %[[B:.*]] = musttail call ptr @_RNvC1s4main.bare(ptr noundef %{{.*}}, ptr %{{.*}})
; CHECK-NEXT:    ret ptr %[[B]]
; CHECK:       instrumented:
; CHECK-NEXT:    %[[I:.*]] = musttail call ptr @_RNvC1s4main.custody(ptr noundef %{{.*}}, ptr %{{.*}})
; CHECK-NEXT:    ret ptr %[[I]]

; CHECK-LABEL: define internal ptr @_RNvC1s4main.custody(
; CHECK:         call ptr @__custody_fast_enter(ptr @custody.enter, ptr @custody.self._RNvC1s4main)
; CHECK:         call void @__custody_fast_store(ptr %to, i64 {{.*}}, i32
; CHECK:         call ptr @keeps(ptr %p, ptr %to, i32
; CHECK:         call ptr @_RNvC1s4main.custody(ptr
; CHECK:         call void @__custody_fast_return1(i64 {{.*}}, ptr @_RNvC1s4main, i32
define ptr @_RNvC1s4main(ptr noundef %p, ptr %to) !dbg !10 {
  store ptr %p, ptr %to
  %k = call ptr @keeps(ptr %p, ptr %to), !dbg !12
  %c = call ptr @custody.compare(ptr %k), !dbg !12
  %a = call ptr @_RNvC1s4main(ptr %c, ptr %to), !dbg !12
  call void @releases(ptr %p, ptr %to), !dbg !12
  call void @c(ptr %p, ptr %to), !dbg !12
  ret ptr %p
}

; CHECK-NOT:   define {{.*}}keeps.custody
; CHECK-LABEL: define internal {{.*}} @keeps(ptr %p, ptr %to, i32
; CHECK:         @__custody_fast_store
define internal ptr @keeps(ptr %p, ptr %to) noinline !dbg !13 {
  store ptr %p, ptr %to
  ret ptr %p
}

; CHECK-LABEL: define internal void @releases(
; CHECK:         call i32 @__custody_release(
define internal void @releases(ptr %p, ptr %to) noinline !dbg !14 {
  %r = call ptr @custody.mark.release(ptr %p, ptr null, ptr @site)
  store ptr %r, ptr %to
  ret void
}

; CHECK-LABEL: define void @c(
; CHECK:         @__custody_fast_store
define void @c(ptr %p, ptr %to) {
  store ptr %p, ptr %to
  ret void
}

; CHECK-LABEL: define i32 @main(
; CHECK-NEXT:    call void @__custody_program_begins(ptr @main)
define i32 @main() {
  ret i32 0
}

; CHECK-LABEL: define internal ptr @_RNvC1s4main.bare(
; CHECK-NEXT:    store ptr %p, ptr %to
; CHECK-NEXT:    %[[K:.*]] = call ptr @keeps.bare(ptr %p, ptr %to)
; CHECK-NEXT:    call ptr @_RNvC1s4main.bare(ptr %[[K]], ptr %to)
; CHECK-NEXT:    call void @releases(ptr %p, ptr %to)
; CHECK-NEXT:    call void @c(ptr %p, ptr %to)
; CHECK-NEXT:    ret ptr %p

; CHECK-LABEL: define internal ptr @keeps.bare(
; CHECK-NEXT:    store ptr %p, ptr %to
; CHECK-NEXT:    ret ptr %p

; CHECK-NOT: releases.bare
; CHECK-NOT: c.bare

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, producer: "rustc", isOptimized: true, runtimeVersion: 0, emissionKind: FullDebug)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "s.rs", directory: "/d")
!10 = distinct !DISubprogram(name: "main", scope: !2, file: !2, line: 10, type: !11, unit: !0, spFlags: DISPFlagDefinition | DISPFlagOptimized)
!11 = !DISubroutineType(types: !{null})
!12 = !DILocation(line: 11, scope: !10)
!13 = distinct !DISubprogram(name: "keeps", scope: !2, file: !2, line: 20, type: !11, unit: !0, spFlags: DISPFlagDefinition | DISPFlagOptimized)
!14 = distinct !DISubprogram(name: "releases", scope: !2, file: !2, line: 30, type: !11, unit: !0, spFlags: DISPFlagDefinition | DISPFlagOptimized)
