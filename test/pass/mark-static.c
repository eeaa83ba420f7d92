// A boundary that only this file calls, and only by its name, is judged where it is called: its own
// definition has no marks. One whose address goes elsewhere may be called from elsewhere.
// RUN: %emit-ir %s | %opt -passes=custody-mark,sroa,verify -S | %check-calls %s
#include <custody/custody.h>

CUSTODY_RECLAIM(0) static __attribute__((noinline)) void *called(void *p) { return (char *)p - 16; }
CUSTODY_RECLAIM(0) static __attribute__((noinline)) void *stored(void *p) { return (char *)p - 16; }
CUSTODY_RECLAIM(0) static __attribute__((noinline)) void *passed(void *p) { return (char *)p - 16; }
CUSTODY_RECLAIM(0) void *global(void *p) { return (char *)p - 16; }
CUSTODY_RELEASE static __attribute__((noinline)) void *release(void *p) { return (char *)p + 16; }
void *(*hook)(void *) = stored;
void call_back(void *(*f)(void *), void *p);

// CHECK-LABEL: define {{.*}} @global(
// CHECK:       call void @custody.mark.reclaim(
// CHECK:       call void @custody.mark.leave(
// CHECK-LABEL: define internal {{.*}} @stored(
// CHECK:       call void @custody.mark.reclaim(
// CHECK:       call void @custody.mark.leave(

// CHECK-LABEL: define {{.*}} @caller(
// CHECK:       call void @custody.mark.reclaim(
// CHECK-NEXT:  call ptr @called(
// CHECK-NEXT:  call void @custody.mark.leave(
// CHECK:       call void @custody.mark.reclaim(
// CHECK-NEXT:  call ptr @stored(
// CHECK-NEXT:  call void @custody.mark.leave(
// CHECK:       call void @custody.mark.enter(
// CHECK-NEXT:  call ptr @release(
// CHECK:       call {{.*}} @custody.mark.release(
void *caller(void *p) {
  call_back(passed, p);
  called(p);
  stored(p);
  return release(p);
}

// CHECK-LABEL: define internal {{.*}} @passed(
// CHECK:       call void @custody.mark.reclaim(
// CHECK:       call void @custody.mark.leave(

// No more marks than those above.
// CHECK-LABEL: define internal {{.*}} @called(
// CHECK-LABEL: define internal {{.*}} @release(
