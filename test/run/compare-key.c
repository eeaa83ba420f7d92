// As compare-pointer.c, for an annotated key. Inside the function the key is only compared.
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

CUSTODY_KEY(1)
static int take_stored(struct node *node, struct item *key) {
  if (node->data != key)
    return -1;
  owner_put(owner_from_raw(node->data));
  return 0;
}

CUSTODY_KEY(1)
static int take_key(struct node *node, struct item *key) {
  if (node->data != key)
    return -1;
  owner_put(owner_from_raw(key));
  // KEY: ERROR: CustodySanitizer: wrong-provenance
  // KEY: a lookup key
  // KEY: SUMMARY: CustodySanitizer: wrong-provenance {{.*}}compare-key.c:[[@LINE-3]]:{{[0-9]+}} in take_key
  return 0;
}

int main(int argc, char **argv) {
  struct node *node = malloc(sizeof(*node));
  struct owner *owner = owner_new();
  node->data = owner_into_raw(owner);
  struct item *key = &owner->item;
  int status =
      argc > 1 && strcmp(argv[1], "stored") == 0 ? take_stored(node, key) : take_key(node, key);
  free(node);
  return status != 0;
}
