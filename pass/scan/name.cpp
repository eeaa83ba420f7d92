/*===- name.cpp - interned strings ------------------------------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
#include "name.h"

#include <unordered_set>

namespace scan {

const std::string Name::nothing;

/* The elements of an unordered_set do not move in memory. */
const std::string *Name::intern(const std::string &s) {
  static auto *all = new std::unordered_set<std::string>; // lives as long as the process
  return s.empty() ? &nothing : &*all->insert(s).first;
}

} // namespace scan
