; Vec and String, taken apart and put together: the pointer may be returned in memory (sret), an owner of no
; elements owns nothing, and calls from the standard library itself do not count.
; RUN: %opt -passes=custody-mark,verify -S %s | %FileCheck %s
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

; <alloc::vec::Vec<u64>>::into_raw_parts and ::from_raw_parts, <alloc::string::String>::into_raw_parts,
; <alloc::boxed::Box<[u64]>>::from_raw, <alloc::boxed::Box<u64>>::into_non_null
declare void @_RNvMNtCs1_5alloc3vecINtB2_3VecyE14into_raw_partsC1s(ptr sret([24 x i8]), ptr)
declare void @_RNvMNtCs1_5alloc3vecINtB2_3VecyE14from_raw_partsC1s(ptr sret([24 x i8]), ptr, i64, i64)
declare void @_RNvMNtCs1_5alloc6stringNtB2_6String14into_raw_parts(ptr sret([24 x i8]), ptr)
declare { ptr, i64 } @_RNvMs6_NtCs1_5alloc5boxedINtB5_3BoxSyE8from_rawC1s(ptr, i64)
declare ptr @_RNvMs6_NtCs1_5alloc5boxedINtB5_3BoxyE13into_non_nullC1s(ptr)
; <s::Body>::from_parts: a name that is a boundary of Vec only
declare ptr @_RNvMC1sNtB2_4Body10from_parts(ptr, ptr)

; CHECK-LABEL: define void @apart(
; CHECK:       call void @custody.mark.enter(
; CHECK-NEXT:  call void @_RNvMNtCs1_5alloc3vecINtB2_3VecyE14into_raw_partsC1s(ptr sret([24 x i8]) %out, ptr %v)
; CHECK:       %[[P:.*]] = load ptr, ptr %out
; CHECK:       %[[C:.*]] = load i64, ptr
; CHECK:       %[[S:.*]] = select i1 {{.*}}, ptr null, ptr %[[P]]
; CHECK:       %[[R:.*]] = call ptr @custody.mark.release(ptr %[[S]], ptr null,
; CHECK:       %[[T:.*]] = select i1 {{.*}}, ptr %[[P]], ptr %[[R]]
; CHECK-NEXT:  store ptr %[[T]], ptr %out
; CHECK:       call void @_RNvMNtCs1_5alloc6stringNtB2_6String14into_raw_parts(
; CHECK:       call ptr @custody.mark.release(
; CHECK:       call ptr @_RNvMs6_NtCs1_5alloc5boxedINtB5_3BoxyE13into_non_nullC1s(
; CHECK:       call ptr @custody.mark.release(
define void @apart(ptr %v, ptr %out) !dbg !10 {
  call void @_RNvMNtCs1_5alloc3vecINtB2_3VecyE14into_raw_partsC1s(ptr sret([24 x i8]) %out, ptr %v), !dbg !12
  call void @_RNvMNtCs1_5alloc6stringNtB2_6String14into_raw_parts(ptr sret([24 x i8]) %out, ptr %v), !dbg !12
  %n = call ptr @_RNvMs6_NtCs1_5alloc5boxedINtB5_3BoxyE13into_non_nullC1s(ptr %v), !dbg !12
  ret void
}

; CHECK-LABEL: define void @together(
; CHECK:       %[[E:.*]] = icmp eq i64 %c, 0
; CHECK:       %[[N:.*]] = select i1 %[[E]], ptr null, ptr %p
; CHECK:       call void @custody.mark.reclaim(ptr %[[N]],
; CHECK-NEXT:  call void @_RNvMNtCs1_5alloc3vecINtB2_3VecyE14from_raw_partsC1s(ptr sret([24 x i8]) %out, ptr %p,
; CHECK-NEXT:  call void @custody.mark.leave(ptr null,
; CHECK:       %[[E:.*]] = icmp eq i64 %n, 0
; CHECK:       %[[N:.*]] = select i1 %[[E]], ptr null, ptr %p
; CHECK:       call void @custody.mark.reclaim(ptr %[[N]],
; CHECK:       call ptr @_RNvMC1sNtB2_4Body10from_parts(ptr %p, ptr %p)
; CHECK-NEXT:  ret void
define void @together(ptr %out, ptr %p, i64 %n, i64 %c) !dbg !11 {
  call void @_RNvMNtCs1_5alloc3vecINtB2_3VecyE14from_raw_partsC1s(ptr sret([24 x i8]) %out, ptr %p, i64 %n, i64 %c), !dbg !13
  %b = call { ptr, i64 } @_RNvMs6_NtCs1_5alloc5boxedINtB5_3BoxSyE8from_rawC1s(ptr %p, i64 %n), !dbg !13
  %o = call ptr @_RNvMC1sNtB2_4Body10from_parts(ptr %p, ptr %p), !dbg !13
  ret void
}

; The same calls in a function of the standard library.
; CHECK-LABEL: define void @_RNvNtCs1_5alloc5slice4sort(
; CHECK-NOT:   custody.mark
; CHECK:       ret void
define void @_RNvNtCs1_5alloc5slice4sort(ptr %v, ptr %out) !dbg !20 {
  call void @_RNvMNtCs1_5alloc3vecINtB2_3VecyE14into_raw_partsC1s(ptr sret([24 x i8]) %out, ptr %v), !dbg !21
  ret void
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, producer: "rustc", isOptimized: true, runtimeVersion: 0, emissionKind: FullDebug)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "s.rs", directory: "/d")
!3 = !DIFile(filename: "library/alloc/src/slice.rs", directory: "/rustc/1")
!4 = !DISubroutineType(types: !{null})
!10 = distinct !DISubprogram(name: "apart", scope: !2, file: !2, line: 10, type: !4, unit: !0, spFlags: DISPFlagDefinition)
!11 = distinct !DISubprogram(name: "together", scope: !2, file: !2, line: 11, type: !4, unit: !0, spFlags: DISPFlagDefinition)
!12 = !DILocation(line: 10, scope: !10)
!13 = !DILocation(line: 11, scope: !11)
!20 = distinct !DISubprogram(name: "sort", scope: !3, file: !3, line: 20, type: !4, unit: !0, spFlags: DISPFlagDefinition)
!21 = !DILocation(line: 20, scope: !20)
