# cache.sh MODE BIN DIR: compiles the same source twice; again with another list, with a changed list, with an ignore
# list, and with another plug-in. Each change must make a new object, and a repetition must not. MODE is launcher (the wrapper calls $CACHE) or
# compiler (ccache calls the wrapper).
set -eu
mode=$1 bin=$2
mkdir -p "$3"
cd "$3"
root=$PWD/root
mkdir -p root/bin root/lib/custody root/include
cp "$bin/custody-clang" root/bin/
cp "$bin/../lib/custody/Custody.so" root/lib/custody/
cp -r "$bin/../include/custody" root/include/
cat >prog.c <<'C'
void *take(void *p);
void *give(void *p);
void *both(void *p) { return give(take(p)); }
C
echo 'fun:take=release' >one.list
echo 'fun:take=key:0' >two.list
printf '[custody]\nfun:both\n' >ignore.list

# Prints whether the object was made by a compiler, "new", or came from the cache, "old"; and which hooks it has.
object() {
  rm -f prog.o
  before=$(misses)
  if [ "$mode" = launcher ]; then
    CUSTODY_LAUNCHER=$CACHE "$root/bin/custody-clang" -O1 -c prog.c -o prog.o
  else
    ccache "$root/bin/custody-clang" -O1 -c prog.c -o prog.o
  fi
  after=$(misses)
  [ "$before" = "$after" ] && state=old || state=new
  printf '%s: %s%s\n' "$1" "$state" "$(nm prog.o | grep -c '__custody_release$' | sed 's/0/, no release/; s/1/, a release/')"
}
misses() {
  case $CACHE in
  *sccache) sccache --show-stats | sed -n 's/^Cache misses *\([0-9]*\)$/\1/p' ;;
  *) ccache --print-stats | awk '/^cache_miss/ { n = $2 } END { print n + 0 }' ;;
  esac
}

object 'no list'
object 'no list again'
export CUSTODY_BOUNDARIES=$PWD/one.list
object 'one list'
object 'one list again'
echo 'fun:give=release' >>one.list
object 'the list changed'
export CUSTODY_BOUNDARIES=$PWD/two.list
object 'another list'
export CUSTODY_BOUNDARIES=$PWD/one.list CUSTODY_IGNORELIST=$PWD/ignore.list
object 'an ignore list'
object 'an ignore list again'
unset CUSTODY_IGNORELIST
cp "$bin/../lib/custody/Custody.so" plugin
printf 'x' >>plugin
cp plugin root/lib/custody/Custody.so
touch root/bin/custody-clang
object 'another plug-in'
object 'another plug-in again'
unset CUSTODY_BOUNDARIES
