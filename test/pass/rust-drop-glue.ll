; The owner types of a crate that the module drops, by their drop glue: rustc up to 1.96 calls it
; core::ptr::drop_in_place::<T>, and rustc from 1.97 on core::ptr::drop_glue::<T>. A boundary of a type
; that nothing drops has the flag CUSTODY_SITE_UNDROPPED (128) in its site.
; RUN: %opt -passes=custody-mark,verify -S %s | %FileCheck %s
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

; The sites have the flags CUSTODY_SITE_NAMED (16) and CUSTODY_SITE_OWNER (2048), and the last one 128 as well.
; CHECK-DAG: @[[OLD:custody.site[.0-9]*]] = private constant { {{.*}} } { {{.*}}, i32 2064, ptr {{.*}} }
; CHECK-DAG: @[[NEW:custody.site[.0-9]*]] = private constant { {{.*}} } { {{.*}}, i32 2064, ptr {{.*}} }
; CHECK-DAG: @[[LEGACY:custody.site[.0-9]*]] = private constant { {{.*}} } { {{.*}}, i32 2064, ptr {{.*}} }
; CHECK-DAG: @[[KEPT:custody.site[.0-9]*]] = private constant { {{.*}} } { {{.*}}, i32 2192, ptr {{.*}} }

; core::ptr::drop_in_place::<s::Old>
declare void @_RINvNtC4core3ptr13drop_in_placeNtC1s3OldEBC_(ptr)
; core::ptr::drop_glue::<s::New>
declare void @_RINvNtC4core3ptr9drop_glueNtC1s3NewEBy_(ptr)
; core::ptr::drop_glue<s::Legacy>, in the legacy scheme
declare void @"_ZN4core3ptr26drop_glue$LT$s..Legacy$GT$17h0123456789abcdefE"(ptr)
; Of another type and another function: core::ptr::drop_glue::<s::KeptToo>, s::drop_glue::<s::Kept>
declare void @_RINvNtC4core3ptr9drop_glueNtC1s7KeptTooEBy_(ptr)
declare void @_RINvC1s9drop_glueNtB2_4KeptEB2_(ptr)

; CHECK-LABEL: define i64 @_RNvMC1sNtB2_3Old8from_raw(
; CHECK:       call void @custody.mark.reclaim(ptr %p, ptr @[[OLD]])
define i64 @_RNvMC1sNtB2_3Old8from_raw(ptr %p) !dbg !10 {
    #dbg_value(ptr %p, !11, !DIExpression(), !12)
  %i = ptrtoint ptr %p to i64, !dbg !12
  ret i64 %i, !dbg !12
}
; CHECK-LABEL: define i64 @_RNvMC1sNtB2_3New8from_raw(
; CHECK:       call void @custody.mark.reclaim(ptr %p, ptr @[[NEW]])
define i64 @_RNvMC1sNtB2_3New8from_raw(ptr %p) !dbg !20 {
    #dbg_value(ptr %p, !21, !DIExpression(), !22)
  %i = ptrtoint ptr %p to i64, !dbg !22
  ret i64 %i, !dbg !22
}
; CHECK-LABEL: define i64 @_RNvMC1sNtB2_6Legacy8from_raw(
; CHECK:       call void @custody.mark.reclaim(ptr %p, ptr @[[LEGACY]])
define i64 @_RNvMC1sNtB2_6Legacy8from_raw(ptr %p) !dbg !30 {
    #dbg_value(ptr %p, !31, !DIExpression(), !32)
  %i = ptrtoint ptr %p to i64, !dbg !32
  ret i64 %i, !dbg !32
}
; CHECK-LABEL: define i64 @_RNvMC1sNtB2_4Kept8from_raw(
; CHECK:       call void @custody.mark.reclaim(ptr %p, ptr @[[KEPT]])
define i64 @_RNvMC1sNtB2_4Kept8from_raw(ptr %p) !dbg !40 {
    #dbg_value(ptr %p, !41, !DIExpression(), !42)
  %i = ptrtoint ptr %p to i64, !dbg !42
  ret i64 %i, !dbg !42
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, producer: "rustc", isOptimized: true, runtimeVersion: 0, emissionKind: FullDebug)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "s.rs", directory: "/d")
!3 = !DIBasicType(name: "u64", size: 64, encoding: DW_ATE_unsigned)
!4 = !DICompositeType(tag: DW_TAG_structure_type, name: "Inner", file: !2, size: 192, elements: !{!7})
!6 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "*const s::Inner", baseType: !4, size: 64)
!7 = !DIDerivedType(tag: DW_TAG_member, name: "a", baseType: !3, size: 64)
!8 = !DICompositeType(tag: DW_TAG_structure_type, name: "Handle", file: !2, size: 64, elements: !{!7})

!10 = distinct !DISubprogram(name: "from_raw", scope: !2, file: !2, line: 10, type: !DISubroutineType(types: !{!8, !6}), unit: !0, spFlags: DISPFlagDefinition)
!11 = !DILocalVariable(name: "p", arg: 1, scope: !10, file: !2, type: !6)
!12 = !DILocation(line: 11, scope: !10)
!20 = distinct !DISubprogram(name: "from_raw", scope: !2, file: !2, line: 20, type: !DISubroutineType(types: !{!8, !6}), unit: !0, spFlags: DISPFlagDefinition)
!21 = !DILocalVariable(name: "p", arg: 1, scope: !20, file: !2, type: !6)
!22 = !DILocation(line: 21, scope: !20)
!30 = distinct !DISubprogram(name: "from_raw", scope: !2, file: !2, line: 30, type: !DISubroutineType(types: !{!8, !6}), unit: !0, spFlags: DISPFlagDefinition)
!31 = !DILocalVariable(name: "p", arg: 1, scope: !30, file: !2, type: !6)
!32 = !DILocation(line: 31, scope: !30)
!40 = distinct !DISubprogram(name: "from_raw", scope: !2, file: !2, line: 40, type: !DISubroutineType(types: !{!8, !6}), unit: !0, spFlags: DISPFlagDefinition)
!41 = !DILocalVariable(name: "p", arg: 1, scope: !40, file: !2, type: !6)
!42 = !DILocation(line: 41, scope: !40)
