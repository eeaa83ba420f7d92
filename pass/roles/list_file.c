/*===- list_file.c - what boundary lists and ignore lists share --*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#define _GNU_SOURCE
#include "roles_private.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void list_unreadable(struct module *m, const char *what, const char *path, const char *variable,
                     int error) {
  char message[2 * PATH_MAX + 512], directory[PATH_MAX];
  bool relative = path[0] != '/' && getcwd(directory, sizeof directory);
  snprintf(message, sizeof message, "the %s '%.4000s' cannot be read: %s (%s%s%s)", what, path,
           strerror(error), variable, relative ? ", relative to " : "", relative ? directory : "");
  custody_seam_role_error(m->module, message);
}
