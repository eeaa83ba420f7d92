# check.py - runs each way of a program of this folder, and compares the verdicts with its table
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""check.py SOURCE DEBUG RELEASE CHECKED

The table in SOURCE is `ways! { name: expected in the debug build, expected in the release build; ... }`.
CHECKED is built with opt-level=1 and a debug build's checks. It may answer as either of the others, and may
say `reborrow` where both report. Each way runs once as it is, and once with the argument `quiet`, which must
not be reported. A way whose expected word is `silent` is legal code, and runs once. Prints what differs, and
exits with 1 if anything does.
"""
import os
import re
import subprocess
import sys

STATS = re.compile(r"CustodySanitizer: (\d+) verified, (\d+) unverified, (\d+) reported")
REASON = re.compile(r"CustodySanitizer: \d+ unverified: ([\w-]+):")
REPORT = re.compile(r"ERROR: CustodySanitizer: ([\w-]+)")


def verdict(program, arguments):
    """The worst that is said of a run: `reported`, a reason, `verified`, or how the run failed."""
    environment = dict(os.environ, CUSTODY_OPTIONS="symbolize=0:print_stats=1:color=never")
    done = subprocess.run([program] + arguments, env=environment, capture_output=True, text=True,
                          errors="replace", timeout=120, check=False)
    stats, reports = STATS.search(done.stderr), REPORT.findall(done.stderr)
    if reports and done.returncode == 66:
        return "reported"
    if reports or not stats or done.returncode:
        return "exit status %d: %s" % (done.returncode, done.stderr[-300:])
    reasons = [reason for reason in REASON.findall(done.stderr)]
    return "+".join(reasons) if reasons else "verified" if int(stats.group(1)) else "nothing"


def main():
    source, *programs = sys.argv[1:]
    with open(source, encoding="utf-8") as file:
        table = re.search(r"^ways! {\n(.*?)^}", file.read(), re.M | re.S).group(1)
    rows = re.findall(r"^    (\w+): (\w+), (\w+);$", table, re.M)
    wrong = [] if rows else ["no table in " + source]
    for name, debug, release in rows:
        for program, words in zip(programs, ([debug], [release], [debug, release, "reborrow"])):
            seen = verdict(program, [name])
            if debug == "silent":
                right = seen != "reported" and "exit" not in seen
            else:
                right = seen in [{"limit": "verified"}.get(word, word).replace("_", "-") for word in words]
            if not right:
                wrong.append("%s %s: expected %s, got %s" % (program, name, " or ".join(words), seen))
            quiet = debug != "silent" and verdict(program, [name, "quiet"])
            if quiet and (quiet == "reported" or "exit" in quiet):
                wrong.append("%s %s quiet: got %s" % (program, name, quiet))
    print("\n".join(wrong) if wrong else "%d ways" % len(rows))
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
