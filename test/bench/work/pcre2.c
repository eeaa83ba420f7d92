/* Searches a text for patterns, with captures and replacements. Repeats this N times. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "pcre2.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const patterns[] = {
    "([a-z]+) ([a-z]+) \\d{3,}",     "\\b(?<word>[a-f]\\w*?)\\s+(?=\\d|e)",
    "(?i)(?:the|on|in|at|to){2,}",   "(\\w)(\\w)\\2\\1",
    "(?<!e)t(?:[^\\s]+)r(?:e|o)s? ",
};

int main(int argc, char **argv) {
  FILE *file = argc == 3 ? fopen(argv[1], "rb") : NULL;
  if (!file || fseek(file, 0, SEEK_END))
    return 2;
  size_t size = (size_t)ftell(file);
  rewind(file);
  char *text = malloc(size + 1), *replaced = malloc(2 * size);
  if (!text || !replaced || fread(text, 1, size, file) != size)
    return 2;
  fclose(file);
  for (int round = atoi(argv[2]); round > 0; round--)
    for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
      int error;
      PCRE2_SIZE offset, at = 0, captured = 0, length = 2 * size;
      pcre2_code *code =
          pcre2_compile((PCRE2_SPTR)patterns[i], PCRE2_ZERO_TERMINATED, 0, &error, &offset, NULL);
      if (!code)
        return 3;
      pcre2_match_data *match = pcre2_match_data_create_from_pattern(code, NULL);
      size_t matches = 0;
      int groups;
      while ((groups = pcre2_match(code, (PCRE2_SPTR)text, size, at, 0, match, NULL)) > 0) {
        PCRE2_SIZE *ends = pcre2_get_ovector_pointer(match);
        for (int group = 1; group < groups; group++)
          captured += ends[2 * group + 1] - ends[2 * group];
        at = ends[1] > at ? ends[1] : at + 1;
        matches++;
      }
      int changes = pcre2_substitute(code, (PCRE2_SPTR)text, size / 4, 0, PCRE2_SUBSTITUTE_GLOBAL,
                                     match, NULL, (PCRE2_SPTR) "<$0>", PCRE2_ZERO_TERMINATED,
                                     (PCRE2_UCHAR *)replaced, &length);
      printf("%zu: %zu matches, %zu captured, %d changes, %zu bytes\n", i, matches,
             (size_t)captured, changes, (size_t)length);
      pcre2_match_data_free(match);
      pcre2_code_free(code);
    }
  free(replaced);
  free(text);
  return 0;
}
