/* Parses a document N times, with handlers, and counts. */
#include "expat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The open elements. Each is on the heap, as in a program that builds a tree. */
struct element {
  struct element *parent;
  char *name;
  size_t text;
};

struct totals {
  struct element *open;
  size_t elements, attributes, text, deepest, depth;
};

static void XMLCALL start(void *data, const XML_Char *name, const XML_Char **attributes) {
  struct totals *totals = data;
  struct element *element = malloc(sizeof(*element));
  element->parent = totals->open;
  element->name = strdup(name);
  element->text = 0;
  totals->open = element;
  totals->elements++;
  for (; *attributes; attributes += 2)
    totals->attributes += strlen(attributes[0]) + strlen(attributes[1]);
  if (++totals->depth > totals->deepest)
    totals->deepest = totals->depth;
}

static void XMLCALL end(void *data, const XML_Char *name) {
  struct totals *totals = data;
  struct element *element = totals->open;
  if (strcmp(element->name, name))
    exit(3);
  totals->open = element->parent;
  totals->text += element->text;
  totals->depth--;
  free(element->name);
  free(element);
}

static void XMLCALL text(void *data, const XML_Char *characters, int size) {
  struct totals *totals = data;
  (void)characters;
  if (totals->open)
    totals->open->text += (size_t)size;
}

int main(int argc, char **argv) {
  static char buffer[1 << 16];
  for (int round = argc == 3 ? atoi(argv[2]) : 0; round > 0; round--) {
    struct totals totals = {0};
    FILE *file = fopen(argv[1], "rb");
    XML_Parser parser = XML_ParserCreateNS(NULL, '|');
    if (!file || !parser)
      return 2;
    XML_SetHashSalt(parser, 4711);
    XML_SetUserData(parser, &totals);
    XML_SetElementHandler(parser, start, end);
    XML_SetCharacterDataHandler(parser, text);
    size_t size;
    do {
      size = fread(buffer, 1, sizeof(buffer), file);
      if (XML_Parse(parser, buffer, (int)size, size < sizeof(buffer)) != XML_STATUS_OK)
        return 3;
    } while (size == sizeof(buffer));
    printf("%zu elements, %zu, %zu, depth %zu\n", totals.elements, totals.attributes, totals.text,
           totals.deepest);
    XML_ParserFree(parser);
    fclose(file);
  }
  return 0;
}
