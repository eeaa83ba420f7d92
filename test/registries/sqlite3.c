// The same as glib.c for SQLite: a function's data, a bound value, auxiliary data and a commit hook.
//
// REQUIRES: sqlite3
// RUN: env CUSTODY_BOUNDARIES=%boundaries/sqlite3.list %custody-clang -g -O0 %s -o %t %sqlite3-flags
// RUN: env CUSTODY_OPTIONS=halt_on_error=0:color=never:print_stats=1 not %t wrong 2>&1 | FileCheck %s --check-prefix=WRONG
// RUN: %run-custody %t right 2>&1 | FileCheck %s --check-prefix=RIGHT --implicit-check-not=ERROR
// RUN: env CUSTODY_BOUNDARIES=%boundaries/sqlite3.list %custody-clang -g -O2 %s -o %t %sqlite3-flags
// RUN: env CUSTODY_OPTIONS=halt_on_error=0:color=never:print_stats=1 not %t wrong 2>&1 | FileCheck %s --check-prefix=WRONG
// RUN: %run-custody %t right 2>&1 | FileCheck %s --check-prefix=RIGHT --implicit-check-not=ERROR
// RUN: env CUSTODY_BOUNDARIES=%boundaries/sqlite3.list %custody-clang -g -O3 %s -o %t %sqlite3-flags
// RUN: env CUSTODY_OPTIONS=halt_on_error=0:color=never:print_stats=1 not %t wrong 2>&1 | FileCheck %s --check-prefix=WRONG
// RUN: %run-custody %t right 2>&1 | FileCheck %s --check-prefix=RIGHT --implicit-check-not=ERROR
//
// sqlite3_user_data() returns the pointer instead of giving it to the callback, so its history is unknown.
//
// WRONG: its history is inferred
// WRONG: {{#[01]}} on_row {{.*}}sqlite3.c
// WRONG: {{#[01]}} drop_bound {{.*}}sqlite3.c
// WRONG: {{#[01]}} drop_auxiliary {{.*}}sqlite3.c
// WRONG: {{#[01]}} on_commit {{.*}}sqlite3.c
// WRONG: {{#[01]}} drop_function {{.*}}sqlite3.c
// WRONG: CustodySanitizer: 0 verified, 1 unverified, 5 reported
// RIGHT: done
// RIGHT: CustodySanitizer: 0 verified, 6 unverified, 0 reported
// RIGHT-DAG: CustodySanitizer: 5 unverified: inferred:
// RIGHT-DAG: CustodySanitizer: 1 unverified: uninstrumented:

#include "Inputs/object.h"
#include <sqlite3.h>
#include <string.h>

static void *(*pointer_of)(struct object *o);

static void *released(struct object *o) {
  return into_raw(o);
}
static void *borrowed(struct object *o) {
  return borrow(o);
}

static int on_row(void *data, int count, char **values, char **names) {
  (void)count, (void)values, (void)names;
  object_free(data);
  return 0;
}
static void drop_bound(void *data) {
  object_free(data);
}
static void drop_auxiliary(void *data) {
  object_free(data);
}
static int on_commit(void *data) {
  object_free(data);
  return 0;
}
static void drop_function(void *data) {
  object_free(data);
}
static void function(sqlite3_context *context, int count, sqlite3_value **values) {
  (void)count, (void)values;
  sqlite3_set_auxdata(context, 0, pointer_of(object_new()), drop_auxiliary);
  sqlite3_result_int(context, 1);
}
static void returned(sqlite3_context *context, int count, sqlite3_value **values) {
  (void)count, (void)values;
  object_free(sqlite3_user_data(context));
  sqlite3_result_int(context, 1);
}

static void must(int code) {
  if (code != SQLITE_OK)
    abort();
}

int main(int argc, char **argv) {
  sqlite3 *db;
  sqlite3_stmt *statement;
  pointer_of = argc > 1 && !strcmp(argv[1], "right") ? released : borrowed;
  must(sqlite3_open(":memory:", &db));

  must(sqlite3_exec(db, "select 1", on_row, pointer_of(object_new()), NULL));

  must(sqlite3_prepare_v2(db, "select ?", -1, &statement, NULL));
  must(sqlite3_bind_pointer(statement, 1, pointer_of(object_new()), "object", drop_bound));
  must(sqlite3_finalize(statement));

  must(sqlite3_create_function_v2(db, "f", 1, SQLITE_UTF8, pointer_of(object_new()), function, NULL, NULL,
                                  drop_function));
  must(sqlite3_exec(db, "select f(2)", NULL, NULL, NULL));
  must(sqlite3_create_function_v2(db, "g", 0, SQLITE_UTF8, pointer_of(object_new()), returned, NULL, NULL, NULL));
  must(sqlite3_exec(db, "select g()", NULL, NULL, NULL));

  sqlite3_commit_hook(db, on_commit, pointer_of(object_new()));
  must(sqlite3_exec(db, "create table t(x)", NULL, NULL, NULL));
  sqlite3_commit_hook(db, NULL, NULL);
  must(sqlite3_close(db));
  fprintf(stderr, "done\n");
  return 0;
}
