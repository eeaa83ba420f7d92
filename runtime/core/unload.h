/*===- unload.h - modules that are unloaded ------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * When dlclose unloads a library, records and tags still name its sites, and kept stacks have return
 * addresses in its code. The library's destructor calls the hook module_unload. Then the sites are
 * copied, and the return addresses are replaced by names of frames that are gone, because another
 * library may get the same addresses.
 */
#ifndef CUSTODY_RT_UNLOAD_H
#define CUSTODY_RT_UNLOAD_H

#include "base.h"
#include "custody/abi.h"
#include "host/host.h"

/* Notes that MODULE was loaded after the start of the program, so that it may be unloaded. A module
 * of which this was not said is never unloaded. */
void unload_may_come(const struct custody_module *module);
/* The hook module_unload: keeps what reports may need of the library that contains MODULE. Does
 * nothing at the end of the process. */
void core_module_unload(const struct custody_module *module);
/* The same for a kernel, which knows the memory of its modules: MEMORY, a part of a module, is about to
 * be freed. All parts that still exist can be read until the last of these calls has returned. */
void core_memory_unload(const struct host_object *memory);

/* If the frame PC of a kept stack was in a library that is unloaded, returns true, and sets *FILE to
 * the library's path and *OFFSET to where PC was in it. The path lives as long as the process. */
bool frame_is_gone(uintptr_t pc, const char **file, uintptr_t *offset);

/* Take and give back the lock, for a fork. It is the outermost one of core. */
void unload_hold(void);
void unload_release(void);

#endif /* CUSTODY_RT_UNLOAD_H */
