// C++: methods, references, templates, C and C++ headers.
// RUN: %custody-scan %s -- -std=c++17 | FileCheck %s --implicit-check-not=quiet
// RUN: %custody-scan --no-table --boundaries=- %s -- -std=c++17 | FileCheck --check-prefix=LIST %s
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <stdio.h>
#include <vector>

struct Node {
  Node *next;
  void *data;
};

class Registry {
public:
  bool remove(const void *key);
  int quietDereferences(const int *key);
  void quietDeletes(int *key);

private:
  Node *first = nullptr;
};

// CHECK: 4 lookup-key parameters
// LIST: fun:_ZN8Registry6removeEPKv=key:1
// CHECK-DAG: Registry::remove() parameter 1 'key'
bool Registry::remove(const void *key) {
  for (Node *n = first; n; n = n->next)
    if (n->data == key)
      return true;
  return false;
}
// CHECK-DAG: drop() parameter 1 'key'
void drop(Registry &registry, const void *key) { registry.remove(key); }

// CHECK-DAG: find() parameter 1 'key'
template <typename T> static T *find(T *first, const void *key) {
  for (T *n = first; n; n = n->next)
    if (n->data == key)
      return n;
  return nullptr;
}
Node *use(Node *n) { return find(n, n->data); }

int Registry::quietDereferences(const int *key) { return first->data == key ? *key : 0; }
void Registry::quietDeletes(int *key) {
  if (first->data == key)
    delete key;
}
void quietReference(const Node &n, Node *other) { if (&n == other) printf("%p\n", other->data); }
std::unique_ptr<Node> quietOwner(Node *p, Node *q) { return p->next == q ? std::unique_ptr<Node>(q) : nullptr; }

// A lambda, a constructor's initialisers and a virtual call are not followed.
static void *stored;
bool quietLambda(const int *key) {
  auto read = [key] { return *key; };
  return stored == key && read();
}
bool quietReferenceLambda(const int *key) {
  auto read = [&] { return *key; };
  return stored == key && read();
}
struct Holder {
  void *held;
  bool same = false;
  Holder(void *quietKey) : held(quietKey) { same = quietKey == stored; }
};
struct Matcher {
  virtual ~Matcher() = default;
  // CHECK-DAG: Matcher::is() parameter 1 'key'
  virtual bool is(const int *key) { return key == stored; }
};
struct Reader : Matcher {
  bool is(const int *quietKey) override { return *quietKey == 1; }
};
bool quietVirtual(Matcher &m, const int *key) {
  return m.is(key);
}
bool quietMember(bool (Matcher::*f)(const int *), Matcher &m, const int *key) {
  return key == stored && (m.*f)(key);
}
