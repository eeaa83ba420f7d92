# crate.sh BIN CRATE WORKSPACE DIRECTORY: a program with the crate, with Custody and without it, debug and release.
set -e
bin=$1
rm -rf "$4" && cp -r "$3" "$4" && cp -r "$2" "$4/custody" && cd "$4"
"$CARGO" build 2>&1
echo plain
./target/debug/with-crate right
export RUSTC_WRAPPER="$bin/custody-rustc" CUSTODY_OPTIONS=halt_on_error=0:color=never
for profile in dev release; do
  "$CARGO" build --profile "$profile" 2>&1
  cp "target/$([ $profile = dev ] && echo debug || echo release)/with-crate" prog
  for mode in right recover wrong; do
    echo "$profile $mode"
    ./prog "$mode" 2>&1 | grep -v '^    \|^===' || :
  done
done
