; What is loaded through %fs or %gs has no shadow, and so no tag; nothing is emitted for the slot.
; RUN: %opt -passes=custody-propagate-calls,verify -S %s | %check-calls %s
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

; CHECK-LABEL: define void @load(
; CHECK-NEXT:  call ptr @__custody_fast_enter(ptr @custody.enter, ptr @custody.self.load)
; CHECK-NEXT:  %p = load ptr, ptr addrspace(257) null
; CHECK-NEXT:  call void @__custody_fast_clear(ptr %o)
; CHECK-NEXT:  store ptr %p, ptr %o
; CHECK-NEXT:  ret void
define void @load(ptr %o) {
  %p = load ptr, ptr addrspace(257) null
  store ptr %p, ptr %o
  ret void
}

; CHECK-LABEL: define void @store(
; CHECK-NEXT:  %p = load ptr, ptr %o
; CHECK-NEXT:  store ptr %p, ptr addrspace(257) null
; CHECK-NEXT:  atomicrmw xchg ptr addrspace(257) null, ptr %p
; CHECK-NEXT:  ret void
define void @store(ptr %o) {
  %p = load ptr, ptr %o
  store ptr %p, ptr addrspace(257) null
  %x = atomicrmw xchg ptr addrspace(257) null, ptr %p seq_cst
  ret void
}
