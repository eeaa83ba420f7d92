// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception
/*
 * Modules that are loaded. Their constructors register their sites. Their memory is freed when they
 * are unloaded, when their init function fails, and, for the code of the init function, when it
 * returns; before that the core copies what reports may name.
 */
#include <linux/export.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/notifier.h>

#include "core/core.h"
#include "core/hooks.h"
#include "guard.h"

/* What instrumented code calls. A module of any licence may be instrumented, as with KASAN. */
#define EXPORT(result, name, parameters) EXPORT_SYMBOL(__custody_##name);
CUSTODY_HOOKS(EXPORT)
CUSTODY_SLOW(EXPORT)
EXPORT_SYMBOL(CUSTODY_ABI_SYMBOL);
EXPORT_SYMBOL(__custody_sink);

#ifdef CONFIG_MODULES
static void forget(struct module *module, enum mod_mem_type type)
{
	const struct module_memory *memory = &module->mem[type];
	struct host_object object = { .low = (uintptr_t)memory->base,
				      .high = (uintptr_t)memory->base + memory->size,
				      .base = (uintptr_t)memory->base,
				      .path = module->name };

	if (!memory->size || !guard_enter())
		return;
	core_memory_unload(&object);
	guard_leave();
}

static int module_changes(struct notifier_block *block, unsigned long state, void *data)
{
	if (state == MODULE_STATE_LIVE)
		for_class_mod_mem_type(type, init) forget(data, type);
	if (state == MODULE_STATE_GOING)
		for_each_mod_mem_type(type) forget(data, type);
	return NOTIFY_DONE;
}

/* After all others, whose code may be instrumented: a test suite in the module, say. */
static struct notifier_block changes = { .notifier_call = module_changes, .priority = INT_MIN };

static int __init watch_modules(void)
{
	return register_module_notifier(&changes);
}
early_initcall(watch_modules);
#endif
