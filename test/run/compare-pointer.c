// A key compares equal with the stored pointer. The optimizer must not use one in place of the other,
// because they have different histories. Here they are compared as pointers.
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

static void take_stored(struct node *node, const struct item *key) {
  if (node->data == key)
    owner_put(owner_from_raw(node->data));
}

static void take_key(struct node *node, const struct item *key) {
  if (node->data == key)
    owner_put(owner_from_raw(key));
  // KEY: ERROR: CustodySanitizer: wrong-provenance
  // KEY: SUMMARY: CustodySanitizer: wrong-provenance {{.*}}compare-pointer.c:[[@LINE-2]]:{{[0-9]+}} in take_key
}

int main(int argc, char **argv) {
  struct node *node = malloc(sizeof(*node));
  struct owner *owner = owner_new();
  node->data = owner_into_raw(owner);
  const struct item *key = item_borrow(&owner->item);
  if (argc > 1 && strcmp(argv[1], "stored") == 0)
    take_stored(node, key);
  else
    take_key(node, key);
  free(node);
  return 0;
}
