/*===- cache.cpp - facts files and what they depend on --------------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
#include "cache.h"

#include <llvm/ADT/SmallString.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Support/xxhash.h>

#include <cstdio>
#include <cstring>
#include <unistd.h>

namespace scan {

static const char MAGIC[] = "custody-scan facts 3\n";

std::string hashOf(llvm::StringRef text) {
  char hex[17];
  snprintf(hex, sizeof hex, "%016llx",
           (unsigned long long)llvm::xxh3_64bits(
               llvm::ArrayRef<uint8_t>((const uint8_t *)text.data(), text.size())));
  return hex;
}

bool writeFacts(const std::string &path, const std::vector<Dependency> &dependencies,
                const std::string &facts) {
  std::string text = MAGIC + hashOf(facts) + "\n";
  for (const Dependency &d : dependencies)
    text += d.hash + " " + d.path + "\n";
  text += "\n" + facts;
  std::string other = path + "." + std::to_string(getpid());
  FILE *file = fopen(other.c_str(), "w");
  if (!file)
    return false;
  bool good = fwrite(text.data(), 1, text.size(), file) == text.size();
  good &= fclose(file) == 0;
  if (!good || rename(other.c_str(), path.c_str())) {
    unlink(other.c_str());
    return false;
  }
  return true;
}

/* Splits a facts file into DEPENDENCIES, one a line, and FACTS. */
static bool split(llvm::StringRef text, llvm::StringRef &dependencies, llvm::StringRef &facts) {
  if (!text.consume_front(MAGIC))
    return false;
  auto [hash, rest] = text.split('\n');
  text = rest;
  size_t end = text.starts_with("\n") ? 0 : text.find("\n\n");
  if (end == llvm::StringRef::npos)
    return false;
  dependencies = text.take_front(end);
  facts = text.drop_front(end).drop_while([](char c) { return c == '\n'; });
  return hash == hashOf(facts);
}

bool readFacts(const std::string &path, std::string &facts) {
  auto buffer = llvm::MemoryBuffer::getFile(path, false, false);
  llvm::StringRef dependencies, rest;
  if (!buffer || !split((*buffer)->getBuffer(), dependencies, rest))
    return false;
  facts = rest.str();
  return true;
}

Cache::Cache(const std::string &wanted) : directory(wanted), temporary(wanted.empty()) {
  llvm::SmallString<128> path(wanted);
  std::error_code error = temporary ? llvm::sys::fs::createUniqueDirectory("custody-scan", path)
                                    : llvm::sys::fs::create_directories(path);
  if (!error)
    error = llvm::sys::fs::make_absolute(path);
  directory = std::string(path);
  if (error)
    problem = "cannot make the directory '" + directory + "': " + error.message();
  llvm::sys::fs::file_status self;
  if (!llvm::sys::fs::status("/proc/self/exe", self))
    program = CUSTODY_VERSION " " + std::to_string(self.getSize()) + " " +
              std::to_string(self.getLastModificationTime().time_since_epoch().count());
}

Cache::~Cache() {
  if (temporary && problem.empty())
    if (std::error_code error = llvm::sys::fs::remove_directories(directory))
      llvm::errs() << "custody-scan: cannot remove " << directory << ": " << error.message()
                   << "\n";
}

void Cache::prepare(Job &job) const {
  std::string text = program + '\0' + job.directory + '\0' + job.file;
  for (const std::string &word : job.command)
    text += '\0' + word;
  job.output = directory + "/" + hashOf(text) + ".facts";
}

bool Cache::fresh(const Job &job) {
  if (temporary)
    return false;
  auto buffer = llvm::MemoryBuffer::getFile(job.output, false, false);
  llvm::StringRef dependencies, facts;
  if (!buffer || !split((*buffer)->getBuffer(), dependencies, facts))
    return false;
  while (!dependencies.empty()) {
    auto [line, rest] = dependencies.split('\n');
    dependencies = rest;
    auto [hash, path] = line.split(' ');
    auto [known, added] = hashes.try_emplace(path);
    if (added) {
      auto contents = llvm::MemoryBuffer::getFile(path, false, false);
      if (contents)
        known->second = hashOf((*contents)->getBuffer());
    }
    if (known->second != hash)
      return false;
  }
  return true;
}

void Cache::forget(const Job &job) const {
  if (temporary)
    unlink(job.output.c_str());
}

} // namespace scan
