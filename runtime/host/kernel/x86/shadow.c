// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception
/*
 * x86-64: the shadow. It lies where KASAN has its own, 0xffffec0000000000 to 0xfffffc0000000000, with
 * page tables of four levels and of five. All of it can be read from the first instrumented
 * instruction on, because it is one page of zeros, which cannot be written. Memory gets cells that can
 * be written in two ways:
 *
 *   RAM and the kernel's image   at the start (custody_shadow_init), a third of the RAM
 *   vmalloc                      when addresses are allocated (custody_shadow_add): the stacks of
 *                                tasks, modules, vmalloc(), vmap() and parts of per-CPU variables.
 *                                A large area gives its cells back (custody_shadow_remove)
 *
 * All other memory has no tags: struct pages, devices' memory, the stacks of exceptions, memory that is
 * plugged in later. So nothing is allocated in a hook.
 *
 * Two addresses that differ by a multiple of 32 TiB share a cell (abi.h). What holds pointers lies at
 * these places modulo 32 TiB, in TiB, with page tables of four levels:
 *
 *   8.5   RAM (0xffff888000000000), up to 256 GiB of it
 *   9     vmalloc (0xffffc90000000000), which grows from its low end; per-CPU variables grow down from
 *         its high end, which is at 9, too
 *   31.9  the kernel's image and modules (0xffffffff80000000)
 *
 * With five levels RAM is at 0 of 32 TiB, and custody_early_init moves vmalloc to 9. RAM cannot be
 * moved: the code that starts a processor uses the first part of its map as a map of low addresses.
 * Addresses are not chosen at random, as with KASAN (kaslr_memory_enabled); that of the image may be.
 */
#define USE_EARLY_PGTABLE_L5

#include <linux/custody.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>
#include <asm/pgalloc.h>
#include <asm/pgtable.h>
#include <asm/sections.h>
#include <asm/tlbflush.h>

#include "custody/abi.h"
#include "host/host.h"
#include "../kernel.h"

/*===-- Page tables --------------------------------------------------------===*/

enum { TOP_SHIFT = 39, TOPS = (CUSTODY_SHADOW_A_END - CUSTODY_SHADOW_A_BEG) >> TOP_SHIFT };

/* The entries of the highest level that the shadow has, in all address spaces. */
static pud_t tops[TOPS][PTRS_PER_PUD] __page_aligned_bss;
static pmd_t zero_pmd[PTRS_PER_PMD] __page_aligned_bss;
static pte_t zero_pte[PTRS_PER_PTE] __page_aligned_bss;
static char zero_page[PAGE_SIZE] __page_aligned_bss;

static bool has_cells; /* custody_shadow_init has run */

static void __init set_top(unsigned int i)
{
	unsigned long at = CUSTODY_SHADOW_A_BEG + ((unsigned long)i << TOP_SHIFT);
	unsigned long entry = __pa_nodebug(tops[i]) | _KERNPG_TABLE;

#ifdef CONFIG_X86_5LEVEL
	if (pgtable_l5_enabled()) {
		level4_kernel_pgt[(at >> TOP_SHIFT) % PTRS_PER_PUD] = __p4d(entry);
		return;
	}
#endif
	early_top_pgt[(at >> TOP_SHIFT) % PTRS_PER_PUD] = __pgd(entry);
	init_top_pgt[(at >> TOP_SHIFT) % PTRS_PER_PUD] = __pgd(entry);
}

/* Nothing that is instrumented may run before. */
void __init custody_early_init(void)
{
	unsigned long pte = __pa_nodebug(zero_page) | __PAGE_KERNEL_RO | _PAGE_ENC;
	unsigned int i, j;

#ifdef CONFIG_X86_5LEVEL
	if (pgtable_l5_enabled()) {
		vmalloc_base += 0x90UL << 36;
		vmemmap_base += 0xa0UL << 36;
	}
#endif
	pte &= __default_kernel_pte_mask;
	for (i = 0; i < PTRS_PER_PTE; i++)
		zero_pte[i] = __pte(pte);
	for (i = 0; i < PTRS_PER_PMD; i++)
		zero_pmd[i] = __pmd(__pa_nodebug(zero_pte) | _KERNPG_TABLE);
	for (j = 0; j < TOPS; j++) {
		for (i = 0; i < PTRS_PER_PUD; i++)
			tops[j][i] = __pud(__pa_nodebug(zero_pmd) | _KERNPG_TABLE);
		set_top(j);
	}
}

/* These are like the kernel's own, which may be instrumented. */
static __always_inline void *table_at(unsigned long entry)
{
	return __va(entry & PTE_PFN_MASK);
}

static __always_inline pud_t *pud_of(unsigned long at)
{
	return &tops[(at - CUSTODY_SHADOW_A_BEG) >> TOP_SHIFT][(at >> PUD_SHIFT) % PTRS_PER_PUD];
}

static __always_inline pmd_t *pmd_of(const pud_t *pud, unsigned long at)
{
	return (pmd_t *)table_at(READ_ONCE(pud->pud)) + (at >> PMD_SHIFT) % PTRS_PER_PMD;
}

static __always_inline pte_t *pte_of(const pmd_t *pmd, unsigned long at)
{
	return (pte_t *)table_at(READ_ONCE(pmd->pmd)) + (at >> PAGE_SHIFT) % PTRS_PER_PTE;
}

static __always_inline bool is_zero_pmd(const pud_t *pud)
{
	return (pud->pud & PTE_PFN_MASK) == __pa_nodebug(zero_pmd);
}

static __always_inline bool is_zero_pte(const pmd_t *pmd)
{
	return (pmd->pmd & PTE_PFN_MASK) == __pa_nodebug(zero_pte);
}

/* Whether the page at AT, which is shadow, can be written. */
static __always_inline bool is_ready(unsigned long at)
{
	const pmd_t *pmd = pmd_of(pud_of(at), at);

	return (READ_ONCE(pmd->pmd) & _PAGE_PSE) || (READ_ONCE(pte_of(pmd, at)->pte) & _PAGE_RW);
}

bool host_shadow_ready(const void *shadow, uint64_t bytes)
{
	unsigned long at = (unsigned long)shadow & PAGE_MASK;
	unsigned long last = (unsigned long)shadow + bytes - 1;

	if (!READ_ONCE(has_cells) || at < CUSTODY_SHADOW_A_BEG || last >= CUSTODY_SHADOW_A_END)
		return false;
	for (; at <= last; at += PAGE_SIZE)
		if (!is_ready(at))
			return false;
	return true;
}

/* The shadow is there since custody_early_init. */
int custody_arch_reserve(unsigned long at, unsigned long bytes)
{
	enum { NO_MEMORY = 12 };

	return READ_ONCE(has_cells) ? 0 : NO_MEMORY;
}

/*===-- The start ----------------------------------------------------------===*/

/* Memory from here on is shadow or a table. */
static phys_addr_t lowest __initdata;

static void *__init take_early(unsigned long bytes)
{
	void *taken = memblock_alloc(bytes, bytes);

	if (taken && __pa(taken) < lowest)
		lowest = __pa(taken);
	return taken;
}

/* The table below PUD at AT. NULL: there is no memory. */
static pmd_t *__init make_pmd(unsigned long at)
{
	pud_t *pud = pud_of(at);

	if (is_zero_pmd(pud)) {
		pmd_t *table = take_early(PAGE_SIZE);

		if (!table)
			return NULL;
		memcpy(table, zero_pmd, sizeof(zero_pmd));
		WRITE_ONCE(*pud, __pud(__pa(table) | _KERNPG_TABLE));
	}
	return pmd_of(pud, at);
}

/* Makes the 2 MiB at AT, which are shadow, writable. */
static bool __init add_large(unsigned long at)
{
	pmd_t *pmd = make_pmd(at);
	void *memory;

	if (!pmd || !is_zero_pte(pmd))
		return pmd;
	memory = take_early(PMD_SIZE);
	if (!memory)
		return false;
	WRITE_ONCE(*pmd, pfn_pmd(__pa(memory) >> PAGE_SHIFT, PAGE_KERNEL_LARGE));
	return true;
}

/* Makes the page at AT, which is shadow, writable. */
static bool __init add_small(unsigned long at)
{
	pmd_t *pmd = make_pmd(at);
	pte_t *table;
	void *memory;

	if (!pmd)
		return false;
	if (is_zero_pte(pmd)) {
		table = take_early(PAGE_SIZE);
		if (!table)
			return false;
		memcpy(table, zero_pte, sizeof(zero_pte));
		WRITE_ONCE(*pmd, __pmd(__pa(table) | _KERNPG_TABLE));
	}
	if (is_ready(at))
		return true;
	memory = take_early(PAGE_SIZE);
	if (!memory)
		return false;
	WRITE_ONCE(*pte_of(pmd, at), pfn_pte(__pa(memory) >> PAGE_SHIFT, PAGE_KERNEL));
	return true;
}

/* Gives cells to [START, END), and to what is below END in the same 4 MiB. Stops at memory that is
 * shadow itself. Returns false if there is no memory. */
static bool __init add_memory(unsigned long start, unsigned long end, bool is_ram)
{
	for (start &= ~(2 * PMD_SIZE - 1); start < end; start += 2 * PMD_SIZE) {
		unsigned long marks = HOST_SUMMARY_AT(start) & PAGE_MASK;

		if (is_ram && __pa(start) >= lowest)
			return true;
		if (!add_large(CUSTODY_CELL_AT(start)) || !add_small(marks) ||
		    !add_small(marks + PAGE_SIZE))
			return false;
	}
	return true;
}

void __init custody_shadow_init(void)
{
	unsigned long ram = pgtable_l5_enabled() ? 0 : 0x88UL << 36;
	unsigned long first, end;
	bool all;
	int i;

	if (((unsigned long)__va(0) & CUSTODY_SHADOW_MASK) != ram ||
	    (VMALLOC_START & CUSTODY_SHADOW_MASK) != 0x90UL << 36)
		panic("Custody: RAM or vmalloc is not where it must be");
	lowest = memblock_end_of_DRAM();
	if (lowest > 256UL << 30)
		panic("Custody: more than 256 GiB of memory");
	all = add_memory((unsigned long)_text, (unsigned long)_end, false);
	for_each_mem_pfn_range(i, MAX_NUMNODES, &first, &end, NULL) all =
		all && add_memory((unsigned long)__va(first << PAGE_SHIFT),
				  (unsigned long)__va(end << PAGE_SHIFT), true);
	__flush_tlb_all();
	WRITE_ONCE(has_cells, true);
	pr_info("custody: shadow of %lu MiB%s\n",
		(unsigned long)((memblock_end_of_DRAM() - lowest) >> 20),
		all ? "" : "; there is no memory for more, some pointers have no tags");
}

/*===-- vmalloc ------------------------------------------------------------===*/

static DEFINE_SPINLOCK(tables_lock);

/* Returns the table below ENTRY, whose value is *ZERO_ENTRY if there is none yet. */
static unsigned long make_table(unsigned long *entry, const void *zero, gfp_t gfp)
{
	unsigned long flags;
	void *table;

	if ((READ_ONCE(*entry) & PTE_PFN_MASK) != __pa_nodebug(zero))
		return READ_ONCE(*entry);
	table = (void *)__get_free_page(gfp);
	if (!table)
		return 0;
	memcpy(table, zero, PAGE_SIZE);
	spin_lock_irqsave(&tables_lock, flags);
	if ((*entry & PTE_PFN_MASK) == __pa_nodebug(zero)) {
		WRITE_ONCE(*entry, __pa(table) | _KERNPG_TABLE);
		table = NULL;
	}
	spin_unlock_irqrestore(&tables_lock, flags);
	free_page((unsigned long)table);
	return READ_ONCE(*entry);
}

/* Makes the page at AT, which is shadow, writable. Returns false if nothing changed. */
static bool add_page(unsigned long at, gfp_t gfp)
{
	pud_t *pud = pud_of(at);
	unsigned long flags, memory;
	bool changed = false;
	pmd_t *pmd;
	pte_t *pte;

	if (is_ready(at) || !make_table((unsigned long *)&pud->pud, zero_pmd, gfp))
		return false;
	pmd = pmd_of(pud, at);
	if (!make_table((unsigned long *)&pmd->pmd, zero_pte, gfp))
		return false;
	memory = get_zeroed_page(gfp);
	if (!memory)
		return false;
	pte = pte_of(pmd, at);
	spin_lock_irqsave(&tables_lock, flags);
	if (!(pte->pte & _PAGE_RW)) {
		WRITE_ONCE(*pte, pfn_pte(__pa(memory) >> PAGE_SHIFT, PAGE_KERNEL));
		changed = true;
	}
	spin_unlock_irqrestore(&tables_lock, flags);
	if (!changed)
		free_page(memory);
	return changed;
}

/* Other processors may remember the page of zeros. */
static void forget_zeros(unsigned long from, unsigned long to)
{
	if (!irqs_disabled()) {
		flush_tlb_kernel_range(from, to);
		return;
	}
	for (; from < to; from += PAGE_SIZE)
		flush_tlb_one_kernel(from);
}

static void add_pages(unsigned long from, unsigned long to, gfp_t gfp)
{
	bool changed = false;

	from &= PAGE_MASK;
	to = PAGE_ALIGN(to);
	for (unsigned long at = from; at < to; at += PAGE_SIZE)
		changed |= add_page(at, gfp);
	if (changed)
		forget_zeros(from, to);
}

void custody_shadow_add(unsigned long start, unsigned long size, gfp_t gfp)
{
	/* Without its part of the shadow the area has no tags, which is no reason to kill a process. */
	gfp = (gfp & (__GFP_RECLAIM | __GFP_IO | __GFP_FS | __GFP_HIGH)) | __GFP_NOWARN |
	      __GFP_NORETRY;
	add_pages(HOST_SUMMARY_AT(start), HOST_SUMMARY_AT(start + size - 1) + 1, gfp);
	add_pages(CUSTODY_CELL_AT(start), CUSTODY_CELL_AT(start + size - 1) + 4, gfp);
}

/* The cells of smaller areas stay, because the next area gets the same addresses. */
enum { LARGE = 4 << 20 };

void custody_shadow_remove(unsigned long start, unsigned long size)
{
	unsigned long from = PAGE_ALIGN(CUSTODY_CELL_AT(start));
	unsigned long to = CUSTODY_CELL_AT(start + size) & PAGE_MASK;
	LIST_HEAD(pages);
	struct page *page, *next;
	unsigned long at, flags;

	if (size < LARGE)
		return;
	spin_lock_irqsave(&tables_lock, flags);
	for (at = from; at < to; at += PAGE_SIZE) {
		pte_t *pte;

		if (!is_ready(at))
			continue;
		pte = pte_of(pmd_of(pud_of(at), at), at);
		list_add(&pfn_to_page(pte_pfn(*pte))->lru, &pages);
		WRITE_ONCE(*pte, zero_pte[0]);
	}
	spin_unlock_irqrestore(&tables_lock, flags);
	forget_zeros(from, to);
	list_for_each_entry_safe(page, next, &pages, lru)
	{
		list_del(&page->lru);
		__free_page(page);
	}
}
