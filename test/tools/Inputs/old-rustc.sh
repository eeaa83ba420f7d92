#!/bin/sh
# A compiler with an old LLVM, as far as it is asked.
[ "$1" = -vV ] || exit 1
cat <<'EOT'
rustc 1.80.1 (3f5fd8dd4 2024-08-06)
binary: rustc
commit-hash: 3f5fd8dd4
host: x86_64-unknown-linux-gnu
release: 1.80.1
LLVM version: 18.1.7
EOT
