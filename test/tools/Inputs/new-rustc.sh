#!/bin/sh
# A compiler that is yet to come, of LLVM $LLVM; it prints what it is told to do.
case $1 in
-vV)
  cat <<EOT
rustc 1.${MINOR:-99}.0${CHANNEL-} (0123456789 2026-10-01)
host: x86_64-unknown-linux-gnu
release: 1.${MINOR:-99}.0${CHANNEL-}
LLVM version: $LLVM.1.0
EOT
  ;;
-Zhelp) echo '    -Z  codegen-emit-retag=val -- emit calls for retagging' ;;
*)
  echo "RUSTC_BOOTSTRAP=$RUSTC_BOOTSTRAP"
  printf '%s\n' "$@"
  ;;
esac
