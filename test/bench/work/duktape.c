/* Runs a script that needs print() and scriptArgs, like the script for mujs. */
#include "duktape.h"

#include <stdio.h>
#include <stdlib.h>

static duk_ret_t print(duk_context *context) {
  int arguments = duk_get_top(context);
  for (int i = 0; i < arguments; i++)
    printf("%s%s", i ? " " : "", duk_to_string(context, i));
  printf("\n");
  return 0;
}

int main(int argc, char **argv) {
  static char script[1 << 16];
  FILE *file = argc == 3 ? fopen(argv[1], "rb") : NULL;
  if (!file)
    return 2;
  size_t size = fread(script, 1, sizeof(script), file);
  fclose(file);
  duk_context *context = duk_create_heap_default();
  duk_push_c_function(context, print, DUK_VARARGS);
  duk_put_global_string(context, "print");
  duk_push_array(context);
  duk_push_string(context, argv[2]);
  duk_put_prop_index(context, -2, 0);
  duk_put_global_string(context, "scriptArgs");
  int failed = duk_peval_lstring(context, script, size);
  if (failed)
    printf("%s\n", duk_safe_to_string(context, -1));
  duk_destroy_heap(context);
  return failed ? 3 : 0;
}
