/*===- linux/list.h - circular doubly linked lists ------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
#ifndef CUSTODY_TEST_SHIM_LINUX_LIST_H
#define CUSTODY_TEST_SHIM_LINUX_LIST_H

#include <stdbool.h>
#include <stddef.h>

#define container_of(pointer, type, member) ((type *)((char *)(pointer) - offsetof(type, member)))

struct list_head {
  struct list_head *next, *prev;
};

#define LIST_HEAD(name) struct list_head name = {&(name), &(name)}

static inline void INIT_LIST_HEAD(struct list_head *list) {
  list->next = list->prev = list;
}
static inline bool list_empty(const struct list_head *head) {
  return head->next == head;
}

static inline void list_link(struct list_head *prev, struct list_head *next) {
  prev->next = next;
  next->prev = prev;
}
static inline void list_add_tail(struct list_head *entry, struct list_head *head) {
  list_link(head->prev, entry);
  list_link(entry, head);
}
static inline void list_del_init(struct list_head *entry) {
  list_link(entry->prev, entry->next);
  INIT_LIST_HEAD(entry);
}
static inline void list_move_tail(struct list_head *entry, struct list_head *head) {
  list_link(entry->prev, entry->next);
  list_add_tail(entry, head);
}
static inline void list_replace(struct list_head *old, struct list_head *entry) {
  list_link(entry, old->next);
  list_link(old->prev, entry);
}

#define list_entry(pointer, type, member) container_of(pointer, type, member)
#define list_step(pos, to, member) list_entry((pos)->member.to, __typeof__(*(pos)), member)
#define list_edge(head, to, pos, member) list_entry((head)->to, __typeof__(*(pos)), member)

#define list_for_each_entry_reverse(pos, head, member)                                             \
  for (pos = list_edge(head, prev, pos, member); &pos->member != (head);                           \
       pos = list_step(pos, prev, member))
#define list_for_each_entry_safe_reverse(pos, n, head, member)                                     \
  for (pos = list_edge(head, prev, pos, member), n = list_step(pos, prev, member);                 \
       &pos->member != (head); pos = n, n = list_step(n, prev, member))
#define list_for_each_entry_safe_from(pos, n, head, member)                                        \
  for (n = list_step(pos, next, member); &pos->member != (head);                                   \
       pos = n, n = list_step(n, next, member))

#endif /* CUSTODY_TEST_SHIM_LINUX_LIST_H */
