# cargo.sh - for the tests of cargo; read in by the others. What is instrumented is seen in symbols.
# shellcheck shell=sh
# The script that reads this file in sets $messages, the name of a file.
# shellcheck disable=SC2154

# Two words for each file: its name without the hash, and whether it is instrumented.
instrumented() {
  for file do
    case $file in *.d) continue ;; esac
    name=${file##*/}
    name=${name%%.*}
    if llvm-nm "$file" 2>/dev/null | grep -q __custody_runtime_v; then
      echo "${name%-*}: instrumented"
    else
      echo "${name%-*}: plain"
    fi
  done | sort -u
}

# How many crates a command compiled.
compiled() {
  "$@" >"$messages" 2>&1 || {
    cat "$messages"
    return 1
  }
  grep -c '^ *Compiling ' "$messages" || :
}

# The crates that are needed come from the distribution's packages, for the crate in this directory.
use_distribution() {
  mkdir .cargo
  cat >.cargo/config.toml <<'EOT'
[source.crates-io]
replace-with = "distribution"
[source.distribution]
directory = "/usr/share/cargo/registry"
EOT
}
