/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception */
/*
 * Shared by the files of the test suite, which are one for each subject:
 *
 *   custody_test_device.c   S1 to S6, S12: the device managed by drivers/base/devres.c
 *   custody_test_pointer.c  S7 to S11, S13, S14, S16: what a pointer may rebuild
 *   custody_test_hard.c     what is rare: many tasks, no memory, a report inside a report
 *   custody_test_smp.c      tasks on all processors, interrupts and NMIs
 *   custody_test_first.c    a module that is loaded and unloaded,
 *   custody_test_second.c   and another one, for what the first one has left
 *   custody_test.c          the functions declared here
 *   custody_test_launder.c  the ways of S12
 *   custody_test_plain.c    code that is not instrumented
 *
 * A test calls expect_reports(), does what it is about, and ends with expect_report() or
 * expect_quiet(). One test runs at a time.
 */
#ifndef CUSTODY_TEST_H
#define CUSTODY_TEST_H

#include <kunit/test.h>
#include <linux/string.h>
#include <linux/types.h>

struct device;

/*===-- Lines --------------------------------------------------------------===*/

/* A line of a file of this folder; 0 is not looked for. AT(where, expression) sets WHERE to its own
 * line, and has the value of the expression. */
struct place {
	const char *file;
	int line;
};
#define AT(where, expression)                                              \
	({                                                                 \
		(where) = (struct place){ kbasename(__FILE__), __LINE__ }; \
		(expression);                                              \
	})

/* Where the steps of a scenario were. */
struct places {
	struct place release, loss, reclaim;
};

/*===-- What is expected ---------------------------------------------------===*/

/* From here on this number of reports is expected. A report more fails the test. */
void custody_test_begin(int reports);
/* One report of this KIND was printed since begin(), and it names the lines. No reclaim was verified. */
void custody_test_expect_report(struct kunit *test, const char *kind, struct places at);
/* Nothing was reported since begin(), and so many reclaims were verified and unverified. */
void custody_test_expect_quiet(struct kunit *test, u64 verified, u64 unverified);
/* Whether the log has TEXT since begin(). To be called after one of the functions above. */
bool custody_test_console_has(const char *text);
/* How often it has TEXT. */
int custody_test_console_count(const char *text);

/* A new device of the test. */
struct device *custody_test_device(struct kunit *test);

/*===-- Contexts -----------------------------------------------------------===*/

/* Code that does not sleep. DATA is the caller's. */
typedef void (*custody_test_step)(void *data);

/* Where a step of a test runs is the parameter of most tests: the process of the test, a kthread, a
 * hard timer, an irq_work, an RCU callback. As KUNIT_CASE_PARAM wants it. */
const void *custody_test_contexts(const void *previous, char *name);
/* Runs STEP(DATA) in the context that is the parameter of TEST, or here if there is none, and waits. */
void custody_test_there(struct kunit *test, custody_test_step step, void *data);

/*===-- Ways ---------------------------------------------------------------===*/

/* Takes a pointer on some way through memory, calls and threads, and returns it. */
typedef void *(*custody_test_way)(void *pointer);

/* The ways through instrumented code (custody_test_launder.c); a NULL ends them. */
struct custody_test_launder {
	const char *name;
	custody_test_way way;
};
extern const struct custody_test_launder custody_test_launders[];

/* Keeps and returns POINTER, in code that is not instrumented (custody_test_plain.c). */
void *custody_test_plain(void *pointer);

/*===-- Between two modules ------------------------------------------------===*/

/* What custody_test_first.c leaves for custody_test_second.c. */
struct custody_test_left {
	void *released, *borrowed; /* by a test */
	struct places at;
	void *released_in_init, *borrowed_in_init;
	struct places in_init;
};
extern struct custody_test_left custody_test_left;

#endif /* CUSTODY_TEST_H */
