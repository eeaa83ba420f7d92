/*===- cache.h - facts files and what they depend on ----------------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * The facts file of a source file begins with the files that the parser read, each with a hash of its
 * contents. So a later run can tell whether the facts are still right. The name of the facts file is
 * a hash of the command and of this program.
 */
#ifndef CUSTODY_SCAN_CACHE_H
#define CUSTODY_SCAN_CACHE_H

#include "pool.h"

#include <llvm/ADT/StringMap.h>
#include <llvm/ADT/StringRef.h>

namespace scan {

std::string hashOf(llvm::StringRef text);

/* A file that the parser read, by its absolute path. */
struct Dependency {
  std::string path, hash;
};
/* Writes a facts file, under another name first. Returns false on error, with errno set. */
bool writeFacts(const std::string &path, const std::vector<Dependency> &dependencies,
                const std::string &facts);
/* Reads the facts of a facts file. Returns false if there are none. */
bool readFacts(const std::string &path, std::string &facts);

class Cache {
public:
  /* Facts files go to DIRECTORY, which is made if needed. If it is empty, they go to a temporary
   * directory, which the destructor removes. */
  explicit Cache(const std::string &directory);
  ~Cache();
  /* Empty, or why there is no directory. */
  std::string problem;
  void prepare(Job &job) const;
  /* Whether the facts file of JOB is there and none of its dependencies has changed. */
  bool fresh(const Job &job);
  /* The facts of JOB are not needed any more by this run. */
  void forget(const Job &job) const;

private:
  std::string directory, program;
  bool temporary;
  llvm::StringMap<std::string> hashes; /* of files, which are read once */
};

} // namespace scan

#endif /* CUSTODY_SCAN_CACHE_H */
