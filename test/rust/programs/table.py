"""Runs the small programs beside this file, and counts the verdicts.

usage: table.py [--build DIRECTORY] [--output DIRECTORY] [--alone] [--print] [NAME...]

Each `bug_*.rs` has one bug around an owning raw pointer of the standard library or of a crate's own type;
each `quiet_*.rs` is correct. Their first lines say what they do and which verdict is expected:

    // bug_name: what the program does
    // debug: reported stale
    // -O: unverified reborrow

A verdict is "reported KIND"; or "unverified REASON...", if a reclaim of the program is unverified; or
"verified"; or "none", if there is no reclaim. A bug may never be "verified" or "none", and a correct program never
"reported". A line "// aim: VERDICT | VERDICT..." says what a later version should answer, in all builds; these
are right too.

All programs are modules of one crate, which is compiled once for each build. --alone compiles each program by itself,
with the same expectations. --print shows every verdict. Exit status: 0 if all verdicts are as expected.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import argparse
import collections
import concurrent.futures
import glob
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
# "checked" is what cargo's unoptimized profiles get from custody-rustc. It may answer as either of the others.
BUILDS = {"debug": (), "-O": ("-O",), "checked": ("-Copt-level=1", "-Cdebug-assertions=yes", "-Coverflow-checks=yes")}
KIND = re.compile(r"ERROR: CustodySanitizer: ([\w-]+)")
COUNTS = re.compile(r"CustodySanitizer: (\d+) verified, (\d+) unverified, (\d+) reported")
REASON = re.compile(r"CustodySanitizer: \d+ unverified: ([\w-]+):")
OPTIONS = "symbolize=0:color=never:print_stats=1"


def header(name):
    """{"debug": expected verdict, "-O": ..., "aim": ...} of the program NAME."""
    with open(os.path.join(HERE, name + ".rs"), encoding="utf-8") as file:
        lines = file.read().split("\n")[:5]
    return {key: line.split(": ", 1)[1] for key in (*BUILDS, "aim") for line in lines if line.startswith("// %s: " % key)}


def verdict(command):
    """(verdict of the run, what it printed)"""
    done = subprocess.run(command, env={**os.environ, "CUSTODY_OPTIONS": OPTIONS}, capture_output=True, text=True,
                          errors="replace", timeout=120, check=False)
    output = done.stdout + done.stderr
    kind, counts = KIND.search(output), COUNTS.search(output)
    if kind:
        return "reported " + kind.group(1), output
    if done.returncode or not counts:
        return "exit status %d" % done.returncode, output
    if counts.group(2) != "0":
        return " ".join(["unverified"] + sorted(set(REASON.findall(output)))), output
    return "none" if counts.group(1) == "0" else "verified", output


def compile_rust(build, source, program, flags):
    """Compiles SOURCE. Each program has a directory, since rustc puts temporary files beside it."""
    os.makedirs(os.path.dirname(program), exist_ok=True)
    rustc = os.path.join(build, "bin", "custody-rustc")
    command = [rustc, "--edition=2021", "--cap-lints=allow", *flags, source, "-o", program]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit("%s\n%s" % (" ".join(command), done.stderr))


def programs(options, names):
    """{(name, build): command}"""
    if options.alone:
        jobs = {(name, build): os.path.join(options.output, build.strip("-"), name, name)
                for name in names for build in BUILDS}
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda job: compile_rust(options.build, os.path.join(HERE, job[0][0] + ".rs"), job[1],
                                                   BUILDS[job[0][1]]), jobs.items()))
        return {job: [path] for job, path in jobs.items()}
    source = os.path.join(options.output, "programs.rs")
    with open(source, "w", encoding="utf-8") as file:
        for name in names:
            file.write('#[path = "%s/%s.rs"]\nmod %s;\n' % (HERE, name, name))
        file.write("fn main() {\n    match std::env::args().nth(1).unwrap().as_str() {\n")
        for name in names:
            file.write('        "%s" => %s::main(),\n' % (name, name))
        file.write("        _ => panic!(),\n    }\n}\n")
    paths = {build: os.path.join(options.output, build.strip("-"), "programs") for build in BUILDS}
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda build: compile_rust(options.build, source, paths[build], BUILDS[build]), BUILDS))
    return {(name, build): [paths[build], name] for name in names for build in BUILDS}


def is_right(name, build, said):
    """Whether the verdict SAID is one that the program NAME expects, and that may be expected of it."""
    head = header(name)
    if said in head.get("aim", "").split(" | "):
        return True
    if name.startswith("bug_"):
        possible = said not in ("none", "verified")
    else:
        possible = not said.startswith("reported")
    expected = (head.get("debug"), head.get("-O")) if build == "checked" else (head.get(build),)
    return possible and not said.startswith("exit") and said in expected


def print_counts(kind, said):
    """One line for the programs of one KIND: "bugs, debug: 40 reported, 7 unverified (3 no-release), 0 verified"."""
    for build in BUILDS:
        all_of = [verdict for (name, of), verdict in said.items() if name.startswith(kind) and of == build]
        first = collections.Counter(each.split(" ")[0] for each in all_of)
        reasons = collections.Counter(reason for each in all_of if each.startswith("unverified")
                                      for reason in each.split(" ")[1:])
        kinds = collections.Counter(each.split(" ")[1] for each in all_of if each.startswith("reported"))
        print("%s, %s: %d programs: %d reported%s, %d unverified%s, %d verified, %d without a reclaim" % (
            kind.rstrip("_"), build, len(all_of), first["reported"], listed(kinds), first["unverified"],
            listed(reasons), first["verified"], first["none"]))


def listed(counter):
    return " (%s)" % ", ".join("%d %s" % (n, what) for what, n in counter.most_common()) if counter else ""


def main():
    parser = argparse.ArgumentParser(description="Run the small programs around owning raw pointers.")
    parser.add_argument("--build", default=os.path.join(HERE, "..", "..", "..", "build"))
    parser.add_argument("--output", help="where to build them; a temporary directory if not given")
    parser.add_argument("--alone", action="store_true", help="compile each program by itself")
    parser.add_argument("--print", action="store_true", help="print every verdict")
    parser.add_argument("names", nargs="*", metavar="NAME")
    options = parser.parse_args()
    names = options.names or sorted(os.path.basename(path)[:-3] for path in glob.glob(os.path.join(HERE, "*.rs")))
    with tempfile.TemporaryDirectory() as scratch:
        options.output = options.output or scratch
        os.makedirs(options.output, exist_ok=True)
        commands = programs(options, names)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            results = dict(zip(commands, pool.map(verdict, commands.values())))
    failed = 0
    for (name, build), (said, output) in results.items():
        if options.print:
            print("%-28s %-6s %s" % (name, build, said))
        if not is_right(name, build, said):
            failed += 1
            print("%s, %s: %s; expected %s" % (name, build, said, header(name).get(build, "nothing")))
            if not options.print:
                print(output)
    said = {job: result[0] for job, result in results.items()}
    print_counts("bug_", said)
    print_counts("quiet_", said)
    print("%d wrong verdicts" % failed)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
