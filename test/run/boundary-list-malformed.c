// A mistake in a boundary list is a compile-time error. Each wrong line gets a message.
// RUN: split-file %s %t.dir
// RUN: env CUSTODY_BOUNDARIES=%t.dir/list not %custody-clang -c %t.dir/program.c -o %t.o 2>&1 | FileCheck %s
// RUN: env CUSTODY_BOUNDARIES=%t.dir/missing not %custody-clang -c %t.dir/program.c -o %t.o 2>&1 | FileCheck --check-prefix=MISSING %s
// RUN: env CUSTODY_BOUNDARIES=%t.dir not %custody-clang -c %t.dir/program.c -o %t.o 2>&1 | FileCheck --check-prefix=DIRECTORY %s
// RUN: env CUSTODY_IGNORELIST=%t.dir not %custody-clang -c %t.dir/program.c -o %t.o 2>&1 | FileCheck --check-prefix=IGNORED %s
// RUN: env CUSTODY_BOUNDARIES=no/such.list not %custody-clang -c %t.dir/program.c -o %t.o 2>&1 | FileCheck --check-prefix=RELATIVE %s
// RUN: env CUSTODY_BOUNDARIES= %custody-clang -Werror -c %t.dir/program.c -o %t.o
// MISSING: error: Custody: the boundary list '{{.*}}missing' cannot be read: No such file

// DIRECTORY: error: Custody: the boundary list '{{.*}}.dir' cannot be read: Is a directory (CUSTODY_BOUNDARIES)
// DIRECTORY: 1 error generated
// RELATIVE: error: Custody: the boundary list 'no/such.list' cannot be read: No such file or directory (CUSTODY_BOUNDARIES, relative to /{{.*}})
// IGNORED: error: Custody: the ignore list '{{.*}}.dir' cannot be read: Is a directory (CUSTODY_IGNORELIST)

// CHECK-DAG: list:2: expected 'fun:GLOB=ROLE'
// CHECK-DAG: list:3: 'relase' is no role; roles are those of custody.h
// CHECK-DAG: list:4: annotation "custody.key:7" of function 'f': there is no parameter 7
// CHECK-DAG: list:5: annotation "custody.key" of function 'f': it needs a parameter
// CHECK-DAG: list:6: 'api.release' is no role
// CHECK-DAG: list:7: annotation "custody.callback:0:1" of function 'f': a callback needs ":FUNCTION:N:POSITION"
// CHECK-DAG: list:8: {{.*}} of function 'f': a callback needs
// CHECK-DAG: list:9: {{.*}} of function 'f': the function has no such parameter
// CHECK-DAG: list:10: {{.*}} of function 'f': there is no parameter 4
// CHECK-DAG: list:11: '' is no type; expected the whole name of the type that a pointer points to, without typedefs
// CHECK-DAG: list:12: 'struct' is no type
// CHECK-DAG: list:13: 'struct a*b' is no type
// CHECK-DAG: list:14: 'struct a=key:0' is no type
// CHECK-DAG: list:15: 'a b' is no type
// CHECK-DAG: list:16: expected 'fun:GLOB=ROLE', {{.*}} or 'type:NAME', as in 'type:struct payload'
// CHECK-NOT: list:17
// A line is reported once, although two parts of the plug-in read it.
// RUN: env CUSTODY_BOUNDARIES=%t.dir/list not %custody-clang -O2 -c %t.dir/program.c -o %t.o 2>&1 | FileCheck --check-prefix=ONCE %s
// ONCE:     15 errors generated
//--- list
fun:other=release
function:f=key:0
fun:f=relase
fun:f=key:7
fun:f=key
fun:f=api.release
fun:f=callback:0:1
fun:f=callback:0:0:0!
fun:f=callback:4:0:0
fun:f=callback:0:4:0
type:
type:struct
type:struct a*b
type:struct a=key:0
type:a b
types:struct a
type: const struct good
type:unsigned long *
type:N::list<int, 3>
type:struct (unnamed at list.c:3:9)
//--- program.c
void f(void *p) { (void)p; }
