; A callback that the module only gives to functions of the boundary list: what is given with it is noted, and its
; parameter is looked up. Any other use of its address, and a callback that others can name, rule that out.
;
; RUN: split-file %s %t.dir
; RUN: env CUSTODY_BOUNDARIES=%t.dir/list %opt -passes=custody-mark -S %t.dir/module.ll | FileCheck %t.dir/module.ll --check-prefix=MARK --implicit-check-not='call {{.*}}@custody.mark.'
; RUN: env CUSTODY_BOUNDARIES=%t.dir/list %opt -passes=custody-mark,custody-propagate-calls -S %t.dir/module.ll | FileCheck %t.dir/module.ll --check-prefix=HOOK

;--- list
fun:register=callback:0:1:0
fun:register_late=callback:0:1:1?
fun:take=reclaim:0
;--- module.ll
target triple = "x86_64-pc-linux-gnu"

declare void @register(ptr, ptr)
declare void @register_late(ptr, ptr)
declare void @other(ptr, ptr)
declare ptr @take(ptr)

; MARK-LABEL: define internal void @exact(
; MARK-NEXT: %[[E:.*]] = call ptr @custody.mark.entered(ptr %data, ptr @exact, i64 1)
; MARK-NEXT: call void @custody.mark.reclaim(ptr %[[E]],
; MARK: call void @custody.mark.leave(
; HOOK-LABEL: define internal void @exact(
; HOOK: %[[IN:.*]] = call ptr @__custody_fast_enter(
; HOOK: %[[T:.*]] = {{.*}}call i32 @__custody_callback_entered(ptr @exact, ptr %data, i32 %{{.*}}, i64 1)
; HOOK: {{.*}}call void @__custody_reclaim_enter(ptr %{{.*}}, ptr %data, i32 %[[T]],
define internal void @exact(ptr %data) {
  %o = call ptr @take(ptr %data)
  ret void
}

; MARK-LABEL: define internal void @late(
; MARK-NEXT: call ptr @custody.mark.entered(ptr %data, ptr @late, i64 0)
define internal void @late(ptr %self, ptr %data) {
  call void @other(ptr %self, ptr %data)
  ret void
}

; It comes back at two positions, so any parameter may be it.
; MARK-LABEL: define internal void @both(
; MARK-NEXT: call ptr @custody.mark.entered(ptr %first, ptr @both, i64 0)
; MARK-NEXT: call ptr @custody.mark.entered(ptr %second, ptr @both, i64 0)
define internal void @both(ptr %first, ptr %second) {
  call void @other(ptr %first, ptr %second)
  ret void
}

; MARK-LABEL: define internal void @kept(
define internal void @kept(ptr %data) {
  ret void
}
; MARK-LABEL: define internal void @called(
define internal void @called(ptr %data) {
  ret void
}
; MARK-LABEL: define internal void @by_other(
define internal void @by_other(ptr %data) {
  ret void
}
; MARK-LABEL: define internal void @by_uninstrumented(
define internal void @by_uninstrumented(ptr %data) {
  ret void
}
; MARK-LABEL: define void @visible(
define void @visible(ptr %data) {
  ret void
}

; MARK-LABEL: define void @uninstrumented(
define void @uninstrumented(ptr %p) disable_sanitizer_instrumentation {
  call void @register(ptr @by_uninstrumented, ptr %p)
  ret void
}

; MARK-LABEL: define void @give(
; MARK: call void @custody.mark.given(ptr %p, ptr @exact)
; MARK-NEXT: call void @register(ptr @exact, ptr %p)
; MARK-NEXT: call void @custody.mark.given(ptr %p, ptr @late)
; MARK-NEXT: call void @register_late(
; MARK-NEXT: call void @custody.mark.given(ptr %p, ptr @both)
; MARK-NEXT: call void @register(
; MARK-NEXT: call void @custody.mark.given(ptr %p, ptr @both)
; MARK-NEXT: call void @register_late(
; HOOK-LABEL: define void @give(
; HOOK: {{.*}}call void @__custody_callback_given(ptr @exact, ptr %p, i32 %{{.*}})
define void @give(ptr %p, ptr %place, i1 %c) {
  call void @register(ptr @exact, ptr %p)
  call void @register_late(ptr @late, ptr %p)
  call void @register(ptr @both, ptr %p)
  call void @register_late(ptr @both, ptr %p)
  call void @register(ptr @kept, ptr %p)
  store ptr @kept, ptr %place
  call void @register(ptr @called, ptr %p)
  call void @called(ptr %p)
  call void @register(ptr @by_other, ptr %p)
  call void @other(ptr @by_other, ptr %p)
  call void @register(ptr @by_uninstrumented, ptr %p)
  call void @register(ptr @visible, ptr %p)
  ret void
}
