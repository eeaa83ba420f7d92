/* Parses a document, queries, changes, copies and prints it. Repeats this N times. */
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xpath.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t walk(xmlNodePtr node) {
  size_t nodes = 0;
  for (; node; node = node->next) {
    nodes += 1 + walk(node->children);
    if (node->type == XML_ELEMENT_NODE && xmlHasProp(node, BAD_CAST "id"))
      xmlSetProp(node, BAD_CAST "seen", BAD_CAST "yes");
  }
  return nodes;
}

static int found(xmlDocPtr document, const char *path) {
  xmlXPathContextPtr context = xmlXPathNewContext(document);
  xmlXPathObjectPtr result = xmlXPathEvalExpression(BAD_CAST path, context);
  int nodes = result && result->nodesetval ? result->nodesetval->nodeNr : -1;
  xmlXPathFreeObject(result);
  xmlXPathFreeContext(context);
  return nodes;
}

int main(int argc, char **argv) {
  for (int round = argc == 3 ? atoi(argv[2]) : 0; round > 0; round--) {
    xmlDocPtr document = xmlReadFile(argv[1], NULL, XML_PARSE_NOENT);
    if (!document)
      return 3;
    size_t nodes = walk(xmlDocGetRootElement(document));
    int named = found(document, "//item[name='item 7']");
    int inner = found(document, "//item[@on='1']/value[2]");
    xmlDocPtr copy = xmlCopyDoc(document, 1);
    xmlFreeDoc(document);
    xmlChar *printed;
    int size;
    xmlDocDumpMemory(copy, &printed, &size);
    printf("%zu nodes, %d, %d, %d bytes\n", nodes, named, inner, size);
    xmlFree(printed);
    xmlFreeDoc(copy);
  }
  xmlCleanupParser();
  return 0;
}
