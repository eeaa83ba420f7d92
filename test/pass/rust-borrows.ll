; Borrows of Rust functions, by the types that debug info gives parameters, returns and members. Only
; uses by which a pointer leaves are given the mark, and what is no reference is left alone.
; RUN: %opt -passes=custody-mark,verify -S %s | %FileCheck %s
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

declare void @c_function(ptr)

; CHECK-DAG: @[[INNER:custody.site[.0-9]*]] = private constant { {{.*}} } { ptr {{.*}}, ptr {{.*}}, ptr {{.*}}, i64 24, i64 -1, i32 10, i32 0, i32 1, i32 256, ptr {{.*}} }
; CHECK-DAG: @[[CELL:custody.site[.0-9]*]] = private constant { {{.*}} } { ptr {{.*}}, ptr {{.*}}, ptr {{.*}}, i64 8, i64 -1, i32 20, i32 0, i32 1, i32 257, ptr {{.*}} }
; CHECK-DAG: @[[MUT:custody.site[.0-9]*]] = private constant { {{.*}} } { ptr {{.*}}, ptr {{.*}}, ptr {{.*}}, i64 24, i64 -1, i32 30, i32 0, i32 2, i32 256, ptr {{.*}} }

; fn as_ptr(&self) -> *const Inner
; CHECK-LABEL: define ptr @_RNvMC1sNtB2_5Inner6as_ptr(
;      CHECK:  %[[B:.*]] = call ptr @custody.mark.borrow(ptr %self, ptr @[[INNER]])
; CHECK-NEXT:  %f = getelementptr i8, ptr %self, i64 8
; CHECK-NEXT:  %[[C:.*]] = call ptr @custody.mark.borrow(ptr %f, ptr @[[INNER]])
; CHECK-NEXT:  %v = load i64, ptr %f
; CHECK-NEXT:  call void @c_function(ptr %[[C]])
; CHECK-NEXT:  ret ptr %[[B]]
define ptr @_RNvMC1sNtB2_5Inner6as_ptr(ptr %self) !dbg !10 {
    #dbg_value(ptr %self, !11, !DIExpression(), !12)
  %f = getelementptr i8, ptr %self, i64 8, !dbg !12
  %v = load i64, ptr %f, !dbg !12
  call void @c_function(ptr %f), !dbg !12
  ret ptr %self, !dbg !12
}

; fn cell(c: &Cell<u64>): interior mutability; in a debug build, through the debugger's copy
; CHECK-LABEL: define void @_RNvC1s4cell(
; CHECK:       %[[B:.*]] = call ptr @custody.mark.borrow(ptr %c, ptr @[[CELL]])
; CHECK:       store ptr %c, ptr %c.spill
; CHECK:       call void @c_function(ptr %[[B]])
define void @_RNvC1s4cell(ptr %c) !dbg !20 {
  %c.spill = alloca ptr
  store ptr %c, ptr %c.spill
    #dbg_declare(ptr %c.spill, !21, !DIExpression(), !22)
  call void @c_function(ptr %c), !dbg !22
  ret void, !dbg !22
}

; fn get(i: *mut Inner, pinned: &mut Pinned) -> &mut Inner: a raw pointer is no borrow, nor is an
; exclusive one of what is not Unpin; what is returned is one
; CHECK-LABEL: define ptr @_RNvC1s3get(
; CHECK-NOT:   custody.mark
; CHECK:       call void @c_function(ptr %i)
; CHECK-NEXT:  call void @c_function(ptr %pinned)
; CHECK-NEXT:  %[[B:.*]] = call ptr @custody.mark.borrow(ptr %i, ptr @[[MUT]])
; CHECK-NEXT:  ret ptr %[[B]]
define ptr @_RNvC1s3get(ptr %i, ptr %pinned) !dbg !30 {
    #dbg_value(ptr %i, !31, !DIExpression(), !32)
    #dbg_value(ptr %pinned, !33, !DIExpression(), !32)
  call void @c_function(ptr %i), !dbg !32
  call void @c_function(ptr %pinned), !dbg !32
  ret ptr %i, !dbg !32
}

; fn view(s: &[u32]): an empty slice borrows nothing, and its history is unknown
; CHECK-LABEL: define void @_RNvC1s4view(
; CHECK:       %[[B:.*]] = call ptr @custody.mark.borrow(ptr %s.0,
; CHECK-NEXT:  %[[U:.*]] = call ptr @custody.compare(ptr %s.0)
; CHECK-NEXT:  %[[E:.*]] = icmp eq i64 %s.1, 0
; CHECK-NEXT:  %[[S:.*]] = select i1 %[[E]], ptr %[[U]], ptr %[[B]]
; CHECK:       call void @c_function(ptr %[[S]])
define void @_RNvC1s4view(ptr %s.0, i64 %s.1) !dbg !40 {
    #dbg_value(ptr %s.0, !41, !DIExpression(DW_OP_LLVM_fragment, 0, 64), !42)
    #dbg_value(i64 %s.1, !41, !DIExpression(DW_OP_LLVM_fragment, 64, 64), !42)
  call void @c_function(ptr %s.0), !dbg !42
  ret void, !dbg !42
}

; fn member(h: &Holder): its member is a reference, loaded through one
; CHECK-LABEL: define void @_RNvC1s6member(
; CHECK:       %r = load ptr, ptr %h
; CHECK-NEXT:  %[[B:.*]] = call ptr @custody.mark.borrow(ptr %r,
; CHECK-NEXT:  call void @c_function(ptr %[[B]])
; CHECK-NEXT:  %a = getelementptr i8, ptr %h, i64 8
; CHECK-NEXT:  %p = load ptr, ptr %a
; CHECK-NEXT:  call void @c_function(ptr %p)
define void @_RNvC1s6member(ptr %h) !dbg !50 {
    #dbg_value(ptr %h, !51, !DIExpression(), !52)
  %r = load ptr, ptr %h, !dbg !52
  call void @c_function(ptr %r), !dbg !52
  %a = getelementptr i8, ptr %h, i64 8, !dbg !52
  %p = load ptr, ptr %a, !dbg !52
  call void @c_function(ptr %p), !dbg !52
  ret void, !dbg !52
}

; No borrow for certain: a record of a local. The value may also be the raw pointer that the reference was
; made of. Never: a record of an inlined callee's parameter, the address of a parameter, a later value of
; one, a trait object, a union's member, a variant that is a raw pointer in another.
; CHECK-LABEL: define void @_RNvC1s5never(
; CHECK-NOT:   custody.mark
; CHECK:       %[[L:.*]] = call ptr @custody.mark.reborrow(ptr %local)
; CHECK:       call void @c_function(ptr %[[L]])
; CHECK-NOT:   custody.mark
; CHECK:       ret void
define void @_RNvC1s5never(ptr %local, ptr %inlined, ptr %address, ptr %later, ptr %dyn, ptr %union, ptr %either) !dbg !60 {
    #dbg_value(ptr %local, !61, !DIExpression(), !62)
    #dbg_value(ptr %inlined, !11, !DIExpression(), !63)
    #dbg_declare(ptr %address, !64, !DIExpression(), !62)
    #dbg_value(ptr null, !65, !DIExpression(), !62)
    #dbg_value(ptr %later, !65, !DIExpression(), !62)
    #dbg_value(ptr %dyn, !66, !DIExpression(DW_OP_LLVM_fragment, 0, 64), !62)
    #dbg_value(ptr %union, !67, !DIExpression(), !62)
    #dbg_value(ptr %either, !68, !DIExpression(), !62)
  call void @c_function(ptr %local), !dbg !62
  call void @c_function(ptr %inlined), !dbg !62
  call void @c_function(ptr %address), !dbg !62
  call void @c_function(ptr %later), !dbg !62
  call void @c_function(ptr %dyn), !dbg !62
  call void @c_function(ptr %union), !dbg !62
  call void @c_function(ptr %either), !dbg !62
  ret void, !dbg !62
}

; fn maybe(o: Option<&Inner>)
; CHECK-LABEL: define void @_RNvC1s5maybe(
; CHECK:       %[[B:.*]] = call ptr @custody.mark.borrow(ptr %o,
; CHECK:       call void @c_function(ptr %[[B]])
define void @_RNvC1s5maybe(ptr %o) !dbg !70 {
    #dbg_value(ptr %o, !71, !DIExpression(), !72)
  call void @c_function(ptr %o), !dbg !72
  ret void, !dbg !72
}

; A caller's operand is never marked for what the callee takes, and the caller's own borrow not where
; the callee will mark it again.
; CHECK-LABEL: define void @_RNvC1s6caller(
; CHECK-NOT:   custody.mark
; CHECK:       ret void
define void @_RNvC1s6caller(ptr %raw, ptr %borrowed) !dbg !80 {
    #dbg_value(ptr %raw, !81, !DIExpression(), !82)
    #dbg_value(ptr %borrowed, !83, !DIExpression(), !82)
  call ptr @_RNvMC1sNtB2_5Inner6as_ptr(ptr %raw), !dbg !82
  call ptr @_RNvMC1sNtB2_5Inner6as_ptr(ptr %borrowed), !dbg !82
  ret void, !dbg !82
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, producer: "rustc", isOptimized: true, runtimeVersion: 0, emissionKind: FullDebug)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "s.rs", directory: "/d")
!3 = !DIBasicType(name: "u64", size: 64, encoding: DW_ATE_unsigned)
!4 = !DICompositeType(tag: DW_TAG_structure_type, name: "Inner", file: !2, size: 192, elements: !{!100})
!100 = !DIDerivedType(tag: DW_TAG_member, name: "a", baseType: !3, size: 64)
!5 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&s::Inner", baseType: !4, size: 64)
!6 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "*const s::Inner", baseType: !4, size: 64)
!7 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&mut s::Inner", baseType: !4, size: 64)
!8 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "*mut s::Inner", baseType: !4, size: 64)

!10 = distinct !DISubprogram(name: "as_ptr", scope: !2, file: !2, line: 10, type: !DISubroutineType(types: !{!6, !5}), unit: !0, spFlags: DISPFlagDefinition)
!11 = !DILocalVariable(name: "self", arg: 1, scope: !10, file: !2, type: !5)
!12 = !DILocation(line: 11, scope: !10)

!20 = distinct !DISubprogram(name: "cell", scope: !2, file: !2, line: 20, type: !DISubroutineType(types: !{null, !25}), unit: !0, spFlags: DISPFlagDefinition)
!21 = !DILocalVariable(name: "c", arg: 1, scope: !20, file: !2, type: !25)
!22 = !DILocation(line: 21, scope: !20)
!23 = !DICompositeType(tag: DW_TAG_structure_type, name: "UnsafeCell<u64>", file: !2, size: 64, elements: !{!100})
!24 = !DICompositeType(tag: DW_TAG_structure_type, name: "Cell<u64>", file: !2, size: 64, elements: !{!26})
!25 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&core::cell::Cell<u64>", baseType: !24, size: 64)
!26 = !DIDerivedType(tag: DW_TAG_member, name: "value", baseType: !23, size: 64)

!30 = distinct !DISubprogram(name: "get", scope: !2, file: !2, line: 30, type: !DISubroutineType(types: !{!7, !8, !36}), unit: !0, spFlags: DISPFlagDefinition)
!31 = !DILocalVariable(name: "i", arg: 1, scope: !30, file: !2, type: !8)
!32 = !DILocation(line: 31, scope: !30)
!33 = !DILocalVariable(name: "pinned", arg: 2, scope: !30, file: !2, type: !36)
!34 = !DICompositeType(tag: DW_TAG_structure_type, name: "PhantomPinned", file: !2, size: 0, elements: !{})
!35 = !DICompositeType(tag: DW_TAG_structure_type, name: "Pinned", file: !2, size: 64, elements: !{!100, !37})
!36 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&mut s::Pinned", baseType: !35, size: 64)
!37 = !DIDerivedType(tag: DW_TAG_member, name: "p", baseType: !34, size: 0, offset: 64)

!40 = distinct !DISubprogram(name: "view", scope: !2, file: !2, line: 40, type: !DISubroutineType(types: !{null, !43}), unit: !0, spFlags: DISPFlagDefinition)
!41 = !DILocalVariable(name: "s", arg: 1, scope: !40, file: !2, type: !43)
!42 = !DILocation(line: 41, scope: !40)
!43 = !DICompositeType(tag: DW_TAG_structure_type, name: "&[u32]", file: !2, size: 128, elements: !{!44, !45})
!44 = !DIDerivedType(tag: DW_TAG_member, name: "data_ptr", baseType: !46, size: 64)
!45 = !DIDerivedType(tag: DW_TAG_member, name: "length", baseType: !3, size: 64, offset: 64)
!46 = !DIDerivedType(tag: DW_TAG_pointer_type, baseType: !47, size: 64)
!47 = !DIBasicType(name: "u32", size: 32, encoding: DW_ATE_unsigned)

!50 = distinct !DISubprogram(name: "member", scope: !2, file: !2, line: 50, type: !DISubroutineType(types: !{null, !53}), unit: !0, spFlags: DISPFlagDefinition)
!51 = !DILocalVariable(name: "h", arg: 1, scope: !50, file: !2, type: !53)
!52 = !DILocation(line: 51, scope: !50)
!53 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&s::Holder", baseType: !54, size: 64)
!54 = !DICompositeType(tag: DW_TAG_structure_type, name: "Holder", file: !2, size: 128, elements: !{!55, !56})
!55 = !DIDerivedType(tag: DW_TAG_member, name: "r", baseType: !5, size: 64)
!56 = !DIDerivedType(tag: DW_TAG_member, name: "p", baseType: !6, size: 64, offset: 64)

!60 = distinct !DISubprogram(name: "never", scope: !2, file: !2, line: 60, type: !DISubroutineType(types: !{null}), unit: !0, spFlags: DISPFlagDefinition)
!61 = !DILocalVariable(name: "local", scope: !60, file: !2, type: !5)
!62 = !DILocation(line: 61, scope: !60)
!63 = !DILocation(line: 11, scope: !10, inlinedAt: !62)
!64 = !DILocalVariable(name: "address", arg: 1, scope: !60, file: !2, type: !5)
!65 = !DILocalVariable(name: "later", arg: 2, scope: !60, file: !2, type: !5)
!66 = !DILocalVariable(name: "dyn", arg: 3, scope: !60, file: !2, type: !90)
!67 = !DILocalVariable(name: "union", arg: 4, scope: !60, file: !2, type: !93)
!68 = !DILocalVariable(name: "either", arg: 5, scope: !60, file: !2, type: !95)

!70 = distinct !DISubprogram(name: "maybe", scope: !2, file: !2, line: 70, type: !DISubroutineType(types: !{null, !73}), unit: !0, spFlags: DISPFlagDefinition)
!71 = !DILocalVariable(name: "o", arg: 1, scope: !70, file: !2, type: !73)
!72 = !DILocation(line: 71, scope: !70)
!73 = !DICompositeType(tag: DW_TAG_structure_type, name: "Option<&s::Inner>", file: !2, size: 64, elements: !{!74})
!74 = !DICompositeType(tag: DW_TAG_variant_part, scope: !73, file: !2, size: 64, elements: !{!75, !76})
!75 = !DIDerivedType(tag: DW_TAG_member, name: "None", scope: !74, baseType: !77, size: 64, extraData: i64 0)
!76 = !DIDerivedType(tag: DW_TAG_member, name: "Some", scope: !74, baseType: !78, size: 64)
!77 = !DICompositeType(tag: DW_TAG_structure_type, name: "None", file: !2, size: 64, elements: !{})
!78 = !DICompositeType(tag: DW_TAG_structure_type, name: "Some", file: !2, size: 64, elements: !{!79})
!79 = !DIDerivedType(tag: DW_TAG_member, name: "__0", baseType: !5, size: 64)

!80 = distinct !DISubprogram(name: "caller", scope: !2, file: !2, line: 80, type: !DISubroutineType(types: !{null, !6, !5}), unit: !0, spFlags: DISPFlagDefinition)
!81 = !DILocalVariable(name: "raw", arg: 1, scope: !80, file: !2, type: !6)
!82 = !DILocation(line: 81, scope: !80)
!83 = !DILocalVariable(name: "borrowed", arg: 2, scope: !80, file: !2, type: !5)

!90 = !DICompositeType(tag: DW_TAG_structure_type, name: "&dyn core::fmt::Debug", file: !2, size: 128, elements: !{!91, !92})
!91 = !DIDerivedType(tag: DW_TAG_member, name: "pointer", baseType: !46, size: 64)
!92 = !DIDerivedType(tag: DW_TAG_member, name: "vtable", baseType: !5, size: 64, offset: 64)
!93 = !DICompositeType(tag: DW_TAG_union_type, name: "MaybeUninit<&s::Inner>", file: !2, size: 64, elements: !{!79})
!95 = !DICompositeType(tag: DW_TAG_structure_type, name: "Either", file: !2, size: 64, elements: !{!96})
!96 = !DICompositeType(tag: DW_TAG_variant_part, scope: !95, file: !2, size: 64, elements: !{!97, !98})
!97 = !DIDerivedType(tag: DW_TAG_member, name: "A", scope: !96, baseType: !78, size: 64)
!98 = !DIDerivedType(tag: DW_TAG_member, name: "B", scope: !96, baseType: !99, size: 64, extraData: i64 0)
!99 = !DICompositeType(tag: DW_TAG_structure_type, name: "B", file: !2, size: 64, elements: !{!101})
!101 = !DIDerivedType(tag: DW_TAG_member, name: "__0", baseType: !6, size: 64)
