# afl.sh TARGET DIR: runs AFL++ until the first crash. The limits only end a run that finds nothing.
cd "$2" || exit 1
export AFL_SKIP_CPUFREQ=1 AFL_NO_UI=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_BENCH_UNTIL_CRASH=1 AFL_NO_AFFINITY=1 AFL_FAST_CAL=1
export CUSTODY_OPTIONS=abort_on_error=1:symbolize=0:log_path=/dev/null
afl-fuzz -s 1 -m none -t 5000 -V 400 -i in -o out -- "$1" >log 2>&1
tail -3 log
ls out/default/crashes/id*
