# rustc-fallback.sh WRAPPER SOURCE PROGRAM: fails exactly where the distribution's compiler is no help.
if "$1" "$2" -o "$3"; then
  "$3"
else
  ! /usr/bin/rustc --version >/dev/null 2>&1
fi
