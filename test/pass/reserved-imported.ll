; ThinLTO imports a function that uses a constant of the pass. It makes the constant's name unique and the
; constant itself hidden. Such a name is Custody's own; the same name with default visibility is not.
; RUN: %opt -passes=custody-propagate -disable-output %s
; RUN: sed 's/external hidden/external/' %s >%t.ll
; RUN: not %opt -passes=custody-propagate -disable-output %t.ll 2>&1 | %FileCheck %s
; CHECK: the name 'custody.self.f.llvm.8714003674877106049' is reserved for Custody

target triple = "x86_64-unknown-linux-gnu"

@custody.self.f.llvm.8714003674877106049 = external hidden constant { i64, ptr }

define ptr @user() {
  ret ptr @custody.self.f.llvm.8714003674877106049
}
