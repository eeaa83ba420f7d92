; ThinLTO makes a private global of Custody's visible to other modules under a longer name. When the pass
; meets it again, behind the import, it is no name that the program took.
; RUN: %opt -passes=custody-propagate,verify -S %s | %FileCheck %s
; RUN: sed 's/\.llvm\.[0-9]*//' %s > %t.ll
; RUN: not %opt -passes=custody-propagate -disable-output %t.ll 2>&1 | %FileCheck --check-prefix=TAKEN %s
target datalayout = "e-m:e-p270:32:32-p271:32:32-p272:64:64-i64:64-i128:128-f80:128-n8:16:32:64-S128"
target triple = "x86_64-unknown-linux-gnu"

; CHECK: @custody.self.f.llvm.123456 = hidden constant { i64, ptr } { i64 7, ptr @f }
; TAKEN: error: Custody: {{.*}}the name 'custody.self.f' is reserved
@custody.self.f.llvm.123456 = hidden constant { i64, ptr } { i64 7, ptr @f }
declare void @f()
define void @g() {
  ret void
}
