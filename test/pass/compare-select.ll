; `s == key ? s : key`: the compare behind a select is made opaque in any function.
; RUN: %opt -passes=custody-mark,verify -S %s | %check-calls %s
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

; CHECK-LABEL: define ptr @arms(
; CHECK:       %[[A:.*]] = call ptr @custody.compare(ptr %s)
; CHECK-NEXT:  %[[B:.*]] = call ptr @custody.compare(ptr %k)
; CHECK-NEXT:  %c = icmp eq ptr %[[A]], %[[B]]
; CHECK-NEXT:  select i1 %c, ptr %s, ptr %k
define ptr @arms(ptr %s, ptr %k) {
  %c = icmp eq ptr %s, %k
  %r = select i1 %c, ptr %s, ptr %k
  ret ptr %r
}

; CHECK-LABEL: define ptr @null(
; CHECK:       %c = icmp eq ptr %s, null
; CHECK-NEXT:  select i1 %c, ptr %k, ptr %s
define ptr @null(ptr %s, ptr %k) {
  %c = icmp eq ptr %s, null
  %r = select i1 %c, ptr %k, ptr %s
  ret ptr %r
}
