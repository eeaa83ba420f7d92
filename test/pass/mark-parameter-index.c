// An annotation counts source parameters; IR has others: sret comes first, a struct of two words
// takes two, an empty one none.
// RUN: %emit-ir -g %s | %opt -passes=custody-mark,sroa,verify -S | %check-calls %s
#include <custody/custody.h>
struct big { long word[8]; };
struct pair { long a, b; };
struct empty {};

// CHECK-LABEL: define {{.*}} @sret(
// CHECK-SAME:    sret({{.*}}, ptr noundef %[[P:[^,]*]], ptr noundef %
// CHECK:       call void @custody.mark.reclaim(ptr %[[P]],
// CHECK:       call void @custody.mark.leave(ptr null,
CUSTODY_RECLAIM(0) struct big sret(void *p, void *q) { return (struct big){}; }

// CHECK-LABEL: define {{.*}} @split(
// CHECK-SAME:    i64 {{[^,]*}}, i64 {{[^,]*}}, ptr noundef %[[P:[^,]*]])
// CHECK:       call void @custody.mark.reclaim(ptr %[[P]],
// CHECK:       call void @custody.mark.leave(ptr null,
CUSTODY_RECLAIM(1) void split(struct pair pair, void *p) {}

// CHECK-LABEL: define {{.*}} @vanished(
// CHECK-SAME:    ptr noundef %[[P:[^,]*]])
// CHECK:       call void @custody.mark.reclaim(ptr %[[P]],
// CHECK:       call void @custody.mark.leave(ptr null,
CUSTODY_RECLAIM(1) void vanished(struct empty e, void *p) {}
