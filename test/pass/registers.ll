; The tags of a function that only the module calls are parameters and results of it. The hand-over area is
; left to functions that others may call.
; RUN: %opt -passes=custody-propagate-calls,verify -S %s | %FileCheck %s
; RUN: %opt -passes=custody-propagate,verify -S %s -o /dev/null
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

@kept = global ptr null
@table = global ptr @called_by_pointer
@text = private constant [2 x i8] c"t\00", section "llvm.metadata"
@llvm.global.annotations = appending global [1 x { ptr, ptr, ptr, i32, ptr }] [{ ptr, ptr, ptr, i32, ptr } { ptr @annotated, ptr @text, ptr @text, i32 1, ptr null }], section "llvm.metadata"
declare i32 @__gxx_personality_v0(...)

; What the attributes say of the old result does not hold for the new one; those of parameters stay.
; CHECK-LABEL: define internal fastcc { ptr, i32 } @moves(ptr noundef nonnull %p, i32 %n, i32 %0)
; CHECK-NOT:   __custody_fast_{{enter|return}}
; CHECK:       %[[PLAIN:.*]] = call i32 @__custody_fast_check(i32 %0,
; CHECK:       %[[PAIR:.*]] = insertvalue { ptr, i32 } poison, ptr %q, 0
; CHECK-NEXT:  %[[BOTH:.*]] = insertvalue { ptr, i32 } %[[PAIR]], i32 %[[PLAIN]], 1
; CHECK-NEXT:  ret { ptr, i32 } %[[BOTH]]
define internal fastcc noundef nonnull ptr @moves(ptr noundef nonnull returned %p, i32 %n) {
  %q = getelementptr i8, ptr %p, i32 %n
  ret ptr %q
}

; A function that calls itself.
; CHECK-LABEL: define internal void @keeps(ptr %p, i32 %n, i32 %0)
; CHECK:       call void @keeps(ptr %p, i32 %less, i32 %0)
define internal void @keeps(ptr %p, i32 %n) {
  store ptr %p, ptr @kept
  %less = sub i32 %n, 1
  %end = icmp eq i32 %less, 0
  br i1 %end, label %done, label %more
more:
  call void @keeps(ptr %p, i32 %less)
  br label %done
done:
  ret void
}

; CHECK-LABEL: define internal { ptr, i32 } @invoked(ptr %from)
define internal ptr @invoked(ptr %from) {
  %p = load ptr, ptr %from
  ret ptr %p
}

; The list of annotations is no caller.
; CHECK-LABEL: define internal { ptr, i32 } @annotated(ptr %from)
define internal ptr @annotated(ptr %from) {
  %p = load ptr, ptr %from
  ret ptr %p
}
define void @calls_annotated(ptr %from) {
  %p = call ptr @annotated(ptr %from)
  store ptr %p, ptr @kept
  ret void
}

; These keep their signatures: others may call them, there is no register left, or the arguments are
; variable.
; CHECK-LABEL: define internal ptr @called_by_pointer(ptr %p)
define internal ptr @called_by_pointer(ptr %p) {
  ret ptr %p
}
; CHECK-LABEL: define internal { ptr, ptr } @two_pointers(ptr %p)
define internal { ptr, ptr } @two_pointers(ptr %p) {
  %v = load { ptr, ptr }, ptr %p
  ret { ptr, ptr } %v
}
; CHECK-LABEL: define internal void @variadic(ptr %p, ...)
define internal void @variadic(ptr %p, ...) {
  store ptr %p, ptr @kept
  ret void
}
; CHECK-LABEL: define internal ptr @ends_in_tail_call(ptr %p)
define internal ptr @ends_in_tail_call(ptr %p) {
  %r = musttail call ptr @tail_callee(ptr %p)
  ret ptr %r
}
; CHECK-LABEL: define internal ptr @tail_callee(ptr %p)
define internal ptr @tail_callee(ptr %p) {
  store ptr %p, ptr @kept
  ret ptr %p
}

; CHECK-LABEL: define ptr @caller(
; CHECK:       %[[TAG:.*]] = call i32 @__custody_fast_load(ptr %from)
; CHECK:       %q = call fastcc { ptr, i32 } @moves(ptr noundef %p, i32 8, i32 %[[TAG]])
; CHECK-NEXT:  %[[Q:.*]] = extractvalue { ptr, i32 } %q, 0
; CHECK-NEXT:  %[[TAG_Q:.*]] = extractvalue { ptr, i32 } %q, 1
; CHECK-NEXT:  call void @keeps(ptr %[[Q]], i32 3, i32 %[[TAG_Q]])
; CHECK-NEXT:  call void @keeps(ptr null, i32 1, i32 0)
; CHECK:       %r = invoke { ptr, i32 } @invoked(ptr %from)
; CHECK:       %[[R:.*]] = extractvalue { ptr, i32 } %r, 0
; CHECK:       %[[TAG_R:.*]] = extractvalue { ptr, i32 } %r, 1
; CHECK:       call void @__custody_fast_return1({{.*}}, i32 %[[TAG_R]])
; CHECK-NEXT:  ret ptr %[[R]]
define ptr @caller(ptr %from) personality ptr @__gxx_personality_v0 {
  %p = load ptr, ptr %from
  %q = call fastcc noundef ptr @moves(ptr noundef %p, i32 8)
  call void @keeps(ptr %q, i32 3)
  call void @keeps(ptr null, i32 1)
  %a = call ptr @called_by_pointer(ptr %p)
  store ptr %a, ptr %from
  %b = call { ptr, ptr } @two_pointers(ptr %p)
  store { ptr, ptr } %b, ptr %from
  call void (ptr, ...) @variadic(ptr %p, ptr %p)
  %c = call ptr @ends_in_tail_call(ptr %p)
  store ptr %c, ptr %from
  %r = invoke ptr @invoked(ptr %from) to label %fine unwind label %bad
fine:
  ret ptr %r
bad:
  %pad = landingpad { ptr, i32 } cleanup
  ret ptr null
unreached:
  %u = call fastcc ptr @moves(ptr %from, i32 1)
  ret ptr %u
}
