# sccache.sh CACHE.SH BIN DIR: runs cache.sh with a server of its own.
export SCCACHE_DIR="$3/cache" SCCACHE_SERVER_PORT=$((20000 + $$ % 20000)) SCCACHE_IDLE_TIMEOUT=300 CACHE=sccache
sccache --start-server >/dev/null 2>&1
sh "$1" launcher "$2" "$3/launcher"
status=$?
sccache --stop-server >/dev/null 2>&1
exit $status
