// In a function with a mark a compare of pointers is made opaque on both sides: behind it the
// optimizer may not use one for the other.
// RUN: %emit-ir %s | %opt -passes=custody-mark,sroa,verify -S | %check-calls %s
#include <custody/custody.h>
void use(void *);

// CHECK-LABEL: define {{.*}} @equal(
// CHECK-SAME:    ptr noundef %[[S:[^,]*]], ptr noundef %[[KEY:.*]])
// CHECK:       %[[K:.*]] = call ptr @custody.mark.borrow(ptr %[[KEY]],
// CHECK-NEXT:  %[[A:.*]] = call ptr @custody.compare(ptr %[[S]])
// CHECK-NEXT:  %[[B:.*]] = call ptr @custody.compare(ptr %[[K]])
// CHECK-NEXT:  icmp eq ptr %[[A]], %[[B]]
CUSTODY_KEY(1) int equal(void *s, void *key) { return s == key; }

// CHECK-LABEL: define {{.*}} @unequal_to_object(
// CHECK:       call ptr @custody.mark.borrow(
// CHECK-NEXT:  %[[A:.*]] = call ptr @custody.compare(ptr
// CHECK-NEXT:  %[[B:.*]] = call ptr @custody.compare(ptr @object)
// CHECK-NEXT:  icmp ne ptr %[[A]], %[[B]]
extern int object;
CUSTODY_KEY(0) int unequal_to_object(void *key) { return key != (void *)&object; }

// null is no owner, and an order tells the optimizer nothing.
// CHECK-LABEL: define {{.*}} @left_alone(
// CHECK:       %[[K:.*]] = call ptr @custody.mark.borrow(
// CHECK-NEXT:  icmp eq ptr %[[K]], null
// CHECK:       icmp ult ptr %[[K]], %{{.*}}
CUSTODY_KEY(1) int left_alone(void *s, void *key) { return key == NULL || key < s; }
