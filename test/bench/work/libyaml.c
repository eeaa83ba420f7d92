/* Loads the documents of a stream, counts their nodes and writes them. Repeats this N times. */
#include <yaml.h>

#include <stdio.h>
#include <stdlib.h>

static size_t written;

static int write_counted(void *data, unsigned char *buffer, size_t size) {
  unsigned *sum = data;
  for (size_t i = 0; i < size; i++)
    *sum = *sum * 31 + buffer[i];
  written += size;
  return 1;
}

int main(int argc, char **argv) {
  for (int round = argc == 3 ? atoi(argv[2]) : 0; round > 0; round--) {
    yaml_parser_t parser;
    yaml_emitter_t emitter;
    yaml_document_t document;
    FILE *file = fopen(argv[1], "rb");
    if (!file || !yaml_parser_initialize(&parser) || !yaml_emitter_initialize(&emitter))
      return 2;
    unsigned sum = 0;
    size_t nodes = 0;
    yaml_parser_set_input_file(&parser, file);
    yaml_emitter_set_output(&emitter, write_counted, &sum);
    yaml_emitter_open(&emitter);
    while (yaml_parser_load(&parser, &document) && yaml_document_get_root_node(&document)) {
      nodes += (size_t)(document.nodes.top - document.nodes.start);
      if (!yaml_emitter_dump(&emitter, &document)) /* which deletes the document */
        return 3;
    }
    if (parser.error != YAML_NO_ERROR)
      return 3;
    yaml_document_delete(&document);
    yaml_emitter_close(&emitter);
    yaml_emitter_delete(&emitter);
    yaml_parser_delete(&parser);
    fclose(file);
    printf("%zu nodes, %zu bytes, %08x\n", nodes, written, sum);
  }
  return 0;
}
