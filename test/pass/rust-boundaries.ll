; Boundaries of Rust functions by name, in both manglings. What takes or returns no raw pointer is none,
; nor is what returns a reference: that lends. A mere declaration is believed for the standard library.
; RUN: %opt -passes=custody-mark,verify -S %s | %FileCheck %s
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

; <alloc::sync::Arc<u64>>::into_raw, ::from_raw, v0; alloc::boxed::Box<T>::from_raw, legacy
declare ptr @_RNvMsm_NtCs1_5alloc4syncINtB5_3ArcyE8into_rawC1s(ptr)
declare ptr @_RNvMsm_NtCs1_5alloc4syncINtB5_3ArcyE8from_rawC1s(ptr)
declare ptr @"_ZN5alloc5boxed12Box$LT$T$GT$8from_raw17h0123456789abcdefE"(ptr)
; <alloc::rc::Rc<[u32]>>::into_raw and from_raw: wide
declare { ptr, i64 } @_RNvMsm_NtCs1_5alloc2rcINtB5_2RcSmE8into_rawC1s(ptr, i64)
declare { ptr, i64 } @_RNvMsm_NtCs1_5alloc2rcINtB5_2RcSmE8from_rawC1s(ptr, i64)
; <s::Own>::from_raw: declared only
declare ptr @_RNvMC1sNtB2_3Own8from_raw(ptr)

; CHECK-DAG: @[[OWN:custody.site[.0-9]*]] = private constant { {{.*}} } { {{.*}}, i64 24, i64 -1, i32 {{[0-9]+}}, i32 0, i32 6, i32 2192, ptr {{.*}} }

; CHECK-LABEL: define void @calls(
; CHECK:       call void @custody.mark.enter(
; CHECK-NEXT:  %r = call ptr @_RNvMsm_NtCs1_5alloc4syncINtB5_3ArcyE8into_rawC1s(ptr %p)
; CHECK-NEXT:  call ptr @custody.mark.release(ptr %r, ptr %p,
; CHECK:       call void @custody.mark.reclaim(
; CHECK-NEXT:  %h = call ptr @_RNvMsm_NtCs1_5alloc4syncINtB5_3ArcyE8from_rawC1s(
; CHECK-NEXT:  call void @custody.mark.leave(ptr %h,
; CHECK-NEXT:  call void @custody.mark.reclaim(ptr %p,
; CHECK-NEXT:  %b = call ptr @"_ZN5alloc5boxed12Box$LT$T$GT$8from_raw17h0123456789abcdefE"(
; CHECK-NEXT:  call void @custody.mark.leave(ptr %b,
; CHECK-NEXT:  %o = call ptr @_RNvMC1sNtB2_3Own8from_raw(
; CHECK-NEXT:  ret void
define void @calls(ptr %p) {
  %r = call ptr @_RNvMsm_NtCs1_5alloc4syncINtB5_3ArcyE8into_rawC1s(ptr %p)
  %h = call ptr @_RNvMsm_NtCs1_5alloc4syncINtB5_3ArcyE8from_rawC1s(ptr %r)
  %b = call ptr @"_ZN5alloc5boxed12Box$LT$T$GT$8from_raw17h0123456789abcdefE"(ptr %p)
  %o = call ptr @_RNvMC1sNtB2_3Own8from_raw(ptr %p)
  ret void
}

; A wide pointer is taken apart and put together again.
; CHECK-LABEL: define void @wide(
; CHECK:       %r = call { ptr, i64 } @_RNvMsm_NtCs1_5alloc2rcINtB5_2RcSmE8into_rawC1s(
; CHECK-NEXT:  %[[P:.*]] = extractvalue { ptr, i64 } %r, 0
; CHECK-NEXT:  %[[M:.*]] = call ptr @custody.mark.release(ptr %[[P]], ptr %p,
; CHECK-NEXT:  %[[W:.*]] = insertvalue { ptr, i64 } %r, ptr %[[M]], 0
; CHECK-NEXT:  %q = extractvalue { ptr, i64 } %[[W]], 0
; CHECK-NEXT:  call void @custody.mark.reclaim(ptr %q,
; CHECK-NEXT:  %h = call { ptr, i64 } @_RNvMsm_NtCs1_5alloc2rcINtB5_2RcSmE8from_rawC1s(
; CHECK-NEXT:  %[[H:.*]] = extractvalue { ptr, i64 } %h, 0
; CHECK-NEXT:  call void @custody.mark.leave(ptr %[[H]],
define void @wide(ptr %p, i64 %n) {
  %r = call { ptr, i64 } @_RNvMsm_NtCs1_5alloc2rcINtB5_2RcSmE8into_rawC1s(ptr %p, i64 %n)
  %q = extractvalue { ptr, i64 } %r, 0
  %h = call { ptr, i64 } @_RNvMsm_NtCs1_5alloc2rcINtB5_2RcSmE8from_rawC1s(ptr %q, i64 %n)
  ret void
}

; <s::Handle>::from_raw(*const Inner) -> Handle, a structure of one integer: defined here, called from
; elsewhere too. What it hands on to another boundary has been judged.
; CHECK-LABEL: define i64 @_RNvMC1sNtB2_6Handle8from_raw(
; CHECK:       call void @custody.mark.reclaim(ptr %p, ptr @[[OWN]])
; CHECK:       %[[H:.*]] = inttoptr i64 %i to ptr
; CHECK-NEXT:  call void @custody.mark.leave(ptr %[[H]], ptr @[[OWN]])
define i64 @_RNvMC1sNtB2_6Handle8from_raw(ptr %p) !dbg !10 {
    #dbg_value(ptr %p, !11, !DIExpression(), !12)
  %h = getelementptr i8, ptr %p, i64 -8, !dbg !12
  %i = ptrtoint ptr %h to i64, !dbg !12
  ret i64 %i, !dbg !12
}

; <s::View>::from_raw(*const Inner) -> &View lends; <s::Id>::from_raw(u64) and <s::Ref>::from_raw(&Inner)
; take no raw pointer.
; CHECK-LABEL: define ptr @_RNvMC1sNtB2_4View8from_raw(
; CHECK-NOT:   custody.mark.{{enter|reclaim|leave}}
; CHECK:       ret
define ptr @_RNvMC1sNtB2_4View8from_raw(ptr %p) !dbg !20 {
    #dbg_value(ptr %p, !21, !DIExpression(), !22)
  ret ptr %p, !dbg !22
}
; CHECK-LABEL: define i64 @_RNvMC1sNtB2_2Id8from_raw(
; CHECK-NOT:   custody.mark
; CHECK:       ret
define i64 @_RNvMC1sNtB2_2Id8from_raw(i64 %n) !dbg !30 {
    #dbg_value(i64 %n, !31, !DIExpression(), !32)
  ret i64 %n, !dbg !32
}
; CHECK-LABEL: define ptr @_RNvMC1sNtB2_3Ref8from_raw(
; CHECK-NOT:   custody.mark.{{enter|reclaim|leave}}
; CHECK:       ret
define ptr @_RNvMC1sNtB2_3Ref8from_raw(ptr %r) !dbg !40 {
    #dbg_value(ptr %r, !41, !DIExpression(), !42)
  ret ptr %r, !dbg !42
}

; A boundary that only this module calls is marked at its calls.
; CHECK-LABEL: define internal ptr @_RNvMC1sNtB2_4Mine8from_raw(
; CHECK-NOT:   custody.mark
; CHECK:       ret
define internal ptr @_RNvMC1sNtB2_4Mine8from_raw(ptr %p) !dbg !50 {
    #dbg_value(ptr %p, !51, !DIExpression(), !52)
  ret ptr %p, !dbg !52
}
; CHECK-LABEL: define void @mine(
; CHECK:       call void @custody.mark.reclaim(
; CHECK-NEXT:  %h = call ptr @_RNvMC1sNtB2_4Mine8from_raw(
; CHECK-NEXT:  call void @custody.mark.leave(ptr %h,
define void @mine(ptr %p) {
  %h = call ptr @_RNvMC1sNtB2_4Mine8from_raw(ptr %p)
  ret void
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, producer: "rustc", isOptimized: true, runtimeVersion: 0, emissionKind: FullDebug)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "s.rs", directory: "/d")
!3 = !DIBasicType(name: "u64", size: 64, encoding: DW_ATE_unsigned)
!4 = !DICompositeType(tag: DW_TAG_structure_type, name: "Inner", file: !2, size: 192, elements: !{!7})
!5 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&s::Inner", baseType: !4, size: 64)
!6 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "*const s::Inner", baseType: !4, size: 64)
!7 = !DIDerivedType(tag: DW_TAG_member, name: "a", baseType: !3, size: 64)
!8 = !DICompositeType(tag: DW_TAG_structure_type, name: "Handle", file: !2, size: 64, elements: !{!7})

!10 = distinct !DISubprogram(name: "from_raw", scope: !2, file: !2, line: 10, type: !DISubroutineType(types: !{!8, !6}), unit: !0, spFlags: DISPFlagDefinition)
!11 = !DILocalVariable(name: "p", arg: 1, scope: !10, file: !2, type: !6)
!12 = !DILocation(line: 11, scope: !10)
!20 = distinct !DISubprogram(name: "from_raw", scope: !2, file: !2, line: 20, type: !DISubroutineType(types: !{!5, !6}), unit: !0, spFlags: DISPFlagDefinition)
!21 = !DILocalVariable(name: "p", arg: 1, scope: !20, file: !2, type: !6)
!22 = !DILocation(line: 21, scope: !20)
!30 = distinct !DISubprogram(name: "from_raw", scope: !2, file: !2, line: 30, type: !DISubroutineType(types: !{!8, !3}), unit: !0, spFlags: DISPFlagDefinition)
!31 = !DILocalVariable(name: "n", arg: 1, scope: !30, file: !2, type: !3)
!32 = !DILocation(line: 31, scope: !30)
!40 = distinct !DISubprogram(name: "from_raw", scope: !2, file: !2, line: 40, type: !DISubroutineType(types: !{!8, !5}), unit: !0, spFlags: DISPFlagDefinition)
!41 = !DILocalVariable(name: "r", arg: 1, scope: !40, file: !2, type: !5)
!42 = !DILocation(line: 41, scope: !40)
!50 = distinct !DISubprogram(name: "from_raw", scope: !2, file: !2, line: 50, type: !DISubroutineType(types: !{!8, !6}), unit: !0, spFlags: DISPFlagLocalToUnit | DISPFlagDefinition)
!51 = !DILocalVariable(name: "p", arg: 1, scope: !50, file: !2, type: !6)
!52 = !DILocation(line: 51, scope: !50)
