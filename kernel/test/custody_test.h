/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 WITH LLVM-exception */
/* Shared by the files of the test suite. */
#ifndef CUSTODY_TEST_H
#define CUSTODY_TEST_H

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

#endif /* CUSTODY_TEST_H */
