# cargo-workspace.sh BIN WORKSPACE DIRECTORY: cargo test with RUSTC_WRAPPER and nothing else.
. "${0%/*}/cargo.sh"
bin=$1
rm -rf "$3" && cp -r "$2" "$3" && cd "$3"
export RUSTC_WRAPPER="$bin/custody-rustc"
"$CARGO" test 2>&1
CUSTODY_OPTIONS=print_stats=1 "$CARGO" run 2>&1
CUSTODY_OPTIONS=print_stats=1 "$CARGO" run --release --example borrow 2>&1
"$CARGO" build --release 2>&1
for profile in debug release; do
  cd "target/$profile"
  echo "$profile: the program and its libraries"
  instrumented deps/custody/*.rlib app examples/borrow build/*/out/*.a
  echo "$profile: the compiler's"
  instrumented deps/*.so build/*/build-script-build deps/libshared-*.rlib
  cd ../..
done
echo "the tests"
instrumented target/debug/deps/whole-*[0-9a-f] target/debug/deps/app-*[0-9a-f]
