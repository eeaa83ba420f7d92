// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception
/* Stacks and symbols, by the kernel's unwinder and kallsyms. */
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <asm/sections.h>

#include "host/host.h"
#include "kernel.h"
#include "text/demangle.h"

struct host_stack host_stack_bounds(void)
{
	struct host_stack stack = { 0 };
	unsigned long low, high;

	if (!custody_arch_has_tasks())
		return stack;
	stack.borrowed = !custody_arch_stack(&low, &high) || !in_task();
	stack.low = low;
	stack.high = high;
	return stack;
}

bool host_is_code(uintptr_t pc)
{
	return __kernel_text_address(pc);
}

bool host_is_start(uintptr_t pc)
{
	return false;
}

unsigned int host_unwind(struct host_frame *frames, unsigned int max)
{
	return custody_arch_has_tasks() ? custody_arch_unwind(frames, max) : 0;
}

/* The kernel itself. Of modules the runtime is told (core_memory_unload). */
bool host_find_object(uintptr_t at, struct host_object *object)
{
	*object = (struct host_object){ .low = (uintptr_t)_stext,
					.high = (uintptr_t)_end,
					.path = "vmlinux" };
	return at >= object->low && at < object->high;
}

/* Appends the readable form of SYMBOL. */
static void write_readable(struct text *out, const char *symbol)
{
	if (!demangle_rust(symbol, out))
		text_string(out, symbol);
}

/* "function+0x12/0x34 [module]", as the kernel writes it everywhere. kallsyms knows no lines and no
 * inlined functions. Only one processor calls it at a time. */
void host_symbolize(uintptr_t pc, bool names, void (*each)(void *to, const struct host_symbol *),
		    void *to)
{
	static char symbol[KSYM_NAME_LEN], readable[KSYM_NAME_LEN + 64];
	struct host_symbol s = { .function = "", .file = "", .module = "" };
	struct text out = { .at = readable, .size = sizeof(readable) };
	unsigned long size, offset;
	const char *name;
	char *module = NULL;

	name = names ? kallsyms_lookup(pc, &size, &offset, &module, symbol) : NULL;
	if (name) {
		write_readable(&out, name);
		/* PC lies before the return address, which is what the kernel prints. */
		text_format(&out, "+0x%x/0x%x", (uint64_t)offset + 1, (uint64_t)size);
		if (module)
			text_format(&out, " [%s]", module);
		s.function = readable;
	}
	each(to, &s);
}

/* There is no C++ in a kernel. */
bool host_demangle(const char *name, char *to, size_t size)
{
	return false;
}
