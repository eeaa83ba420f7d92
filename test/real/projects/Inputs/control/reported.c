/* Rebuilds an owner from a borrow of one member. SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
#include <stdlib.h>
#ifdef __CUSTODY__
#include <custody/custody.h>
#else
#define CUSTODY_RELEASE
#define CUSTODY_RECLAIM(N)
#define CUSTODY_RETURNS_SHARED_SIZED(SIZE)
#endif

struct object {
  int value, count;
};

CUSTODY_RELEASE struct object *into_raw(struct object *object) { return object; }
CUSTODY_RECLAIM(0) void from_raw(void *object) { free(object); }
CUSTODY_RETURNS_SHARED_SIZED(sizeof(int)) int *value_of(int *value) { return value; }

int main(void) {
  struct object *object = into_raw(calloc(1, sizeof *object));
  from_raw(value_of(&object->value));
  return 0;
}
