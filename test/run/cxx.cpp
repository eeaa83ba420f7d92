// C++: annotated member functions (`this` is parameter 0), templates, references, virtual calls, containers
// and smart pointers stand between release and reclaim. `delete` ends the object.
//
// RUN: %custody-clang++ -g -O0 %s -o %t
// RUN: %run-custody %t good 2>&1 | FileCheck %s --check-prefix=GOOD --implicit-check-not=ERROR
// RUN: not %run-custody %t bad 2>&1 | FileCheck %s --check-prefix=BAD
// RUN: not %run-custody %t stale 2>&1 | FileCheck %s --check-prefix=STALE
// RUN: %custody-clang++ -g -O2 %s -o %t
// RUN: %run-custody %t good 2>&1 | FileCheck %s --check-prefix=GOOD --implicit-check-not=ERROR
// RUN: not %run-custody %t bad 2>&1 | FileCheck %s --check-prefix=BAD
// RUN: not %run-custody %t stale 2>&1 | FileCheck %s --check-prefix=STALE
// GOOD: CustodySanitizer: 4 verified, 0 unverified, 0 reported
// BAD: permissions were lost here, at a shared borrow of 8 bytes
// BAD: #0 {{.*}}look{{.*}} {{.*}}cxx.cpp:
// BAD: SUMMARY: CustodySanitizer: wrong-provenance {{.*}}cxx.cpp:{{[0-9:]+}} in {{.*}}adopt
// STALE: ERROR: CustodySanitizer: stale
// STALE: freed here

#include <custody/custody.h>

#include <cstring>
#include <functional>
#include <memory>
#include <vector>

template <typename T> struct Counted {
  long count = 1;
  long unused = 0;
  T value{};

  CUSTODY_RELEASE T *leak() { return &value; }

  CUSTODY_RECLAIM(0) static Counted *adopt_raw(const T *value) {
    return reinterpret_cast<Counted *>(reinterpret_cast<char *>(const_cast<T *>(value)) -
                                       offsetof(Counted, value));
  }
  void put() {
    if (--count == 0)
      delete this;
  }
};

using Number = Counted<long>;

CUSTODY_BORROW_SHARED(0) static const long *look(const long &number) {
  return &number;
}

struct Registry {
  virtual ~Registry() = default;
  virtual void add(long *pointer) = 0;
  virtual long *take() = 0;
};

struct Vector : Registry {
  std::vector<long *> all;
  void add(long *pointer) override {
    all.push_back(nullptr);
    all.push_back(pointer);
  }
  long *take() override {
    long *last = all.back();
    all.pop_back();
    return last;
  }
};

static void adopt(const long *pointer) {
  Number::adopt_raw(pointer)->put();
}

int main(int argc, char **argv) {
  const char *way = argc > 1 ? argv[1] : "good";
  std::unique_ptr<Registry> registry = std::make_unique<Vector>();
  auto *number = new Number;
  registry->add(number->leak());

  if (std::strcmp(way, "bad") == 0) {
    adopt(look(number->value));
  } else if (std::strcmp(way, "stale") == 0) {
    long *raw = registry->take();
    adopt(raw);
    return Number::adopt_raw(raw) == nullptr;
  } else {
    adopt(registry->take());
    std::function<void(long *)> function = [](long *pointer) { adopt(pointer); };
    function((new Number)->leak());
    auto shared = std::make_shared<long *>((new Number)->leak());
    adopt(*shared);
    auto lambda = [raw = (new Number)->leak()] { return raw; };
    adopt(lambda());
  }
  return 0;
}
