/*===- files.c - files on Linux -----------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#define _GNU_SOURCE
#include "host/host.h"
#include "raw.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

void host_write(int fd, const char *text, size_t bytes) {
  while (bytes) {
    long done = RAW(write, fd, text, bytes);
    if (done == -EINTR)
      continue;
    if (done <= 0)
      return;
    text += done;
    bytes -= (size_t)done;
  }
}

int host_create(const char *path) {
  long fd = RAW(openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  return raw_failed(fd) ? -1 : (int)fd;
}

ptrdiff_t host_read_file(const char *path, char *to, size_t size) {
  to[0] = 0;
  long fd = RAW(openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
  if (raw_failed(fd))
    return -1;
  bool failed = false;
  size_t used = 0;
  while (used < size - 1) {
    long got = RAW(read, fd, to + used, size - 1 - used);
    if (got == -EINTR)
      continue;
    if (got < 0)
      used = 0;
    failed = got < 0; /* as for a directory */
    if (got <= 0)
      break;
    used += (size_t)got;
  }
  RAW(close, fd);
  to[used] = 0;
  return failed ? -1 : (ptrdiff_t)used;
}

/* Pipes and devices have no offsets: for them pread fails, and open must not wait. */
ptrdiff_t host_read_file_at(const char *path, uint64_t offset, char *to, size_t size) {
  long fd = RAW(openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0);
  if (raw_failed(fd))
    return -1;
  size_t used = 0;
  long got = 0;
  do {
    got = RAW(pread64, fd, to + used, size - used, offset + used);
    used += got > 0 ? (size_t)got : 0;
  } while (got == -EINTR || (got > 0 && used < size));
  RAW(close, fd);
  return got < 0 && !used ? -1 : (ptrdiff_t)used;
}

bool host_is_executable(const char *path) {
  return RAW(access, path, X_OK) == 0;
}

const char *host_executable(void) {
  static char path[PATH_MAX];
  if (!path[0]) {
    long used = RAW(readlink, "/proc/self/exe", path, sizeof path - 1);
    path[used > 0 ? used : 0] = 0;
  }
  return path;
}

const char *host_directory(void) {
  static char directory[PATH_MAX];
  static uint32_t known;
  if (!__atomic_load_n(&known, __ATOMIC_ACQUIRE)) {
    if (RAW(getcwd, directory, sizeof directory) <= 1 || directory[0] != '/' || !directory[1])
      directory[0] = 0;
    __atomic_store_n(&known, 1, __ATOMIC_RELEASE);
  }
  return directory;
}
