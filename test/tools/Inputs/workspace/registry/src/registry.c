/* Keeps one pointer. */
static void *kept;

void registry_put(void *data) { kept = data; }

void *registry_take(void) {
  void *data = kept;
  kept = 0;
  return data;
}
