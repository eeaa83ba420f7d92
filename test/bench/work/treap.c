/* A treap, which consists of pointers. Inserts, splits, merges, removes and walks. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct node {
  struct node *left, *right;
  uint32_t key, priority;
  size_t size;
};

static uint32_t seed = 42;

static uint32_t random_number(void) {
  seed ^= seed << 13;
  seed ^= seed >> 17;
  seed ^= seed << 5;
  return seed;
}

static size_t size_of(const struct node *node) {
  return node ? node->size : 0;
}

static struct node *counted(struct node *node) {
  node->size = 1 + size_of(node->left) + size_of(node->right);
  return node;
}

/* Splits the tree: keys below KEY go to *LEFT, the others to *RIGHT. */
static void split(struct node *node, uint32_t key, struct node **left, struct node **right) {
  if (!node) {
    *left = *right = NULL;
  } else if (node->key < key) {
    split(node->right, key, &node->right, right);
    *left = counted(node);
  } else {
    split(node->left, key, left, &node->left);
    *right = counted(node);
  }
}

static struct node *merge(struct node *left, struct node *right) {
  if (!left || !right)
    return left ? left : right;
  if (left->priority > right->priority) {
    left->right = merge(left->right, right);
    return counted(left);
  }
  right->left = merge(left, right->left);
  return counted(right);
}

static struct node *insert(struct node *root, uint32_t key) {
  struct node *left, *right, *node = malloc(sizeof(*node));
  *node = (struct node){.key = key, .priority = random_number(), .size = 1};
  split(root, key, &left, &right);
  return merge(merge(left, node), right);
}

static struct node *erase(struct node *root, uint32_t key) {
  struct node *left, *middle, *right;
  split(root, key, &left, &right);
  split(right, key + 1, &middle, &right);
  if (middle) {
    struct node *rest = merge(middle->left, middle->right);
    free(middle);
    right = merge(rest, right);
  }
  return merge(left, right);
}

static uint64_t sum(const struct node *node) {
  return node ? node->key + sum(node->left) * 3 + sum(node->right) * 7 : 0;
}

static void drop(struct node *node) {
  if (node) {
    drop(node->left);
    drop(node->right);
    free(node);
  }
}

int main(int argc, char **argv) {
  uint32_t operations = argc == 2 ? (uint32_t)atoi(argv[1]) * 10000u : 0;
  struct node *root = NULL;
  for (uint32_t i = 0; i < operations; i++) {
    root = insert(root, random_number() % 60000);
    if (i % 3)
      root = erase(root, random_number() % 60000);
    if (i % 50000 == 0)
      printf("%zu nodes, %llx\n", size_of(root), (unsigned long long)sum(root));
  }
  printf("%zu nodes, %llx\n", size_of(root), (unsigned long long)sum(root));
  drop(root);
  return 0;
}
