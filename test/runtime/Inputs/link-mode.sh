# link-mode.sh CLANG DIR OPTION...: links a program with these options, which opens an instrumented library.
# A wrong reclaim in the library must be reported, a right one must be silent.
set -eu
clang=$1 inputs=$2
shift 2
"$clang" -g -O1 -shared -fPIC "$inputs/library.c" -o library.so
"$clang" "$@" "$inputs/open.c" -o open
[ "$(./open ./library.so 0)" = 42 ]
if ./open ./library.so 1 >out 2>&1; then echo "not reported: $*"; exit 1; fi
grep -q 'wrong-provenance reclaim' out
if ./open ./library.so 2 >out 2>&1; then echo "the free was not seen: $*"; exit 1; fi
grep -q 'stale reclaim' out
