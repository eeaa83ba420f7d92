// The optimizer replaces `s == k ? s : k` by k, and `s == k ? k : s` by s. Each arm is chosen here, and
// the result must have the history of that arm.
//
// DEFINE: %{level} =
// DEFINE: %{build} = %custody-clang -g %{level} -I%S/Inputs %s -o %t
// DEFINE: %{stored} = %run-custody %t stored 2>&1 | FileCheck %s --check-prefix=STORED --implicit-check-not=ERROR
// DEFINE: %{key} = not %run-custody %t key 2>&1 | FileCheck %s --check-prefix=KEY
// DEFINE: %{test} = %{build} && %{stored} && %{key}
// REDEFINE: %{level} = -O0
// RUN: %{test}
// REDEFINE: %{level} = -O1
// RUN: %{test}
// REDEFINE: %{level} = -O2
// RUN: %{test}
// REDEFINE: %{level} = -O3
// RUN: %{test}
//
// STORED: CustodySanitizer: 1 verified, 0 unverified, 0 reported

#include "owner.h"

struct node {
  struct item *data;
};

static const struct item *stored_if_same(const struct item *stored, const struct item *key) {
  return stored == key ? stored : key;
}

static const struct item *key_if_same(const struct item *stored, const struct item *key) {
  return stored == key ? key : stored;
}

int main(int argc, char **argv) {
  struct node *node = malloc(sizeof(*node));
  struct owner *owner = owner_new();
  node->data = owner_into_raw(owner);
  const struct item *key = item_borrow(&owner->item), *chosen;
  if (argc > 1 && strcmp(argv[1], "stored") == 0)
    chosen = stored_if_same(node->data, key);
  else
    chosen = key_if_same(node->data, key);
  free(node);
  owner_put(owner_from_raw(chosen));
  // KEY: ERROR: CustodySanitizer: wrong-provenance
  // KEY: SUMMARY: CustodySanitizer: wrong-provenance {{.*}}compare-select.c:[[@LINE-2]]:{{[0-9]+}} in main
  return 0;
}
