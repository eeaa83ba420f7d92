# three_ways.sh COMPILER WAYS OPTION...: compiles three_ways.c, and prints what Custody says of each of the WAYS.
set -e
source=${0%.sh}.c
compiler=$1 ways=$2
shift 2
"$compiler" -g "$@" "$source" -o program
for way in $ways; do
  CUSTODY_OPTIONS=color=never:print_stats=1 ./program "$way" >out 2>&1 || :
  echo "$way: $(grep -m 1 -e SUMMARY -e ' verified' out | sed 's|[^ ]*/||')"
done
