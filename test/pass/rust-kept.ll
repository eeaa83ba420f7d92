; A vector in a ManuallyDrop: as_mut_ptr releases its memory, if the local is used for nothing but the vector in it.
; RUN: %opt -passes=custody-mark,verify -S %s | %FileCheck %s
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

; <core::mem::manually_drop::ManuallyDrop<alloc::vec::Vec<u64>>>::new and ::into_inner,
; <... as core::ops::deref::DerefMut>::deref_mut
declare void @_RNvMNtNtCs2_4core3mem13manually_dropINtB2_12ManuallyDropINtNtCs1_5alloc3vec3VecyEE3newC1s(ptr sret([24 x i8]), ptr)
declare void @_RNvMNtNtCs2_4core3mem13manually_dropINtB2_12ManuallyDropINtNtCs1_5alloc3vec3VecyEE10into_innerC1s(ptr sret([24 x i8]), ptr)
declare ptr @_RNvXs1_NtNtCs2_4core3mem13manually_dropINtB5_12ManuallyDropINtNtCs1_5alloc3vec3VecyEENtNtNtB9_3ops5deref8DerefMut9deref_mutC1s(ptr)

; <alloc::vec::Vec<u64>>::as_mut_ptr; the capacity is the second word of the vector
define internal ptr @_RNvMs_NtCs1_5alloc3vecINtB4_3VecyE10as_mut_ptrC1s(ptr %self) !dbg !20 {
    #dbg_value(ptr %self, !30, !DIExpression(), !31)
  %p = load ptr, ptr %self, !dbg !31
  ret ptr %p, !dbg !31
}

; CHECK-LABEL: define void @apart(
; CHECK:       %[[V:.*]] = call ptr @{{.*}}9deref_mut
; CHECK-NEXT:  %[[A:.*]] = getelementptr i8, ptr %[[V]], i64 8
; CHECK-NEXT:  %[[C:.*]] = load i64, ptr %[[A]]
; CHECK-NEXT:  call void @custody.mark.enter(
; CHECK-NEXT:  %[[P:.*]] = call ptr @{{.*}}10as_mut_ptr
; CHECK:       %[[S:.*]] = select i1 {{.*}}, ptr null, ptr %[[P]]
; CHECK:       %[[B:.*]] = mul i64 %[[C]], 8
; CHECK:       call void @custody.mark.extent(ptr %[[S]], i64 %[[B]], i64 8)
; CHECK:       %[[R:.*]] = call ptr @custody.mark.release(ptr %[[S]], ptr null,
; CHECK:       %[[T:.*]] = select i1 {{.*}}, ptr %[[P]], ptr %[[R]]
; CHECK:       store ptr %[[T]], ptr %out
define void @apart(ptr %vector, ptr %out) !dbg !10 {
  %kept = alloca [24 x i8]
  call void @_RNvMNtNtCs2_4core3mem13manually_dropINtB2_12ManuallyDropINtNtCs1_5alloc3vec3VecyEE3newC1s(ptr sret([24 x i8]) %kept, ptr %vector), !dbg !12
  %v = call ptr @_RNvXs1_NtNtCs2_4core3mem13manually_dropINtB5_12ManuallyDropINtNtCs1_5alloc3vec3VecyEENtNtNtB9_3ops5deref8DerefMut9deref_mutC1s(ptr %kept), !dbg !12
  %p = call ptr @_RNvMs_NtCs1_5alloc3vecINtB4_3VecyE10as_mut_ptrC1s(ptr %v), !dbg !12
  store ptr %p, ptr %out
  ret void
}

; It becomes a vector again.
; CHECK-LABEL: define void @back(
; CHECK-NOT:   custody.mark.release
; CHECK:       ret void
define void @back(ptr %vector, ptr %out) !dbg !11 {
  %kept = alloca [24 x i8]
  call void @_RNvMNtNtCs2_4core3mem13manually_dropINtB2_12ManuallyDropINtNtCs1_5alloc3vec3VecyEE3newC1s(ptr sret([24 x i8]) %kept, ptr %vector), !dbg !13
  %v = call ptr @_RNvXs1_NtNtCs2_4core3mem13manually_dropINtB5_12ManuallyDropINtNtCs1_5alloc3vec3VecyEENtNtNtB9_3ops5deref8DerefMut9deref_mutC1s(ptr %kept), !dbg !13
  %p = call ptr @_RNvMs_NtCs1_5alloc3vecINtB4_3VecyE10as_mut_ptrC1s(ptr %v), !dbg !13
  call void @_RNvMNtNtCs2_4core3mem13manually_dropINtB2_12ManuallyDropINtNtCs1_5alloc3vec3VecyEE10into_innerC1s(ptr sret([24 x i8]) %out, ptr %kept), !dbg !13
  ret void
}

; Somebody else made the ManuallyDrop.
; CHECK-LABEL: define ptr @member(
; CHECK-NOT:   custody.mark.release
; CHECK:       ret ptr
define ptr @member(ptr %kept) !dbg !14 {
  %v = call ptr @_RNvXs1_NtNtCs2_4core3mem13manually_dropINtB5_12ManuallyDropINtNtCs1_5alloc3vec3VecyEENtNtNtB9_3ops5deref8DerefMut9deref_mutC1s(ptr %kept), !dbg !15
  %p = call ptr @_RNvMs_NtCs1_5alloc3vecINtB4_3VecyE10as_mut_ptrC1s(ptr %v), !dbg !15
  ret ptr %p
}

!llvm.module.flags = !{!0}
!llvm.dbg.cu = !{!1}
!0 = !{i32 2, !"Debug Info Version", i32 3}
!1 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, producer: "rustc", emissionKind: FullDebug)
!2 = !DIFile(filename: "s.rs", directory: "/d")
!3 = !DISubroutineType(types: !{null})
!10 = distinct !DISubprogram(name: "apart", scope: !2, file: !2, line: 1, type: !3, spFlags: DISPFlagDefinition, unit: !1)
!11 = distinct !DISubprogram(name: "back", scope: !2, file: !2, line: 2, type: !3, spFlags: DISPFlagDefinition, unit: !1)
!12 = !DILocation(line: 1, scope: !10)
!13 = !DILocation(line: 2, scope: !11)
!14 = distinct !DISubprogram(name: "member", scope: !2, file: !2, line: 3, type: !3, spFlags: DISPFlagDefinition, unit: !1)
!15 = !DILocation(line: 3, scope: !14)
!20 = distinct !DISubprogram(name: "as_mut_ptr", scope: !2, file: !2, line: 4, type: !21, spFlags: DISPFlagDefinition, unit: !1, retainedNodes: !29)
!21 = !DISubroutineType(types: !22)
!22 = !{!23, !25}
!23 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "*mut u64", baseType: !24, size: 64)
!24 = !DIBasicType(name: "u64", size: 64, encoding: DW_ATE_unsigned)
!25 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&mut alloc::vec::Vec<u64>", baseType: !26, size: 64)
!26 = !DICompositeType(tag: DW_TAG_structure_type, name: "Vec<u64>", file: !2, size: 192, elements: !27)
!27 = !{!28, !32}
!28 = !DIDerivedType(tag: DW_TAG_member, name: "buf", baseType: !33, size: 128)
!29 = !{!30}
!30 = !DILocalVariable(name: "self", arg: 1, scope: !20, file: !2, type: !25)
!31 = !DILocation(line: 4, scope: !20)
!32 = !DIDerivedType(tag: DW_TAG_member, name: "len", baseType: !24, size: 64, offset: 128)
!33 = !DICompositeType(tag: DW_TAG_structure_type, name: "RawVec<u64>", file: !2, size: 128, elements: !34)
!34 = !{!35, !36}
!35 = !DIDerivedType(tag: DW_TAG_member, name: "ptr", baseType: !23, size: 64)
!36 = !DIDerivedType(tag: DW_TAG_member, name: "cap", baseType: !24, size: 64, offset: 64)
