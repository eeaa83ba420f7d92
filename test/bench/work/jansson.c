/* Parses a document, copies, changes, packs and prints it, and drops it. Repeats this N times. */
#include <jansson.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t count(json_t *value) {
  size_t values = 1, index;
  const char *key;
  json_t *inner;
  json_array_foreach(value, index, inner) values += count(inner);
  json_object_foreach(value, key, inner) values += strlen(key) > 0 ? count(inner) : 0;
  return values;
}

int main(int argc, char **argv) {
  json_object_seed(4711);
  for (int round = argc == 3 ? atoi(argv[2]) : 0; round > 0; round--) {
    json_error_t error;
    json_t *document = json_load_file(argv[1], 0, &error);
    if (!document)
      return 3;
    json_t *copy = json_deep_copy(document);
    json_decref(document);
    size_t index;
    json_t *record;
    json_array_foreach(copy, index, record) {
      json_object_del(record, "on");
      json_object_set_new(record, "round", json_pack("{s:i, s:[i, i]}", "n", round, "of", 1, 2));
    }
    char *printed = json_dumps(copy, JSON_COMPACT | JSON_SORT_KEYS);
    printf("%zu values, %zu bytes\n", count(copy), strlen(printed));
    free(printed);
    json_decref(copy);
  }
  return 0;
}
