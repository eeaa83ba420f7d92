// C code may define or declare functions with the mangled names of Rust's boundaries, whatever their
// prototypes are. That is no crash, the module stays valid, and no warning speaks of rustc's flags.
// RUN: %clang -std=c23 -Werror -fpass-plugin=%plugin -O0 -c %s -o %t.o
// RUN: %clang -std=c23 -Werror -fpass-plugin=%plugin -O0 -g -c %s -o %t.o
// RUN: %clang -std=c23 -Werror -fpass-plugin=%plugin -O2 -c %s -o %t.o
// RUN: %clang -std=c23 -Werror -fpass-plugin=%plugin -O2 -g -c %s -o %t.o
// RUN: %clang -std=c23 -O1 -Xclang -disable-llvm-passes -S -emit-llvm %s -o %t.ll
// RUN: %opt -passes=custody-mark,verify,custody-propagate,verify -disable-output %t.ll
// Warnings about Rust are for modules that rustc made: this one says so in its llvm.ident.
// RUN: sed 's/^!\([0-9]*\) = !{!"[^"]*clang version.*/!\1 = !{!"rustc version 1.96.0"}/' %t.ll > %t.rust.ll
// RUN: %opt -passes=custody-mark -disable-output %t.rust.ll 2>&1 | %FileCheck %s
// CHECK: warning: Custody: {{.*}}: Rust compiled without full debug info

struct small { long a; };
struct words { void *a; long n; };
struct large { void *a, *b, *c; };
union either { void *p; long words[5]; };
struct nothing {};

#define LEGACY(name, hash) __asm__("_ZN5alloc4sync12Arc$LT$T$GT$" name "17h" hash "E")
#define V0(name) __asm__("_RNvMNtCs1_5alloc4syncINtB2_3ArchE" name)

void no_parameters(void) LEGACY("8from_raw", "0000000000000000");
int an_integer(int a) LEGACY("8from_raw", "0000000000000001");
void *varargs(int a, ...) LEGACY("8from_raw", "0000000000000002");
void *only_varargs(...) LEGACY("8from_raw", "0000000000000003");
struct large in_memory(double a) LEGACY("8from_raw", "0000000000000004");
struct words in_registers(struct words a) LEGACY("8from_raw", "0000000000000005");
_Complex double complex_numbers(union either u) LEGACY("8from_raw", "0000000000000006");
struct nothing nothing_at_all(struct nothing a) LEGACY("8from_raw", "0000000000000007");
__int128 wide(__int128 a, void *p) V0("8from_raw");
void releases_void(void *p) LEGACY("8into_raw", "0000000000000000");
double releases_double(void) LEGACY("8into_raw", "0000000000000001");
struct small releases_small(struct large a) LEGACY("8into_raw", "0000000000000002");
struct large releases_large(void *p, ...) LEGACY("8into_raw", "0000000000000003");
struct words releases_words(...) LEGACY("8into_raw", "0000000000000004");
struct words releases_words_too(void *p) V0("8into_raw");
_Bool counts(float f) LEGACY("22increment_strong_count", "0000000000000000");
char lends(void) __asm__("_RNvXC1tNtB2_1SNtNtC6kernel5types14ForeignOwnable10borrow_mut");
void drops(int a) __asm__("_RINvNtC4core3ptr13drop_in_placehE");
int retags(double a) __asm__("__rust_retag_reg");

static struct words w;
static struct large l;
static union either e;
static struct nothing n;

/* The same calls, to definitions and to declarations, and with types that are not the function's. */
#define CALLS                                                                                      \
  no_parameters();                                                                                 \
  an_integer(1);                                                                                   \
  varargs(1, &w, 2.0);                                                                             \
  only_varargs(&w);                                                                                \
  l = in_memory(1.0);                                                                              \
  w = in_registers(w);                                                                             \
  complex_numbers(e);                                                                              \
  nothing_at_all(n);                                                                               \
  wide(1, &w);                                                                                     \
  releases_void(&w);                                                                               \
  releases_double();                                                                               \
  releases_small(l);                                                                               \
  l = releases_large(&w, 1, &w);                                                                   \
  w = releases_words(&w, 1);                                                                       \
  w = releases_words_too(&w);                                                                      \
  counts(1.0f);                                                                                    \
  lends();                                                                                         \
  drops(1);                                                                                        \
  retags(1.0);                                                                                     \
  ((void *(*)(void *))no_parameters)(&w);                                                          \
  ((void (*)(void))varargs)();                                                                     \
  ((long (*)(double))releases_words_too)(1.0);

void call_declared(void) { CALLS }
void *addresses[] = {no_parameters, wide, releases_large, lends, retags};

void no_parameters(void) {}
int an_integer(int a) { return a; }
void *varargs(int a, ...) { return a ? &w : 0; }
void *only_varargs(...) { return &w; }
struct large in_memory(double a) { return a > 1 ? l : (struct large){}; }
struct words in_registers(struct words a) { return a; }
_Complex double complex_numbers(union either u) { return (double)u.words[0]; }
struct nothing nothing_at_all(struct nothing a) { return a; }
__int128 wide(__int128 a, void *p) { return a + (long)p; }
void releases_void(void *p) { w.a = p; }
double releases_double(void) { return 1; }
struct small releases_small(struct large a) { return (struct small){(long)a.a}; }
struct large releases_large(void *p, ...) { return (struct large){p, p, p}; }
struct words releases_words(...) { return w; }
struct words releases_words_too(void *p) { return (struct words){p, 1}; }
_Bool counts(float f) { return f > 1; }
char lends(void) { return 1; }
void drops(int a) { w.n = a; }
int retags(double a) { return (int)a; }

void call_defined(void) { CALLS }
