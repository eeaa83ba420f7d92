#!/bin/sh
# report-picture.sh [TREE] - makes docs/report.png: the page of custody-report for the bug of `./dev demo`, in Rust.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# TREE is the build tree, build/ if it is not given. Needs Debian's chromium-headless-shell and a rustc with the LLVM of TREE.
set -e
cd "$(dirname "$0")/.."
tree=${1:-build}
tree=$(cd "$tree" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$tree/bin/custody-clang" -g -O1 -Itest/devres -c test/devres/devres.c -o "$work/devres.o"
"$tree/bin/custody-clang" -g -O1 -Itest/devres -c test/rust/shim.c -o "$work/shim.o"
"$tree/bin/custody-rustc" --edition 2021 --cap-lints allow -O --crate-name thread test/rust/thread.rs -o "$work/thread" \
  "-Clink-arg=$work/devres.o" "-Clink-arg=$work/shim.o"
CUSTODY_OPTIONS=log_format=json:log_path=$work/log "$work/thread" S2 v1-fixed && exit 1
"$tree/bin/custody-report" "$work/log" --quiet --html "$work/page.html" --title "Devres::drop, first version" || :
chromium-headless-shell --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --hide-scrollbars \
  "--user-data-dir=$work/profile" --force-prefers-reduced-motion --disable-lcd-text --window-size=1180,985 \
  "--screenshot=$work/report.png" "file://$work/page.html" >"$work/browser.log" 2>&1
python3 docs/report_picture.py "$work/report.png" docs/report.png
ls -l docs/report.png
