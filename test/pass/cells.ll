; Where a block follows several fields of one object, the address of a cell is computed once. A call that may
; keep no register ends that, and so does the block. A field at an odd distance, or one that may lie outside
; of the object, has its cell computed by itself.
; RUN: %opt -passes=custody-propagate-calls,verify -S %s | %FileCheck %s
; RUN: %opt -passes=custody-propagate,verify -S %s -o /dev/null
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

%pair = type { ptr, ptr }
%object = type { i64, [2 x %pair], ptr }
declare void @other()

; CHECK-LABEL: define void @shared(
; CHECK:       %a = load ptr, ptr %at.a
; CHECK-NEXT:  %[[CELL:.*]] = call ptr @__custody_fast_cell(ptr %p)
; CHECK-NEXT:  %[[A:.*]] = getelementptr i8, ptr %[[CELL]], i64 12
; CHECK-NEXT:  call i32 @__custody_fast_load_cell(ptr %[[A]])
; CHECK:       %[[B:.*]] = getelementptr i8, ptr %[[CELL]], i64 20
; CHECK:       call void @__custody_fast_store_cell(ptr %[[B]],
; CHECK:       %[[C:.*]] = getelementptr i8, ptr %[[CELL]], i64 -4
; CHECK:       call void @__custody_fast_store_moved_cell(ptr %[[C]],
; CHECK:       call void @__custody_fast_clear_cell(ptr %[[CELL]])
; CHECK:       call void @other()
; CHECK:       call void @__custody_fast_clear(ptr %p)
define void @shared(ptr %p) {
  %at.a = getelementptr inbounds %object, ptr %p, i64 0, i32 1, i64 1, i32 0
  %a = load ptr, ptr %at.a
  %at.b = getelementptr inbounds i8, ptr %p, i64 40
  store ptr %a, ptr %at.b
  %at.c = getelementptr inbounds i8, ptr %p, i64 -8
  %moved = getelementptr i8, ptr %a, i64 4
  store ptr %moved, ptr %at.c
  store ptr @shared, ptr %p
  call void @other()
  store ptr @other, ptr %p
  ret void
}

; CHECK-LABEL: define void @alone(
; CHECK-NOT:   __custody_fast_cell
; CHECK:       ret void
define void @alone(ptr %p, i64 %n, i1 %again) {
  %at.odd = getelementptr inbounds i8, ptr %p, i64 9
  %odd = load ptr, ptr %at.odd
  store ptr %odd, ptr %p
  %at.outside = getelementptr i8, ptr %p, i64 16
  store ptr %odd, ptr %at.outside
  %at.n = getelementptr inbounds ptr, ptr %p, i64 %n
  store ptr %odd, ptr %at.n
  br i1 %again, label %more, label %done
more:
  store ptr %odd, ptr %p
  br label %done
done:
  ret void
}

; Two cells of one vector.
; CHECK-LABEL: define void @wide(
; CHECK:       call ptr @__custody_fast_cell(ptr %from)
; CHECK:       call ptr @__custody_fast_cell(ptr %to)
define void @wide(ptr %from, ptr %to) {
  %v = load <2 x ptr>, ptr %from
  store <2 x ptr> %v, ptr %to
  ret void
}
