; A loop over iterators in a function without marks keeps its compare: the vectorizer needs it.
; RUN: %opt -passes=custody-mark,verify -S %s | %check-calls %s
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

; CHECK-LABEL: define i32 @sum(
; CHECK:       %done = icmp eq ptr %next, %end
; CHECK-NEXT:  br i1 %done
define i32 @sum(ptr %begin, ptr %end) {
entry:
  br label %loop
loop:
  %at = phi ptr [ %begin, %entry ], [ %next, %loop ]
  %sum = phi i32 [ 0, %entry ], [ %more, %loop ]
  %x = load i32, ptr %at
  %more = add i32 %sum, %x
  %next = getelementptr i8, ptr %at, i64 4
  %done = icmp eq ptr %next, %end
  br i1 %done, label %out, label %loop
out:
  ret i32 %more
}
