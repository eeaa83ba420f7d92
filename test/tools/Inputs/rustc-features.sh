# rustc-features.sh WRAPPER SOURCE DIRECTORY: whether a crate may use an unstable feature.
wrapper=$1 source=$2 out=$3
unset RUSTC_BOOTSTRAP

answer() {
  if "$@" --crate-type lib -o "$out/library" "$source" 2>"$out/messages"; then
    echo accepted
  else
    grep -q 'error.*E0725\|error.*E0554' "$out/messages" && echo refused
  fi
}
compare() {
  if [ "$1" = "$2" ]; then echo "as without Custody"; else echo "otherwise: $1, $2"; fi
}

compare "$(answer "$wrapper")" "$(answer "$RUSTC")"
# As a build script does it, with the variables that cargo gives it.
export OUT_DIR="$out" HOST=x86_64-unknown-linux-gnu NUM_JOBS=1
echo "probe: $(compare "$(answer "$wrapper" "$RUSTC")" "$(answer "$RUSTC")")"
unset OUT_DIR HOST NUM_JOBS
for value in 1 feature; do
  echo "RUSTC_BOOTSTRAP=$value: $(RUSTC_BOOTSTRAP=$value answer "$wrapper")"
done
echo "RUSTC_BOOTSTRAP=other: $(compare "$(RUSTC_BOOTSTRAP=other answer "$wrapper")" "$(RUSTC_BOOTSTRAP=other answer "$RUSTC")")"
echo "RUSTC_BOOTSTRAP=-1: $(RUSTC_BOOTSTRAP=-1 answer "$wrapper")"
