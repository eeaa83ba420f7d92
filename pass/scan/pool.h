/*===- pool.h - worker processes ------------------------------------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * Each worker is a new process, not a fork of this one, so this one's memory is not copied. A worker
 * parses one file after the other. If the parser crashes or hangs, that file is lost, and a new
 * worker goes on with the next file. A worker whose memory has grown ends, too.
 */
#ifndef CUSTODY_SCAN_POOL_H
#define CUSTODY_SCAN_POOL_H

#include <functional>
#include <string>
#include <vector>

namespace scan {

/* A file to be parsed. */
struct Job {
  std::string directory, file;
  std::vector<std::string> command;
  std::string output;  /* the path of the facts file (cache.h) */
  std::string problem; /* set by runJobs(): empty, or what went wrong: "does not compile" */
  bool done = false;
};

/* Runs in a worker. Reads jobs from standard input until it is closed. Returns the exit status. */
int work();

/* Writes the facts of JOB to its output. Returns what went wrong, or "". In worker.cpp. */
std::string scanFile(const Job &job);

struct PoolOptions {
  unsigned workers = 1;
  unsigned timeout = 0; /* seconds for one file; 0: no limit */
};

/* Runs all jobs that are not done. Calls FINISHED after each, in this process. Returns false if it
 * was interrupted by a signal (SIGINT, SIGTERM or SIGHUP). */
bool runJobs(std::vector<Job> &jobs, const PoolOptions &options,
             const std::function<void(Job &)> &finished);

} // namespace scan

#endif /* CUSTODY_SCAN_POOL_H */
