# custody-run.sh CUSTODY-RUN DIR: arguments and status are the program's, and a script is a program too.
run=$1
cd "$2" || exit 1
"$run" sh -c 'echo "$0:$1:$2"; exit 3' 'a b' '' '*'
echo "status $?"
printf '#!/bin/sh\necho "$1::*"; exit 3\n' >script.sh
chmod +x script.sh
"$run" -- ./script.sh 'a b'
echo "status $?"
