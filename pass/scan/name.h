/*===- name.h - interned strings --------------------------------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/* A Name is a string that exists once in the process, until the process ends. Names are equal if
 * and only if their pointers are. They are ordered by their text, so that no result depends on
 * addresses. One thread only. */
#ifndef CUSTODY_SCAN_NAME_H
#define CUSTODY_SCAN_NAME_H

#include <functional>
#include <string>

namespace scan {

class Name {
public:
  Name() : text(&nothing) {}
  Name(const std::string &s) : text(intern(s)) {}
  Name(const char *s) : text(intern(s)) {}
  const std::string &str() const { return *text; }
  operator const std::string &() const { return *text; }
  bool empty() const { return text->empty(); }
  const void *identity() const { return text; }
  friend bool operator==(Name a, Name b) { return a.text == b.text; }
  friend bool operator!=(Name a, Name b) { return a.text != b.text; }
  friend bool operator<(Name a, Name b) { return a.text != b.text && *a.text < *b.text; }
  friend std::string operator+(Name a, const char *b) { return *a.text + b; }
  friend std::string operator+(const char *a, Name b) { return a + *b.text; }
  friend std::string operator+(const std::string &a, Name b) { return a + *b.text; }
  friend std::string operator+(Name a, const std::string &b) { return *a.text + b; }

private:
  static const std::string *intern(const std::string &s);
  static const std::string nothing;
  const std::string *text;
};

} // namespace scan

template <> struct std::hash<scan::Name> {
  size_t operator()(scan::Name name) const noexcept {
    return std::hash<const void *>()(name.identity());
  }
};

#endif /* CUSTODY_SCAN_NAME_H */
