# cargo-custody.sh BIN WORKSPACE DIRECTORY: the same with cargo custody.
. "${0%/*}/cargo.sh"
PATH=$1:$PATH
rm -rf "$3" && cp -r "$2" "$3" && cd "$3"
unset CUSTODY_RUSTC
"$CARGO" custody test 2>&1
CUSTODY_OPTIONS=print_stats=1 "$CARGO" custody run 2>&1
# From elsewhere, where the manifest is named.
cd /
"$CARGO" custody build --manifest-path "$3/Cargo.toml" 2>&1
cd "$3"
ls target
cd target/custody
echo "the program and its libraries"
instrumented x86_64-unknown-linux-gnu/debug/deps/*.rlib x86_64-unknown-linux-gnu/debug/app \
  x86_64-unknown-linux-gnu/debug/build/*/out/*.a
echo "the compiler's"
instrumented debug/deps/*.so debug/build/*/build-script-build debug/deps/*.rlib
