/* The header of this name, for files that see the kernel. SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception */
#include <linux/stddef.h>
#include <linux/types.h>
#ifndef nullptr
#define nullptr NULL
#endif
