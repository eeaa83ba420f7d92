/* Parses a document, changes and prints it, and frees it. Repeats this N times. */
#include "cJSON.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t count(const cJSON *item) {
  size_t items = 0;
  for (; item; item = item->next)
    items += 1 + count(item->child);
  return items;
}

static char *read_all(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file || fseek(file, 0, SEEK_END))
    return NULL;
  long size = ftell(file);
  rewind(file);
  char *text = calloc((size_t)size + 1, 1);
  if (text && fread(text, 1, (size_t)size, file) != (size_t)size)
    return NULL;
  fclose(file);
  return text;
}

int main(int argc, char **argv) {
  char *text = argc == 3 ? read_all(argv[1]) : NULL;
  if (!text)
    return 2;
  for (int round = atoi(argv[2]); round > 0; round--) {
    cJSON *document = cJSON_Parse(text);
    if (!document)
      return 3;
    cJSON *copy = cJSON_Duplicate(document, 1);
    cJSON_AddItemToArray(copy, cJSON_CreateNumber(round));
    char *printed = cJSON_PrintUnformatted(copy);
    printf("%zu items, %zu bytes\n", count(copy), strlen(printed));
    free(printed);
    cJSON_Delete(copy);
    cJSON_Delete(document);
  }
  free(text);
  return 0;
}
