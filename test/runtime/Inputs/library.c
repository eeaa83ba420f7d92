/* A shared library with one function. */
#include "registry.h"

long run(int way) {
  return round_trip((enum way)way);
}
