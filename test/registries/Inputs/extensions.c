/*
 * The extensions of SQLite's source package in one program, with SQLite itself from the distribution. It executes a
 * script, statement by statement, and prints the rows. A statement that fails prints its error.
 *
 * usage: extensions DATABASE SCRIPT
 *
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* clang-format off */
#define EXTENSIONS(X) \
  X(amatch) X(anycollseq) X(blobio) X(carray) X(closure) X(csv) X(decimal) X(eval) X(explain) \
  X(fossildelta) X(fuzzer) X(ieee) X(nextchar) X(noop) X(percentile) X(prefixes) X(regexp) \
  X(remember) X(rot) X(series) X(sha) X(shathree) X(showauth) X(spellfix) X(templatevtab) \
  X(totype) X(uint) X(unionvtab) X(urifuncs) X(uuid) X(wholenumber) X(zorder)
/* clang-format on */

#define DECLARE(name)                                                                              \
  int sqlite3_##name##_init(sqlite3 *db, char **error, const sqlite3_api_routines *api);
EXTENSIONS(DECLARE)

static int print_row(void *rows, int count, char **values, char **names) {
  (void)names;
  for (int i = 0; i < count; i++)
    printf("%s%s", i ? "|" : "row: ", values[i] ? values[i] : "NULL");
  printf("\n");
  ++*(int *)rows;
  return 0;
}

static char *text_of(const char *path) {
  FILE *file = fopen(path, "r");
  char *text = calloc(1, 1 << 16);
  if (!file || !text)
    abort();
  (void)!fread(text, 1, (1 << 16) - 1, file);
  fclose(file);
  return text;
}

int main(int argc, char **argv) {
  sqlite3 *db;
  int rows = 0;
  if (argc != 3 || sqlite3_open(argv[1], &db))
    return 2;
#define INIT(name)                                                                                 \
  if (sqlite3_##name##_init(db, NULL, NULL))                                                       \
    printf("error: no %s\n", #name);
  EXTENSIONS(INIT)
  char *text = text_of(argv[2]);
  for (char *statement = strtok(text, ";"); statement; statement = strtok(NULL, ";")) {
    char *error = NULL;
    if (sqlite3_exec(db, statement, print_row, &rows, &error))
      printf("error: %s\n", error);
    sqlite3_free(error);
  }
  printf("ok: %d rows\n", rows);
  free(text);
  return sqlite3_close(db);
}
