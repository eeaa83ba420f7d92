# cargo-cc.sh BIN PACKAGE DIRECTORY: C and C++ by the cc crate, from the distribution's sources.
. "${0%/*}/cargo.sh"
PATH=$1:$PATH
rm -rf "$3" && cp -r "$2" "$3" && cd "$3"
use_distribution
RUSTC_WRAPPER=$1/custody-rustc "$CARGO" run 2>&1
instrumented target/debug/build/*/out/*.a
rm -rf target
(unset CUSTODY_RUSTC && "$CARGO" custody run 2>&1)
instrumented target/custody/*/debug/build/*/out/*.a
# The user's own compiler stays.
rm -rf target
CC=clang RUSTC_WRAPPER=$1/custody-rustc "$CARGO" run 2>&1
instrumented target/debug/build/*/out/*.a
