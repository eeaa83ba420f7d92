# cargo-kinds.sh BIN INPUTS DIRECTORY [lto]: libraries of several kinds, and proc-macros that bring C.
. "${0%/*}/cargo.sh"
PATH=$1:$PATH
rm -rf "$3" && cp -r "$2/kinds" "$3" && cp -r "$2/workspace" "$3/" && cd "$3"
export RUSTC_WRAPPER="$1/custody-rustc"
"$CARGO" run -p prog 2>&1
"$CARGO" run --release -p prog 2>&1
"$CARGO" build -p both 2>&1
"$CARGO" build --release -p both 2>&1
for profile in debug release; do
  echo "$profile:"
  # Stripped, what is imported is still there.
  llvm-nm -D "target/$profile/libboth.so" | grep -q ' U __custody' && echo "shared: instrumented"
  ! llvm-nm -D "target/$profile/libboth.so" | grep ' [TDBW] __custody'
done
instrumented target/debug/deps/custody/libboth*.rlib target/debug/deps/libboth*.rlib
! "$CARGO" run -p prog --features host >messages 2>&1
grep 'custody-rustc: error:' messages
[ -z "${4-}" ] || "$CARGO" run --profile lto -p prog 2>&1
unset RUSTC_WRAPPER CUSTODY_RUSTC
"$CARGO" custody run -p prog --features host 2>&1
