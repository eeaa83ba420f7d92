/* The header of this name, for files that see the kernel. SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception */
#include <linux/types.h>
#ifndef UINT32_MAX
#define UINT32_MAX U32_MAX
#endif
#include <linux/limits.h>
