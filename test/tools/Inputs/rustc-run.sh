# rustc-run.sh WRAPPER SOURCE DIRECTORY [lto]: builds and runs, and looks at what was linked.
wrapper=$1 source=$2 out=$3

# The runtime is there, and its free comes before libc's.
build() {
  kind=$1
  shift
  "$wrapper" "$source" -o "$out/$kind" "$@"
  llvm-nm "$out/$kind" >"$out/symbols"
  echo "$kind: $("$out/$kind"), $(grep -c ' T __custody_release$' "$out/symbols") release," \
    "$(grep -c ' [TW] free$' "$out/symbols") free"
}

instrumented() {
  if llvm-nm "$1" 2>/dev/null | grep -q 'U __custody_runtime_v'; then
    echo "instrumented"
  else
    echo "not instrumented"
  fi
}

build debug
build release -O
[ $# = 3 ] || build lto -O -Clto # takes long
build bfd -Clink-arg=-fuse-ld=bfd
"$wrapper" -O --crate-type rlib --crate-name hello "$source" -o "$out/libhello.rlib" -Adead_code
echo "library: $(instrumented "$out/libhello.rlib")"
"$RUSTC" -O --crate-type rlib --crate-name hello "$source" -o "$out/libhello.rlib" -Adead_code
echo "without Custody: $(instrumented "$out/libhello.rlib")"
