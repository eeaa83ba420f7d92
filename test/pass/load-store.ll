; The tag of a loaded pointer comes from the cell of its slot, and goes with it to the next.
; RUN: %opt -passes=custody-propagate-calls,verify -S %s | %check-calls %s
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

; CHECK-LABEL: define void @copy(
; CHECK-NEXT:  call ptr @__custody_fast_enter(ptr @custody.enter, ptr @custody.self.copy)
; CHECK:       %p = load ptr, ptr %from
; CHECK-NEXT:  %[[TAG:.*]] = call i32 @__custody_fast_load(ptr %from)
; CHECK-NEXT:  %[[BITS2:.*]] = ptrtoint ptr %p to i64
; CHECK-NEXT:  call void @__custody_fast_store(ptr %to, i64 %[[BITS2]], i32 %[[TAG]])
; CHECK-NEXT:  store ptr %p, ptr %to
; CHECK-NEXT:  ret void
define void @copy(ptr %to, ptr %from) {
  %p = load ptr, ptr %from
  store ptr %p, ptr %to
  ret void
}

; An argument's tag is the caller's, by position.
; CHECK-LABEL: define void @argument(
; CHECK-NEXT:  %[[IN:.*]] = call ptr @__custody_fast_enter(ptr @custody.enter, ptr @custody.self.argument)
; CHECK-NEXT:  %[[AT:.*]] = getelementptr i8, ptr %[[IN]], i64 8
; CHECK-NEXT:  %[[TAG:.*]] = load i32, ptr %[[AT]], {{.*}}!nosanitize
; CHECK:       call void @__custody_fast_store(ptr %to, i64 %{{.*}}, i32 %[[TAG]])
; CHECK-NEXT:  store ptr %p, ptr %to
define void @argument(ptr %to, i32 %n, ptr %p) {
  store ptr %p, ptr %to
  ret void
}

; A load whose tag nobody asks for costs nothing.
; CHECK-LABEL: define i8 @unused(
; CHECK-NEXT:  %p = load ptr, ptr %from
; CHECK-NEXT:  %b = load i8, ptr %p
; CHECK-NEXT:  ret i8 %b
define i8 @unused(ptr %from) {
  %p = load ptr, ptr %from
  %b = load i8, ptr %p
  ret i8 %b
}

; Volatile and atomic accesses stay what they are.
; CHECK-LABEL: define void @atomic(
; CHECK-NEXT:  call ptr @__custody_fast_enter(ptr @custody.enter, ptr @custody.self.atomic)
; CHECK:       %p = load atomic ptr, ptr %from acquire
; CHECK:       call i32 @__custody_fast_load(ptr %from)
; CHECK:       call void @__custody_fast_store(ptr %to,
; CHECK-NEXT:  store atomic volatile ptr %p, ptr %to release
define void @atomic(ptr %to, ptr %from) {
  %p = load atomic ptr, ptr %from acquire, align 8
  store atomic volatile ptr %p, ptr %to release, align 8
  ret void
}
