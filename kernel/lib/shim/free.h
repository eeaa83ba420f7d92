/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception */
/* Before each file that is compiled without the kernel's headers: takes back what compiler_types.h
 * defines. */
#undef __always_inline
#undef cold
#undef fallthrough
#undef noinline
