// A search loop. The match is used after the loop, where the two pointers are equal.
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
  struct node *next;
  struct item *data;
};

static struct node *push(struct node *next, struct item *data) {
  struct node *node = malloc(sizeof(*node));
  node->next = next;
  node->data = data;
  return node;
}

static const struct item *find(const struct node *node, const struct item *key, int give_stored) {
  while (node && node->data != key)
    node = node->next;
  if (!node)
    return NULL;
  return give_stored ? node->data : key;
}

int main(int argc, char **argv) {
  struct owner *owner = owner_new();
  struct node *list = push(push(push(NULL, NULL), owner_into_raw(owner)), NULL);
  const struct item *key = item_borrow(&owner->item);
  int give_stored = argc > 1 && strcmp(argv[1], "stored") == 0;
  const struct item *found = find(list, key, give_stored);
  if (!found)
    return 2;
  owner_put(owner_from_raw(found));
  // KEY: ERROR: CustodySanitizer: wrong-provenance
  // KEY: SUMMARY: CustodySanitizer: wrong-provenance {{.*}}compare-loop.c:[[@LINE-2]]:{{[0-9]+}} in main
  while (list) {
    struct node *next = list->next;
    free(list);
    list = next;
  }
  return 0;
}
