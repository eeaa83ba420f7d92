; The places of borrows and of reclaims say which types are inside of what they point to, by numbers:
; the type itself first, 0 at the end; an array is one, too. What has nothing inside has an odd one. Nothing is known of what
; passes through C.
; RUN: %opt -passes=custody-mark,verify -S %s | %FileCheck %s
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

declare void @c_function(ptr, ptr, ptr, ptr)

; struct Node { links: [Links; 2], value: Either }
; struct Links { next: *mut Links }
; enum Either { A(u32), B(Either2) }
; enum Either2 { A(Other), B }    variants of the same names, and what is in them is there, too
; struct Other { }

; CHECK-DAG: [[IN_NODE:@custody.types[.0-9]*]] = private unnamed_addr constant [11 x i32] [i32 [[NODE:-?[0-9]*[02468]]], i32 {{-?[0-9]*[02468]}}, i32 [[LINKS:-?[0-9]*[02468]]], i32 [[POINTER:-?[0-9]*[13579]]], i32 [[EITHER:-?[0-9]*[02468]]], i32 [[A:-?[0-9]*[02468]]], i32 [[U32:-?[0-9]*[13579]]], i32 [[B:-?[0-9]*[02468]]], i32 [[EITHER2:-?[0-9]*[02468]]], i32 [[OTHER:-?[0-9]*[02468]]], i32 0]
; CHECK-DAG: [[IN_LINKS:@custody.types[.0-9]*]] = private unnamed_addr constant [3 x i32] [i32 [[LINKS]], i32 [[POINTER]], i32 0]
; CHECK-DAG: [[IN_U32:@custody.types[.0-9]*]] = private unnamed_addr constant [2 x i32] [i32 [[U32]], i32 0]
; CHECK-DAG: @[[NODES:custody.site[.0-9]*]] = {{.*}} i64 32, i64 -1, i32 10, i32 0, i32 1, i32 256, ptr [[IN_NODE]] }
; CHECK-DAG: @[[LINKSS:custody.site[.0-9]*]] = {{.*}} i64 8, i64 -1, i32 10, i32 0, i32 1, i32 256, ptr [[IN_LINKS]] }
; CHECK-DAG: @[[U32S:custody.site[.0-9]*]] = {{.*}} i64 4, i64 -1, i32 10, i32 0, i32 1, i32 256, ptr [[IN_U32]] }
; CHECK-DAG: @[[VOIDS:custody.site[.0-9]*]] = {{.*}} i64 1, i64 -1, i32 10, i32 0, i32 1, i32 256, ptr null }
; CHECK-DAG: @[[RECLAIM:custody.site[.0-9]*]] = {{.*}} i64 32, i64 -1, i32 20, i32 0, i32 6, i32 {{[0-9]+}}, ptr [[IN_NODE]], {{.*}} }

; CHECK-LABEL: define void @_RNvC1s6borrow(
; CHECK-DAG:   call ptr @custody.mark.borrow(ptr %node, ptr @[[NODES]])
; CHECK-DAG:   call ptr @custody.mark.borrow(ptr %links, ptr @[[LINKSS]])
; CHECK-DAG:   call ptr @custody.mark.borrow(ptr %value, ptr @[[U32S]])
; CHECK-DAG:   call ptr @custody.mark.borrow(ptr %key, ptr @[[VOIDS]])
define void @_RNvC1s6borrow(ptr %node, ptr %links, ptr %value, ptr %key) !dbg !10 {
    #dbg_value(ptr %node, !11, !DIExpression(), !15)
    #dbg_value(ptr %links, !12, !DIExpression(), !15)
    #dbg_value(ptr %value, !13, !DIExpression(), !15)
    #dbg_value(ptr %key, !14, !DIExpression(), !15)
  call void @c_function(ptr %node, ptr %links, ptr %value, ptr %key), !dbg !15
  ret void, !dbg !15
}

; CHECK-LABEL: define i64 @_RNvMC1sNtB2_6Handle8from_raw(
; CHECK:       call void @custody.mark.reclaim(ptr %p, ptr @[[RECLAIM]])
define i64 @_RNvMC1sNtB2_6Handle8from_raw(ptr %p) !dbg !20 {
    #dbg_value(ptr %p, !21, !DIExpression(), !22)
  %i = ptrtoint ptr %p to i64, !dbg !22
  ret i64 %i, !dbg !22
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, producer: "rustc", isOptimized: true, runtimeVersion: 0, emissionKind: FullDebug)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "s.rs", directory: "/d")
!3 = !DIBasicType(name: "u32", size: 32, encoding: DW_ATE_unsigned)

!30 = !DICompositeType(tag: DW_TAG_structure_type, name: "Node", file: !2, size: 256, elements: !{!31, !32})
!31 = !DIDerivedType(tag: DW_TAG_member, name: "links", baseType: !33, size: 128)
!32 = !DIDerivedType(tag: DW_TAG_member, name: "value", baseType: !37, size: 128, offset: 128)
!33 = !DICompositeType(tag: DW_TAG_array_type, baseType: !34, size: 128, elements: !{!DISubrange(count: 2)})
!34 = !DICompositeType(tag: DW_TAG_structure_type, name: "Links", file: !2, size: 64, elements: !{!35})
!35 = !DIDerivedType(tag: DW_TAG_member, name: "next", baseType: !36, size: 64)
!36 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "*mut s::Links", baseType: !3, size: 64)
!37 = !DICompositeType(tag: DW_TAG_structure_type, name: "Either", file: !2, size: 128, elements: !{!38})
!38 = !DICompositeType(tag: DW_TAG_variant_part, scope: !37, file: !2, size: 128, elements: !{!39, !40})
!39 = !DIDerivedType(tag: DW_TAG_member, name: "A", scope: !38, baseType: !41, size: 128)
!40 = !DIDerivedType(tag: DW_TAG_member, name: "B", scope: !38, baseType: !43, size: 128)
!41 = !DICompositeType(tag: DW_TAG_structure_type, name: "A", scope: !37, file: !2, size: 128, elements: !{!42})
!42 = !DIDerivedType(tag: DW_TAG_member, name: "__0", baseType: !3, size: 32, offset: 32)
!43 = !DICompositeType(tag: DW_TAG_structure_type, name: "B", scope: !37, file: !2, size: 128, elements: !{!44})
!44 = !DIDerivedType(tag: DW_TAG_member, name: "__0", baseType: !60, size: 64, offset: 64)
!45 = !DICompositeType(tag: DW_TAG_enumeration_type, name: "c_void", file: !2, baseType: !46, size: 8, elements: !{})
!46 = !DIBasicType(name: "u8", size: 8, encoding: DW_ATE_unsigned)
!60 = !DICompositeType(tag: DW_TAG_structure_type, name: "Either2", file: !2, size: 64, elements: !{!61})
!61 = !DICompositeType(tag: DW_TAG_variant_part, scope: !60, file: !2, size: 64, elements: !{!62, !63})
!62 = !DIDerivedType(tag: DW_TAG_member, name: "A", scope: !61, baseType: !64, size: 64)
!63 = !DIDerivedType(tag: DW_TAG_member, name: "B", scope: !61, baseType: !66, size: 64)
!64 = !DICompositeType(tag: DW_TAG_structure_type, name: "A", scope: !60, file: !2, size: 64, elements: !{!65})
!65 = !DIDerivedType(tag: DW_TAG_member, name: "__0", baseType: !67, size: 64)
!66 = !DICompositeType(tag: DW_TAG_structure_type, name: "B", scope: !60, file: !2, size: 64, elements: !{})
!67 = !DICompositeType(tag: DW_TAG_structure_type, name: "Other", file: !2, size: 64, elements: !{})
!50 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&s::Node", baseType: !30, size: 64)
!51 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&s::Links", baseType: !34, size: 64)
!52 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&u32", baseType: !3, size: 64)
!53 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&core::ffi::c_void", baseType: !45, size: 64)
!54 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "*const s::Node", baseType: !30, size: 64)

!10 = distinct !DISubprogram(name: "borrow", scope: !2, file: !2, line: 10, type: !DISubroutineType(types: !{null, !50, !51, !52, !53}), unit: !0, spFlags: DISPFlagDefinition)
!11 = !DILocalVariable(name: "node", arg: 1, scope: !10, file: !2, type: !50)
!12 = !DILocalVariable(name: "links", arg: 2, scope: !10, file: !2, type: !51)
!13 = !DILocalVariable(name: "value", arg: 3, scope: !10, file: !2, type: !52)
!14 = !DILocalVariable(name: "key", arg: 4, scope: !10, file: !2, type: !53)
!15 = !DILocation(line: 11, scope: !10)
!20 = distinct !DISubprogram(name: "from_raw", scope: !2, file: !2, line: 20, type: !DISubroutineType(types: !{!3, !54}), unit: !0, spFlags: DISPFlagDefinition)
!21 = !DILocalVariable(name: "p", arg: 1, scope: !20, file: !2, type: !54)
!22 = !DILocation(line: 21, scope: !20)
