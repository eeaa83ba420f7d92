// color=auto colors a report on a terminal, unless NO_COLOR or the terminal says that colors are not wanted.
//
// RUN: %custody-clang -g -O1 -I%S/Inputs %s -o %t
// RUN: env TERM=xterm %python %S/Inputs/terminal.py %t | FileCheck %s --check-prefix=COLORED
// RUN: env TERM=xterm NO_COLOR= %python %S/Inputs/terminal.py %t | FileCheck %s --check-prefix=COLORED
// RUN: env TERM=xterm NO_COLOR=1 %python %S/Inputs/terminal.py %t | FileCheck %s --check-prefix=PLAIN
// RUN: env TERM=dumb %python %S/Inputs/terminal.py %t | FileCheck %s --check-prefix=PLAIN
// RUN: env NO_COLOR=1 CUSTODY_OPTIONS=color=always %python %S/Inputs/terminal.py %t | FileCheck %s --check-prefix=COLORED
// RUN: env TERM=xterm not %t 2>&1 | FileCheck %s --check-prefix=PLAIN
//
// custody-report does the same.
// RUN: rm -rf %t.logs
// RUN: env CUSTODY_OPTIONS=log_format=json:log_path=%t.logs not %t
// RUN: env TERM=xterm %python %S/Inputs/terminal.py custody-report %t.logs | FileCheck %s --check-prefix=COLORED
// RUN: env TERM=xterm NO_COLOR=1 %python %S/Inputs/terminal.py custody-report %t.logs | FileCheck %s --check-prefix=PLAIN
// RUN: env TERM=dumb %python %S/Inputs/terminal.py custody-report %t.logs | FileCheck %s --check-prefix=PLAIN
//
// COLORED: {{.*\[1;31m.*}}wrong-provenance
// PLAIN-NOT: {{\[1;31m}}
// PLAIN: wrong-provenance

#include "owner.h"

int main(void) {
  struct item *raw = owner_into_raw(owner_new());
  owner_put(owner_from_raw(item_borrow(raw)));
  return 0;
}
