# cargo-rebuild.sh TREE WORKSPACE DIRECTORY: what is compiled again when, in one target directory.
. "${0%/*}/cargo.sh"
rm -rf "$3" && mkdir "$3" && cp -r "$2" "$3/workspace"
messages=$3/messages
cp -r "$1/bin" "$1/lib" "$3/"
wrapper=$3/bin/custody-rustc
cd "$3/workspace"
custody() { RUSTC_WRAPPER=$wrapper compiled "$CARGO" build; }
plain() { compiled "$CARGO" build; }
show() { instrumented target/debug/app; }

echo "first: $(custody), $(show)"
echo "again: $(custody)"
echo "plain: $(plain), $(show)"
plain >/dev/null
custody >/dev/null
echo "back: $(show)"
echo "and again: $(custody)"
plain >/dev/null
echo "and plain: $(show)"
custody >/dev/null
# As installing another version does.
touch -d tomorrow "$3/lib/custody/Custody.so" "$wrapper"
echo "plug-in changed: $(custody)"
echo 'pub fn more() {}' >>shared/src/lib.rs
echo "source changed: $(custody)"
echo 'pub fn wrong() { there_is_none() }' >>shared/src/lib.rs
custody || echo "wrong: $(grep -c '^error\[E0425\]' "$messages")"
