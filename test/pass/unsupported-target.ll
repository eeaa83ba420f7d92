; Another processor is an error, not silence.
; RUN: not %opt -passes=custody-mark -S %s 2>&1 | %FileCheck %s
; CHECK: Custody: only x86_64 targets are supported
target triple = "aarch64-unknown-linux-gnu"
define void @f(ptr %p) {
  ret void
}
