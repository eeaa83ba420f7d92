// Code in macros: statement expressions, container_of, generated functions, likely().
// RUN: %custody-scan %s -- | FileCheck %s --implicit-check-not=quiet_
#include <stddef.h>
#define likely(x) __builtin_expect(!!(x), 1)
#define container_of(p, type, member) ({ \
    const __typeof__(((type *)0)->member) *mptr = (p); \
    (type *)((char *)mptr - offsetof(type, member)); })
#define LIST_FOR_EACH(e, head) for (e = container_of((head)->next, struct entry, link); \
    &e->link != (head); e = container_of(e->link.next, struct entry, link))
#define RETURN_IF_FAIL(condition, value) do { if (likely(condition)) {} else { complain(#condition); return value; } } while (0)
#define DEFINE_FIND(prefix, name) \
  struct entry *prefix##_by_##name(struct list *head, const void *key) { \
    struct entry *e; \
    RETURN_IF_FAIL(key != NULL, NULL); \
    LIST_FOR_EACH(e, head) if (IS_SAME(e->name, key)) return e; \
    return NULL; \
  }
#define IS_SAME(a, b) (__extension__({ __auto_type a_ = (a); likely((const void *)a_ == (const void *)(b)); }))
#define DEREF_TOO(a, b) (IS_SAME(a, b) && *(const char *)(b))

void complain(const char *);
struct list { struct list *next, *prev; };
struct entry { struct list link; void *name, *data; };

// CHECK: 2 lookup-key parameters
// CHECK: find_by_data() parameter 1 'key'
// CHECK-NEXT: declared at {{.*}}macros.c:[[@LINE+5]]
// CHECK-NEXT: compared at {{.*}}macros.c:[[@LINE+4]]:{{[0-9]+}}: (const void *)a_ == (const void *)(key)
// CHECK: find_by_name() parameter 1 'key'
// CHECK: 0 registrations
DEFINE_FIND(find, name)
DEFINE_FIND(find, data)

int quiet_dereferences(struct list *head, const void *key) {
  struct entry *e;
  LIST_FOR_EACH(e, head) if (DEREF_TOO(e->data, key)) return 1;
  return 0;
}
