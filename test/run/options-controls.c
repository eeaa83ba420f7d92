// Where reports go, how the program ends, and where options come from.
//
// RUN: %custody-clang -g -O1 -I%S/Inputs %s -o %t
// RUN: rm -rf %t.d && mkdir %t.d
// RUN: cp %t %t.d/prog
//
// abort_on_error=1: a signal, whatever the program does with it, and the report before it.
// RUN: not --crash env CUSTODY_OPTIONS=abort_on_error=1 %t 2>&1 | FileCheck %s
// RUN: not --crash env CUSTODY_OPTIONS=abort_on_error=1 %t ignore 2>&1 | FileCheck %s
// RUN: not --crash env CUSTODY_OPTIONS=abort_on_error=1:halt_on_error=1:log_path=%t.d/aborted %t
// RUN: sh -c 'cat %t.d/aborted.*' | FileCheck %s
// RUN: env CUSTODY_OPTIONS=abort_on_error=1 %t right
// CHECK: SUMMARY: CustodySanitizer: wrong-provenance
//
// Names of files.
// RUN: not env CUSTODY_OPTIONS=log_path=%t.d/a:log_exe_name=1 %t.d/prog
// RUN: sh -c 'cat %t.d/a.prog.[0-9]*' | FileCheck %s
// RUN: not env CUSTODY_OPTIONS=log_path=%t.d/b-%%p-%%b-%%%%.log %t.d/prog
// RUN: sh -c 'cat %t.d/b-[0-9]*-prog-%%.log' | FileCheck %s
//
// include=FILE: in the place where it stands; files may include others, but not each other for ever.
// RUN: sh -c 'echo "exitcode=5:log_path=%t.d/c" > %t.d/options; echo "include=%t.d/options exitcode=7" > %t.d/more'
// RUN: sh -c 'CUSTODY_OPTIONS=include=%t.d/options %t; test $? = 5'
// RUN: sh -c 'CUSTODY_OPTIONS=include=%t.d/more %t; test $? = 7'
// RUN: sh -c 'CUSTODY_OPTIONS=include=%t.d/more:exitcode=9 %t; test $? = 9'
// RUN: cp %t.d/options %t.d/prog.options
// RUN: sh -c 'CUSTODY_OPTIONS=include=%t.d/%%b.options %t.d/prog; test $? = 5'
// RUN: sh -c 'echo "include=%t.d/loop" > %t.d/loop'
// RUN: not env CUSTODY_OPTIONS=include=%t.d/loop %t 2>&1 | FileCheck %s --check-prefix=LOOP
// LOOP: CustodySanitizer: ERROR: include={{.*}}loop: files include each other
// RUN: not env CUSTODY_OPTIONS=include=%t.d/none %t 2>&1 | FileCheck %s --check-prefix=NONE
// NONE: CustodySanitizer: ERROR: include={{.*}}none: the file cannot be read
// RUN: sh -c 'echo "model=nonsense" > %t.d/wrong'
// RUN: not env CUSTODY_OPTIONS=include=%t.d/wrong %t 2>&1 | FileCheck %s --check-prefix=WRONG
// WRONG: CustodySanitizer: ERROR: 'model=nonsense' in {{.*}}wrong: the value must be
//
// Paths, and frames without symbols.
// RUN: not env CUSTODY_OPTIONS=strip_path_prefix=/test/ %t 2>&1 | FileCheck %s --check-prefix=STRIP
// STRIP: #0 rebuild run/options-controls.c:
// RUN: not env CUSTODY_OPTIONS=symbolize=0 %t 2>&1 | FileCheck %s --check-prefix=BARE
// BARE: #1 {{.*}} ({{.*}}+0x{{[0-9a-f]+}}) (BuildId: {{[0-9a-f]+}})

#include "owner.h"
#include <signal.h>

static __attribute__((noinline)) void rebuild(const struct item *raw) {
  owner_put(owner_from_raw(raw));
  __asm__ volatile("");
}

int main(int argc, char **argv) {
  struct owner *owner = owner_new();
  if (argc > 1 && strcmp(argv[1], "ignore") == 0) {
    signal(SIGABRT, SIG_IGN);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGABRT);
    sigprocmask(SIG_BLOCK, &set, NULL);
  }
  struct item *raw = owner_into_raw(owner);
  rebuild(argc > 1 && strcmp(argv[1], "right") == 0 ? raw : item_borrow(raw));
  return 0;
}
