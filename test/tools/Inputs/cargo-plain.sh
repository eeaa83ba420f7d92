# cargo-plain.sh BIN DIRECTORY: CC=custody-clang without custody-rustc. The C of crates is instrumented, links, and is judged.
. "${0%/*}/cargo.sh"
inputs=$PWD/${0%/*}
case $0 in /*) inputs=${0%/*} ;; esac
rm -rf "$2" && cp -r "$inputs/c-crate" "$2" && cp -r "$inputs/with-cc" "$2/with-cc" && cd "$2"
cp "$inputs/../../runtime/Inputs/library.c" "$inputs/../../runtime/Inputs/registry.h" counted-sys
use_distribution
unset RUSTC_WRAPPER CUSTODY_RUSTC
export CC="$1/custody-clang" CXX="$1/custody-clang++" CUSTODY_OPTIONS=print_stats=1:color=never
run() {
  echo "$1: right"
  "./target/$2/c-crate" 0 2>&1
  echo "$1: wrong"
  "./target/$2/c-crate" 1 2>&1 && exit 1
  echo "$1: done"
}
"$CARGO" build 2>&1
run debug debug
"$CARGO" build --release 2>&1
run release release
echo 'C of the program itself'
(cd with-cc && "$CARGO" run 2>&1 && instrumented target/debug/build/*/out/*.a)
rm -rf target
export CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER="$1/custody-clang"
"$CARGO" build 2>&1
run linker debug
echo 'linker: stale'
./target/debug/c-crate 2 2>&1 && exit 1
exit 0
