/*===- fake_host.h - a host that tests control --------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Implements host/host.h for unit tests of core/ and report/. Memory runs out when a test says so,
 * threads stop where a test wants them to, and what is written is kept. Each test is a process of
 * its own and finds everything as it is described here.
 */
#ifndef CUSTODY_TEST_FAKE_HOST_H
#define CUSTODY_TEST_FAKE_HOST_H

#include "host/host.h"

#include <setjmp.h>

/*===-- Memory -------------------------------------------------------------===*/

/* This many calls of host_map succeed, then it returns NULL. UINT64_MAX at first. */
extern uint64_t fake_mappings;
/* How many calls of host_map succeeded. */
extern uint64_t fake_mapped;
/* No thread gets a block if this is true. */
extern bool fake_no_blocks;
extern bool fake_is_closed; /* what host_is_closed says */
/* This many calls of host_reserve succeed, then it returns the error number 12. UINT64_MAX at
 * first. */
extern uint64_t fake_reservations;

/*===-- Threads ------------------------------------------------------------===*/

/* If set: called by host_map before it returns memory, with the locks of the caller held. */
extern void (*fake_in_map)(void);
/* The number of threads that wait for a lock now. */
extern uint32_t fake_waiting;

/*===-- Names --------------------------------------------------------------===*/

/* What host_find_object finds for any address; it finds nothing if the member HIGH is 0. */
extern struct host_object fake_object;
/* What host_symbolize says about any address; NULL: nothing is known. */
extern const char *fake_function, *fake_file;
/* The file of a function that is inlined there; NULL: there is none. */
extern const char *fake_inner_file;

/*===-- Files and the process ----------------------------------------------===*/

/* The text that was written to FAKE_FD, the descriptor of the last host_write, with a zero. */
extern char fake_written[1 << 16];
extern int fake_fd;
/* The path that host_create was asked for last, and whether it fails. It returns descriptor 7. */
extern char fake_path[256];
extern bool fake_no_files;
/* What host_read_file reads; NULL: there is no file. */
extern const char *fake_content;
/* Whether the calling thread is not the main one, and its name. */
extern bool fake_other_thread;
extern const char *fake_thread_name;
/* What host_read_file_at finds at the path; NULL: nothing. */
extern const char *fake_source, *fake_source_path;
extern bool fake_terminal;
/* 4242 at first. */
extern int fake_pid;

/* Runs FUNCTION(DATA). Returns the status with which it ended the process by host_exit or
 * host_die; -1: it returned. */
int fake_run(void (*function)(void *data), void *data);

#endif /* CUSTODY_TEST_FAKE_HOST_H */
