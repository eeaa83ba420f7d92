# run.sh BIN INPUTS DIRECTORY: the driver, built by cargo custody, in both profiles.
PATH=$1:$PATH
rm -rf "$3" && cp -r "$2" "$3" && cd "$3"
registry=/usr/share/cargo/registry
mkdir .cargo
cat >.cargo/config.toml <<EOT
[source.crates-io]
replace-with = "distribution"
[source.distribution]
directory = "$registry"
EOT

# The first line of lib.rs after the one with $1 that has $2.
line_of() {
  sed -n -e "/$1/,/$2/{/$2/{=;q}}" "$registry/servo_arc-0.1.1/lib.rs"
}
echo "clone_arc: lib.rs:$(line_of 'impl.* ArcBorrow<.a, T> {$' 'Arc::from_raw(self.0)'):"
echo "with_arc: lib.rs:$(line_of 'Synthesize transient Arc, which never touches the refcount.$' 'NoDrop::new(Arc::from_raw(self.0))'):"
echo "raw_offset: lib.rs:$(line_of 'pub fn from_raw_offset' 'Arc::from_raw(ptr)'):"

for profile in debug release; do
  option=
  [ "$profile" = debug ] || option=--release
  "$CARGO" custody build --quiet $option
  for way in clone_arc with_arc raw_offset quiet; do
    echo "$profile, $way:"
    status=0
    CUSTODY_OPTIONS=color=never:print_stats=1:source=0 "target/custody/x86_64-unknown-linux-gnu/$profile/driver" "$way" 2>&1 || status=$?
    echo "exit status $status"
  done
done
