/*
 * A target for libFuzzer and for AFL++: an input that begins with "AB" rebuilds the owner from a borrow. libFuzzer brings a
 * main of its own, which wins over the weak one.
 */
#include <custody/custody.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct object {
  long count;
  long payload;
};

CUSTODY_RELEASE __attribute__((noinline)) static long *into_raw(struct object *o) {
  return &o->payload;
}

CUSTODY_RECLAIM(0) __attribute__((noinline)) static struct object *from_raw(long *p) {
  return (struct object *)((char *)p - offsetof(struct object, payload));
}

CUSTODY_BORROW_SHARED(0) __attribute__((noinline)) static const long *payload_of(const long *p) {
  return p;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  long *released = into_raw(calloc(1, sizeof(struct object)));
  int wrong = size >= 2 && data[0] == 'A' && data[1] == 'B';
  free(from_raw(wrong ? (long *)payload_of(released) : released));
  return 0;
}

__attribute__((weak)) int main(void) {
  static uint8_t data[64];
  return LLVMFuzzerTestOneInput(data, fread(data, 1, sizeof data, stdin));
}
