# cargo-lists.sh TREE WORKSPACE DIRECTORY: crates are compiled again when a boundary list changes.
. "${0%/*}/cargo.sh"
rm -rf "$3" && mkdir "$3" && cp -r "$2" "$3/workspace"
messages=$3/messages
cp -r "$1/bin" "$1/lib" "$3/"
export RUSTC_WRAPPER="$3/bin/custody-rustc"
cd "$3/workspace"
mkdir "$3/with space"
list="$3/with space/a.list"
echo '# nothing' >"$list"

echo "no list: $(compiled "$CARGO" build), $(compiled "$CARGO" build)"
export CUSTODY_BOUNDARIES="$list"
echo "a list: $(compiled "$CARGO" build), $(compiled "$CARGO" build)"
# Cargo compares times, some of which have a resolution of a second.
echo 'fun:nobody_has_this=key:0' >"$list" && touch -d '+1 minute' "$list"
echo "changed: $(compiled "$CARGO" build)"
touch -d '-1 hour' "$list"
export CUSTODY_IGNORELIST=ignored
echo '[custody]' >ignored
for crate in */Cargo.toml; do cp ignored "${crate%/*}"; done
echo "an ignore list: $(compiled "$CARGO" build), $(compiled "$CARGO" build)"
unset CUSTODY_BOUNDARIES CUSTODY_IGNORELIST
echo "without: $(compiled "$CARGO" build), $(compiled "$CARGO" build)"
