/*===- store.h - facts in files ---------------------------------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * The facts of one source file are a table of strings and one record for each function, in which
 * strings are numbers. A Program is the merged facts of all files. It keeps the headers of the
 * functions in memory. The bodies are in a temporary file and are read when they are needed, so
 * that memory does not grow with the amount of code.
 */
#ifndef CUSTODY_SCAN_STORE_H
#define CUSTODY_SCAN_STORE_H

#include "facts.h"

#include <cstdint>
#include <cstdio>
#include <memory>
#include <unordered_map>

namespace scan {

/* Numbers for strings. */
class Dictionary {
public:
  unsigned number(Name name);
  std::vector<Name> names;

private:
  std::unordered_map<Name, unsigned> numbers;
};

/* Collects the facts of one file. */
class Facts {
public:
  void add(const Function &function);
  std::string text() const; /* the facts file */

private:
  Dictionary dictionary;
  std::string records;
  unsigned count = 0;
};

class Program {
public:
  Program();
  ~Program();
  Program(const Program &) = delete;
  Program &operator=(const Program &) = delete;

  /* Adds the functions in TEXT, which is a facts file. A definition replaces a declaration, and a
   * second definition in another source file counts in that file only. Returns false, and adds
   * nothing, if TEXT is damaged. */
  bool add(const std::string &text);
  void add(const Function &function);
  const Header *find(Name id) const;
  /* The body of ID is read from the store each time. */
  Body body(Name id) const;

  std::map<Name, Header> functions;
  std::vector<Name> others; /* the ids of such second definitions */

private:
  void distinguish(std::vector<Header> &headers, std::vector<Name> &names);
  struct Extent {
    uint64_t offset;
    uint32_t length;
  };
  Dictionary dictionary;
  std::unordered_map<Name, Extent> extents;
  FILE *file;
  uint64_t size = 0;
};

} // namespace scan

#endif /* CUSTODY_SCAN_STORE_H */
