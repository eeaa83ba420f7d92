// log_format=json writes each report as one line of JSON, to one file for each process. A child of fork and
// a program that exec starts in the same process lose no line of another, and no line is cut.
//
// RUN: %custody-clang -g -O0 -I%S/Inputs %s -o %t.O0
// RUN: %custody-clang -g -O2 -I%S/Inputs %s -o %t.O2
// RUN: %custody-clang -g -O3 -I%S/Inputs %s -o %t.O3
// RUN: rm -rf %t.d && mkdir %t.d
// RUN: not env CUSTODY_OPTIONS=log_format=json:log_path=%t.d/O0:halt_on_error=0:print_stats=1 %t.O0 2>&1 | FileCheck %s --check-prefix=OWN --implicit-check-not=custody
// RUN: not env CUSTODY_OPTIONS=log_format=json:log_path=%t.d/O2:halt_on_error=0:print_stats=1 %t.O2 2>&1 | FileCheck %s --check-prefix=OWN --implicit-check-not=custody
// RUN: not env CUSTODY_OPTIONS=log_format=json:log_path=%t.d/O3:halt_on_error=0:print_stats=1 %t.O3 2>&1 | FileCheck %s --check-prefix=OWN --implicit-check-not=custody
// OWN: the child ended with 66
//
// The child forked, and the parent became another program with exec: two files.
// RUN: ls %t.d | grep -c O0 | FileCheck %s --check-prefix=FILES
// FILES: 2
// RUN: %python %S/Inputs/json_lines.py %t.d/O0.* | FileCheck %s --implicit-check-not=" report "
// RUN: %python %S/Inputs/json_lines.py %t.d/O2.* | FileCheck %s --implicit-check-not=" report "
// RUN: %python %S/Inputs/json_lines.py %t.d/O3.* | FileCheck %s --implicit-check-not=" report "
//
// Before exec, a report. After it, in the same process, the same twice, counted at exit.
// CHECK-DAG: report before wrong-provenance before_exec log-format.c loss:item_borrow release:before_exec
// CHECK-DAG: report after wrong-provenance twice log-format.c loss:item_borrow release:twice
// CHECK-DAG: repeat after 2
// CHECK-DAG: counts after reported 2
// CHECK-DAG: report child wrong-provenance in_child log-format.c loss:item_borrow release:in_child
// The child begins with the counts of its parent.
// CHECK-DAG: counts child reported 2
//
// A correct program writes nothing, and an unknown format is an error.
// RUN: env CUSTODY_OPTIONS=log_format=json:log_path=%t.d/quiet:halt_on_error=0 %t.O2 quiet 2>&1 | count 0
// RUN: not ls %t.d/quiet.*
// RUN: not env CUSTODY_OPTIONS=log_format=xml %t.O2 quiet 2>&1 | FileCheck %s --check-prefix=XML
// XML: the value must be text or json
//
// Names that JSON must escape, bytes that are not UTF-8, and no symbols.
// RUN: env CUSTODY_OPTIONS=log_format=json:log_path=%t.d/odd:halt_on_error=0:exitcode=0:symbolize=0 sh -c 'd="%t.d/a \"q\" \\ $(printf "\303\344")"; mkdir "$d" && cp %t.O2 "$d/prog" && cd "$d" && exec ./prog after'
// RUN: %python %S/Inputs/json_lines.py %t.d/odd.* | FileCheck %s --check-prefix=ODD
// ODD: report after wrong-provenance {{.*}} module offset build_id
//
// Each line says which test the process belongs to, in the words of the test's runner, if that set a variable. CUSTODY_TEST
// comes first. A program that changes the variable does not change what is said.
// RUN: env CUSTODY_TEST="test 1" NEXTEST_TEST_NAME=no NEXTEST_BINARY_ID=no CUSTODY_OPTIONS=log_format=json:log_path=%t.d/test:halt_on_error=0:exitcode=0:symbolize=0 %t.O2 after
// RUN: grep -c "\"test\":\"test 1\"}" %t.d/test.* | FileCheck %s --check-prefix=TWO
// RUN: env NEXTEST_TEST_NAME=list::adds NEXTEST_BINARY_ID=crate::unit CUSTODY_OPTIONS=log_format=json:log_path=%t.d/nextest:halt_on_error=0:exitcode=0:symbolize=0 %t.O2 after
// RUN: grep -c "\"test\":\"list::adds\",\"suite\":\"crate::unit\"}" %t.d/nextest.* | FileCheck %s --check-prefix=TWO
// RUN: env NEXTEST_BINARY_ID=crate::unit CUSTODY_OPTIONS=log_format=json:log_path=%t.d/list:halt_on_error=0:exitcode=0:symbolize=0 %t.O2 after
// RUN: not grep -E "\"(test|suite)\":" %t.d/list.*
// RUN: not grep -E "\"(test|suite)\":" %t.d/odd.*
// TWO: {{^2$}}

#define _GNU_SOURCE
#include "owner.h"
#include <sys/wait.h>
#include <unistd.h>

static __attribute__((noinline)) void before_exec(void) {
  struct owner *owner = owner_new();
  owner->count = 2;
  owner_put(owner_from_raw(item_borrow(owner_into_raw(owner))));
  __asm__ volatile("");
}

static __attribute__((noinline)) void twice(void) {
  for (volatile int i = 0; i < 2; i++) {
    struct owner *owner = owner_new();
    owner->count = 2;
    owner_put(owner_from_raw(item_borrow(owner_into_raw(owner))));
    __asm__ volatile("");
  }
}

static __attribute__((noinline)) void in_child(void) {
  struct owner *owner = owner_new();
  owner->count = 2;
  owner_put(owner_from_raw(item_borrow(owner_into_raw(owner))));
  __asm__ volatile("");
}

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "quiet") == 0) {
    owner_put(owner_from_raw(owner_into_raw(owner_new())));
    return 0;
  }
  if (argc > 1) {
    twice();
    return 0;
  }
  before_exec();
  fflush(NULL);
  pid_t child = fork();
  if (child == 0) {
    in_child();
    exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  fprintf(stderr, "the child ended with %d\n", WEXITSTATUS(status));
  execl("/proc/self/exe", argv[0], "after", (char *)NULL);
  return 1;
}
