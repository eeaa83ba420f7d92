// Marks stay what they are under the optimizer: borrows and compares are pure, the others are
// ordered against malloc and free by inaccessible memory, and none is `returned`, which InstCombine
// would see through.
// RUN: %emit-ir %s | %opt -passes=custody-mark,verify -S | %FileCheck %s --implicit-check-not=returned
#include <custody/custody.h>
#include <stdint.h>
int marked(void *p, void *q) {
  custody_release(p);
  custody_reclaim(p);
  custody_borrow_shared(p, 8);
  custody_recover(p);
  custody_freed(p, 8);
  custody_describe(p);
  return p == q || (uintptr_t)p == (uintptr_t)q;
}
// CHECK-DAG: declare void @custody.mark.enter(ptr) #[[EFFECT:[0-9]+]]
// CHECK-DAG: declare ptr @custody.mark.release(ptr, ptr, ptr) #[[EFFECT]]
// CHECK-DAG: declare void @custody.mark.reclaim(ptr, ptr) #[[EFFECT]]
// CHECK-DAG: declare void @custody.mark.leave(ptr, ptr) #[[EFFECT]]
// CHECK-DAG: declare ptr @custody.mark.recover(ptr, ptr) #[[EFFECT]]
// CHECK-DAG: declare void @custody.mark.freed(ptr, i64) #[[EFFECT]]
// CHECK-DAG: declare void @custody.mark.describe(ptr, ptr) #[[EFFECT]]
// CHECK-DAG: declare ptr @custody.mark.borrow(ptr, ptr) #[[PURE:[0-9]+]]
// CHECK-DAG: declare ptr @custody.compare(ptr) #[[PURE]]
// CHECK-DAG: declare i64 @custody.compare.i64(i64) #[[PURE]]
// CHECK: attributes #[[EFFECT]] = { nocallback nofree nomerge nosync nounwind willreturn memory(inaccessiblemem: readwrite) }
// CHECK: attributes #[[PURE]] = { nocallback nofree nomerge nosync nounwind willreturn memory(none) }
