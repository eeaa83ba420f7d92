#include <custody/custody.h>
#include <stdlib.h>

/* Uses the runtime, so that the library has undefined symbols of it. */
void *library_roundtrip(void *pointer) { return custody_reclaim(custody_release(pointer)); }
