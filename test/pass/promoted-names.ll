; Rust's release builds and ThinLTO import functions that are instrumented already. What these use was private
; to their module, and gets a new name and another linkage for it. Such a name is no name that user code took.
; RUN: %opt -passes=custody-mark,custody-propagate,verify -S %s | %FileCheck %s
; RUN: sed 's/[.]llvm[.]13540480633578216647//' %s | not %opt -passes=custody-propagate -disable-output 2>&1 | %FileCheck --check-prefix=TAKEN %s
; CHECK: @custody.self.f.llvm.13540480633578216647 = external hidden constant
; CHECK: @custody.site.4.llvm.13540480633578216647 = available_externally hidden constant
; CHECK: declare hidden {{.*}}@custody.handover.g.0.llvm.13540480633578216647(
; TAKEN: the name 'custody.handover.g.0' is reserved for Custody

@custody.self.f.llvm.13540480633578216647 = external hidden constant { i64, ptr }
@custody.site.4.llvm.13540480633578216647 = available_externally hidden constant i32 3

declare hidden preserve_mostcc void @custody.handover.g.0.llvm.13540480633578216647(ptr nest)
declare void @use(ptr)

define void @caller(ptr %p) {
  call preserve_mostcc void @custody.handover.g.0.llvm.13540480633578216647(ptr nest %p)
  call void @use(ptr @custody.self.f.llvm.13540480633578216647)
  call void @use(ptr @custody.site.4.llvm.13540480633578216647)
  ret void
}
