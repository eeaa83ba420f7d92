; A local reference is the same value as the pointer that it was made of. Where such a value leaves, it is
; marked: it may be either. What is loaded from memory of a known type is a reference for certain.
; RUN: %opt -passes=custody-mark,verify -S %s | %FileCheck %s
; RUN: %opt -passes=custody-mark,custody-propagate-calls,verify -S %s | %FileCheck %s --check-prefix=TAG
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

declare void @c_function(ptr)
declare void @_RNvNtCs_4core9panicking30panic_null_pointer_dereference(ptr)
declare void @_RNvNtCs_4core9panicking36panic_misaligned_pointer_dereference(i64, i64, ptr)

; fn named(p: *const Inner) { c_function(p); let r = &*p; c_function(r) }: only what comes behind counts
; CHECK-LABEL: define void @_RNvC1s5named(
; CHECK:       %[[R:.*]] = call ptr @custody.mark.reborrow(ptr %p)
; CHECK:       call void @c_function(ptr %p)
; CHECK:       store ptr %p, ptr %r.dbg.spill
; CHECK:       call void @c_function(ptr %[[R]])
; TAG-LABEL:   define void @_RNvC1s5named(
; TAG:         %[[T:.*]] = call i32 @__custody_fast_reborrow(i32 %{{.*}})
; TAG:         call void @__custody_fast_handover1({{.*}}, i32 %[[T]])
define void @_RNvC1s5named(ptr %p) !dbg !10 {
  %r.dbg.spill = alloca ptr
    #dbg_value(ptr %p, !11, !DIExpression(), !12)
  call void @c_function(ptr %p), !dbg !12
  store ptr %p, ptr %r.dbg.spill, !dbg !12
    #dbg_declare(ptr %r.dbg.spill, !13, !DIExpression(), !12)
  call void @c_function(ptr %p), !dbg !12
  ret void, !dbg !12
}

; fn field(p: *mut Inner) { let r = &mut (*p).b; c_function(r - 8) }: so does an offset of the reference. The
; pointer itself stays what it is
; CHECK-LABEL: define void @_RNvC1s5field(
; CHECK:       %q = getelementptr i8, ptr %r, i64 -8
; CHECK:       %[[Q:.*]] = call ptr @custody.mark.reborrow(ptr %q)
; CHECK:       call void @c_function(ptr %[[Q]])
; CHECK-NEXT:  call void @c_function(ptr %p)
define void @_RNvC1s5field(ptr %p) !dbg !20 {
    #dbg_value(ptr %p, !21, !DIExpression(), !22)
  %r = getelementptr i8, ptr %p, i64 8, !dbg !22
    #dbg_value(ptr %r, !23, !DIExpression(), !22)
  %q = getelementptr i8, ptr %r, i64 -8, !dbg !22
  call void @c_function(ptr %q), !dbg !22
  call void @c_function(ptr %p), !dbg !22
  ret void, !dbg !22
}

; fn checked(p: *const Inner) { c_function(&*p); c_function(p) }: a check, and then a call
; CHECK-LABEL: define void @_RNvC1s7checked(
; CHECK:       %[[R:.*]] = call ptr @custody.mark.reborrow(ptr %p)
; CHECK:       call void @c_function(ptr %[[R]])
; CHECK-NEXT:  call void @c_function(ptr %p)
define void @_RNvC1s7checked(ptr %p) !dbg !30 {
    #dbg_value(ptr %p, !31, !DIExpression(), !32)
  %a = ptrtoint ptr %p to i64, !dbg !32
  %m = and i64 %a, 7, !dbg !32
  %z = icmp eq i64 %m, 0, !dbg !32
  br i1 %z, label %aligned, label %misaligned, !dbg !32
aligned:
  %b = ptrtoint ptr %p to i64, !dbg !32
  %n = icmp eq i64 %b, 0, !dbg !32
  %x = xor i1 %n, true, !dbg !32
  br i1 %x, label %ok, label %null, !dbg !32
ok:
  call void @c_function(ptr %p), !dbg !32
  call void @c_function(ptr %p), !dbg !32
  ret void, !dbg !32
misaligned:
  call void @_RNvNtCs_4core9panicking36panic_misaligned_pointer_dereference(i64 8, i64 %a, ptr null), !dbg !32
  unreachable
null:
  call void @_RNvNtCs_4core9panicking30panic_null_pointer_dereference(ptr null), !dbg !32
  unreachable
}

; fn read(p: *const Inner) { (*p).a; c_function(p) }: the load is what the check was for
; CHECK-LABEL: define void @_RNvC1s4read(
; CHECK-NOT:   custody.mark
; CHECK:       ret void
define void @_RNvC1s4read(ptr %p) !dbg !40 {
    #dbg_value(ptr %p, !41, !DIExpression(), !42)
  %b = ptrtoint ptr %p to i64, !dbg !42
  %n = icmp eq i64 %b, 0, !dbg !42
  br i1 %n, label %null, label %ok, !dbg !42
ok:
  %v = load i64, ptr %p, !dbg !42
  call void @c_function(ptr %p), !dbg !42
  ret void, !dbg !42
null:
  call void @_RNvNtCs_4core9panicking30panic_null_pointer_dereference(ptr null), !dbg !42
  unreachable
}

; fn loads(h: &&Inner, raw: *const Inner) { let mut l: &Inner; .. }: behind a reference and in a variable
; CHECK-LABEL: define void @_RNvC1s5loads(
; CHECK:       %i = load ptr, ptr %h
; CHECK-NEXT:  %[[I:.*]] = call ptr @custody.mark.borrow(ptr %i,
; CHECK:       %j = load ptr, ptr %l
; CHECK-NEXT:  %[[J:.*]] = call ptr @custody.mark.borrow(ptr %j,
; CHECK:       call void @c_function(ptr %[[I]])
; CHECK:       call void @c_function(ptr %[[J]])
; CHECK:       call void @c_function(ptr %k)
define void @_RNvC1s5loads(ptr %h, ptr %raw) !dbg !50 {
    #dbg_value(ptr %h, !51, !DIExpression(), !52)
    #dbg_value(ptr %raw, !55, !DIExpression(), !52)
  %l = alloca ptr
    #dbg_declare(ptr %l, !53, !DIExpression(), !52)
  store ptr %raw, ptr %l, !dbg !52
  %i = load ptr, ptr %h, !dbg !52
  %j = load ptr, ptr %l, !dbg !52
  %k = load ptr, ptr %raw, !dbg !52
  call void @c_function(ptr %i), !dbg !52
  call void @c_function(ptr %j), !dbg !52
  call void @c_function(ptr %k), !dbg !52
  ret void, !dbg !52
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!1}
!0 = distinct !DICompileUnit(language: DW_LANG_Rust, file: !2, producer: "rustc", emissionKind: FullDebug)
!1 = !{i32 2, !"Debug Info Version", i32 3}
!2 = !DIFile(filename: "s.rs", directory: "/")
!3 = !DIBasicType(name: "u64", size: 64, encoding: DW_ATE_unsigned)
!4 = !DICompositeType(tag: DW_TAG_structure_type, name: "Inner", file: !2, size: 192, elements: !{!100})
!5 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&s::Inner", baseType: !4, size: 64)
!6 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "*const s::Inner", baseType: !4, size: 64)
!7 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&mut u64", baseType: !3, size: 64)
!100 = !DIDerivedType(tag: DW_TAG_member, name: "a", baseType: !3, size: 64)
!10 = distinct !DISubprogram(name: "named", scope: !2, file: !2, line: 10, type: !DISubroutineType(types: !{null, !6}), unit: !0, spFlags: DISPFlagDefinition)
!11 = !DILocalVariable(name: "p", arg: 1, scope: !10, file: !2, type: !6)
!12 = !DILocation(line: 11, scope: !10)
!13 = !DILocalVariable(name: "r", scope: !10, file: !2, type: !5)
!20 = distinct !DISubprogram(name: "field", scope: !2, file: !2, line: 20, type: !DISubroutineType(types: !{null, !6}), unit: !0, spFlags: DISPFlagDefinition)
!21 = !DILocalVariable(name: "p", arg: 1, scope: !20, file: !2, type: !6)
!22 = !DILocation(line: 21, scope: !20)
!23 = !DILocalVariable(name: "r", scope: !20, file: !2, type: !7)
!30 = distinct !DISubprogram(name: "checked", scope: !2, file: !2, line: 30, type: !DISubroutineType(types: !{null, !6}), unit: !0, spFlags: DISPFlagDefinition)
!31 = !DILocalVariable(name: "p", arg: 1, scope: !30, file: !2, type: !6)
!32 = !DILocation(line: 31, scope: !30)
!40 = distinct !DISubprogram(name: "read", scope: !2, file: !2, line: 40, type: !DISubroutineType(types: !{null, !6}), unit: !0, spFlags: DISPFlagDefinition)
!41 = !DILocalVariable(name: "p", arg: 1, scope: !40, file: !2, type: !6)
!42 = !DILocation(line: 41, scope: !40)
!50 = distinct !DISubprogram(name: "loads", scope: !2, file: !2, line: 50, type: !DISubroutineType(types: !{null, !54, !6}), unit: !0, spFlags: DISPFlagDefinition)
!51 = !DILocalVariable(name: "h", arg: 1, scope: !50, file: !2, type: !54)
!52 = !DILocation(line: 51, scope: !50)
!53 = !DILocalVariable(name: "l", scope: !50, file: !2, type: !5)
!54 = !DIDerivedType(tag: DW_TAG_pointer_type, name: "&&s::Inner", baseType: !5, size: 64)
!55 = !DILocalVariable(name: "raw", arg: 2, scope: !50, file: !2, type: !6)
