/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception */
/* The owners of the tests. Each file has its own copy, because a module may not call another's. */
#ifndef CUSTODY_TEST_OWNER_H
#define CUSTODY_TEST_OWNER_H

#include <custody/custody.h>
#include <kunit/test.h>
#include <linux/slab.h>

#include "custody_test.h"

struct inner {
	long data;
	struct {
		long a, b;
	} member;
};

/* An object behind its count, as Arc has it. */
struct box {
	long count;
	struct inner inner;
};

#define BOX_FUNCTION __maybe_unused static noinline

CUSTODY_RELEASE
BOX_FUNCTION void *box_into_raw(struct box *box)
{
	return &box->inner;
}

CUSTODY_RECLAIM_SIZED(0, offsetof(struct box, inner), sizeof(struct inner))
BOX_FUNCTION struct box *box_from_raw(void *raw)
{
	return container_of(raw, struct box, inner);
}

/* The same for an owner that each release may be rebuilt into once. */
CUSTODY_RELEASE
BOX_FUNCTION void *once_into_raw(struct box *box)
{
	return &box->inner;
}

CUSTODY_RECLAIM_SIZED(0, offsetof(struct box, inner), sizeof(struct inner))
CUSTODY_CONSUMES
BOX_FUNCTION struct box *once_from_raw(void *raw)
{
	return container_of(raw, struct box, inner);
}

CUSTODY_RETURNS_SHARED_SIZED(sizeof(struct inner))
BOX_FUNCTION const struct inner *box_borrow(const struct box *box)
{
	return &box->inner;
}

BOX_FUNCTION struct box *box_new(struct kunit *test)
{
	struct box *box = kzalloc(sizeof(*box), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, box);
	box->count = 1;
	return box;
}

BOX_FUNCTION void box_put(struct box *box)
{
	if (--box->count == 0)
		kfree(box);
}

/* Rebuilds the box from RAW, and drops it. Its reclaim is at BOX_DROPPED. */
static struct place box_dropped __maybe_unused;

BOX_FUNCTION void box_drop(void *raw)
{
	box_put(AT(box_dropped, box_from_raw(raw)));
}

#endif /* CUSTODY_TEST_OWNER_H */
