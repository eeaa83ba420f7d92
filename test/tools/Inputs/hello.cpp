#include <custody/custody.h>
#include <iostream>
#include <memory>

int main() {
  auto one = std::make_unique<int>(1);
  std::cout << "hello " << *one << std::endl;
}
