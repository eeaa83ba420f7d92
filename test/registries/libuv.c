// The same as glib.c for libuv: work requests, threads, and handles, of which nothing is reported.
//
// REQUIRES: libuv
// RUN: env CUSTODY_BOUNDARIES=%boundaries/libuv.list %custody-clang -g -O0 %s -o %t %libuv-flags
// RUN: env CUSTODY_OPTIONS=halt_on_error=0:color=never:print_stats=1 not %t wrong 2>&1 | FileCheck %s --check-prefix=WRONG
// RUN: %run-custody %t right 2>&1 | FileCheck %s --check-prefix=RIGHT --implicit-check-not=ERROR
// RUN: env CUSTODY_BOUNDARIES=%boundaries/libuv.list %custody-clang -g -O2 %s -o %t %libuv-flags
// RUN: env CUSTODY_OPTIONS=halt_on_error=0:color=never:print_stats=1 not %t wrong 2>&1 | FileCheck %s --check-prefix=WRONG
// RUN: %run-custody %t right 2>&1 | FileCheck %s --check-prefix=RIGHT --implicit-check-not=ERROR
// RUN: env CUSTODY_BOUNDARIES=%boundaries/libuv.list %custody-clang -g -O3 %s -o %t %libuv-flags
// RUN: env CUSTODY_OPTIONS=halt_on_error=0:color=never:print_stats=1 not %t wrong 2>&1 | FileCheck %s --check-prefix=WRONG
// RUN: %run-custody %t right 2>&1 | FileCheck %s --check-prefix=RIGHT --implicit-check-not=ERROR
//
// WRONG: its history is inferred
// WRONG: {{#[01]}} after_work {{.*}}libuv.c
// WRONG: {{#[01]}} on_thread {{.*}}libuv.c
// WRONG: CustodySanitizer: 0 verified, 2 unverified, 2 reported
// WRONG-DAG: CustodySanitizer: 1 unverified: no-release:
// WRONG-DAG: CustodySanitizer: 1 unverified: overwritten:
// RIGHT: done
// RIGHT: CustodySanitizer: 1 verified, 3 unverified, 0 reported
// RIGHT-NEXT: CustodySanitizer: 3 unverified: inferred:

#include "Inputs/object.h"
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <uv.h>

struct job {
  long count;
  union payload_of_job {
    uv_work_t work;
    uv_timer_t timer;
  } uv;
};

CUSTODY_RELEASE __attribute__((noinline)) static void *job_into_raw(struct job *j) {
  return &j->uv;
}
CUSTODY_RECLAIM_SIZED(0, 8, sizeof(union payload_of_job)) __attribute__((noinline)) static struct job *job_from_raw(void *p) {
  return (struct job *)((char *)p - offsetof(struct job, uv));
}
CUSTODY_RETURNS_SHARED_SIZED(sizeof(union payload_of_job)) __attribute__((noinline)) static void *job_borrow(struct job *j) {
  return &j->uv;
}

static void *(*pointer_of)(struct object *o);
static void *(*job_of)(struct job *j);

static void *released(struct object *o) {
  return into_raw(o);
}
static void *borrowed(struct object *o) {
  return borrow(o);
}
static struct job *job_new(void) {
  return calloc(1, sizeof(struct job));
}

static void work(uv_work_t *request) {
  (void)request;
}
static void after_work(uv_work_t *request, int status) {
  (void)status;
  free(job_from_raw(request));
}
static void on_thread(void *data) {
  object_free(data);
}
/* uv_timer_again(), say, may have given libuv another pointer to the handle. */
static void on_close(uv_handle_t *handle) {
  free(job_from_raw(handle));
}
/* The program's own pointer in the handle keeps its history, but libuv was given the handle, and may have
   stored another one. */
static void on_data(uv_handle_t *handle) {
  free(from_raw(handle->data));
}

int main(int argc, char **argv) {
  uv_loop_t *loop = uv_default_loop();
  uv_thread_t thread;
  uv_timer_t timer;
  bool right = argc > 1 && !strcmp(argv[1], "right");
  pointer_of = right ? released : borrowed;
  job_of = right ? job_into_raw : job_borrow;

  if (uv_queue_work(loop, job_of(job_new()), work, after_work))
    abort();
  uv_run(loop, UV_RUN_DEFAULT);

  if (uv_thread_create(&thread, on_thread, pointer_of(object_new())) || uv_thread_join(&thread))
    abort();

  uv_timer_t *own = job_of(job_new());
  uv_timer_init(loop, own);
  uv_close((uv_handle_t *)own, on_close);
  uv_timer_init(loop, &timer);
  timer.data = pointer_of(object_new());
  uv_close((uv_handle_t *)&timer, on_data);
  uv_run(loop, UV_RUN_DEFAULT);
  uv_loop_close(loop);
  fprintf(stderr, "done\n");
  return 0;
}
