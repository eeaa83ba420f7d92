; Structures and vectors carry a tag for each leaf.
; RUN: %opt -passes=custody-propagate-calls,verify -S %s | %FileCheck %s

target triple = "x86_64-unknown-linux-gnu"
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
declare { ptr, ptr } @pair()

; CHECK-LABEL: define {{.*}}@build(
; CHECK-NEXT: [[T1:%[^ ,)]+]] = call ptr @__custody_fast_enter(ptr @custody.enter, ptr @custody.self.build)
; CHECK-NEXT: [[TCUSTODY_AT:%[^ ,)]+]] = getelementptr i8, ptr [[T1]], i64 4
; CHECK-NEXT: [[TCUSTODY_TAG1:%[^ ,)]+]] = load i32, ptr [[TCUSTODY_AT]], align 4, !nosanitize
; CHECK-NEXT: [[TCUSTODY_TAG:%[^ ,)]+]] = load i32, ptr [[T1]], align 4, !nosanitize
; CHECK-NEXT: %a = insertvalue { ptr, i64 } poison, ptr %p, 0
; CHECK-NEXT: %b = insertvalue { ptr, i64 } %a, i64 %n, 1
; CHECK-NEXT: call void @__custody_fast_return2(i64 {{-[0-9]+}}, ptr @build, i32 [[TCUSTODY_TAG]], i32 [[TCUSTODY_TAG1]])
; CHECK-NEXT: ret { ptr, i64 } %b
define { ptr, i64 } @build(ptr %p, i64 %n) {
  %a = insertvalue { ptr, i64 } poison, ptr %p, 0
  %b = insertvalue { ptr, i64 } %a, i64 %n, 1
  ret { ptr, i64 } %b
}
; CHECK-LABEL: define {{.*}}@second(
; CHECK-NEXT: %r = call { ptr, ptr } @pair()
; CHECK-NEXT: [[T1:%[^ ,)]+]] = call ptr @__custody_fast_returned_many(i64 {{-[0-9]+}})
; CHECK-NEXT: [[TCUSTODY_TAG:%[^ ,)]+]] = load i32, ptr [[T1]], align 4, !nosanitize
; CHECK-NEXT: [[TCUSTODY_AT:%[^ ,)]+]] = getelementptr i8, ptr [[T1]], i64 4
; CHECK-NEXT: [[TCUSTODY_TAG1:%[^ ,)]+]] = load i32, ptr [[TCUSTODY_AT]], align 4, !nosanitize
; CHECK-NEXT: %s = extractvalue { ptr, ptr } %r, 1
; CHECK-NEXT: call void @__custody_fast_return1(i64 {{-[0-9]+}}, ptr @second, i32 [[TCUSTODY_TAG1]])
; CHECK-NEXT: ret ptr %s
define ptr @second() {
  %r = call { ptr, ptr } @pair()
  %s = extractvalue { ptr, ptr } %r, 1
  ret ptr %s
}
; CHECK-LABEL: define {{.*}}@vector(
; CHECK-NEXT: [[T1:%[^ ,)]+]] = call ptr @__custody_fast_enter(ptr @custody.enter, ptr @custody.self.vector)
; CHECK-NEXT: %v = load <2 x ptr>, ptr %s, align 16
; CHECK-NEXT: [[TCELL:%[^ ,)]+]] = call ptr @__custody_fast_cell(ptr %s)
; CHECK-NEXT: [[T2:%[^ ,)]+]] = call i32 @__custody_fast_load_cell(ptr [[TCELL]])
; CHECK-NEXT: [[TCUSTODY_AT:%[^ ,)]+]] = getelementptr i8, ptr [[TCELL]], i64 4
; CHECK-NEXT: [[T3:%[^ ,)]+]] = call i32 @__custody_fast_load_cell(ptr [[TCUSTODY_AT]])
; CHECK-NEXT: %w = shufflevector <2 x ptr> %v, <2 x ptr> poison, <2 x i32> <i32 1, i32 0>
; CHECK-NEXT: [[TCELL2:%[^ ,)]+]] = call ptr @__custody_fast_cell(ptr %o)
; CHECK-NEXT: [[TCUSTODY_LEAF:%[^ ,)]+]] = extractelement <2 x ptr> %w, i32 0
; CHECK-NEXT: [[TCUSTODY_BITS:%[^ ,)]+]] = ptrtoint ptr [[TCUSTODY_LEAF]] to i64
; CHECK-NEXT: call void @__custody_fast_store_cell(ptr [[TCELL2]], i64 [[TCUSTODY_BITS]], i32 [[T3]])
; CHECK-NEXT: [[TCUSTODY_AT1:%[^ ,)]+]] = getelementptr i8, ptr [[TCELL2]], i64 4
; CHECK-NEXT: [[TCUSTODY_LEAF2:%[^ ,)]+]] = extractelement <2 x ptr> %w, i32 1
; CHECK-NEXT: [[TCUSTODY_BITS3:%[^ ,)]+]] = ptrtoint ptr [[TCUSTODY_LEAF2]] to i64
; CHECK-NEXT: call void @__custody_fast_store_cell(ptr [[TCUSTODY_AT1]], i64 [[TCUSTODY_BITS3]], i32 [[T2]])
; CHECK-NEXT: store <2 x ptr> %w, ptr %o, align 16
; CHECK-NEXT: ret void
define void @vector(ptr %s, ptr %o) {
  %v = load <2 x ptr>, ptr %s
  %w = shufflevector <2 x ptr> %v, <2 x ptr> poison, <2 x i32> <i32 1, i32 0>
  store <2 x ptr> %w, ptr %o
  ret void
}
