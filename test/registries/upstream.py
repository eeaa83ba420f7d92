#!/usr/bin/env python3
"""Runs the test programs of libuv and GLib, instrumented, against the libraries of the distribution, which are not.

usage: upstream.py [--build TREE] [--jobs N] [libuv] [glib]

The sources are Debian's; they are unpacked below TREE. Every allocation of a test program counts as a release, and every
free as a reclaim. The boundary lists that Custody ships say what comes back to callbacks. A program that passes without
Custody must pass with it, and nothing may be reported. docs/registries.md has the results.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import argparse
import collections
import concurrent.futures
import glob
import json
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "test", "bench"))

import sources  # noqa: E402

ALLOCATORS = ["g_malloc", "g_malloc0", "g_malloc_n", "g_malloc0_n", "g_realloc", "g_strdup", "g_strdup_printf", "g_strndup", "g_memdup2",
              "g_slice_alloc", "g_slice_alloc0"]


class Suite:
    """What one library's tests need. `programs` are lists of source files."""

    def __init__(self, name, package, boundaries):
        self.name, self.package, self.boundaries = name, package, boundaries


class Libuv(Suite):
    def __init__(self):
        super().__init__("libuv", "libuv1", [])
        self.libraries = ["-luv", "-lpthread", "-ldl"]
        self.flags = ["-D_GNU_SOURCE", "-DUSING_UV_SHARED=1", "-Iinclude", "-Isrc"]

    def programs(self, source):
        files = glob.glob(os.path.join(source, "test", "*.c"))
        return [sorted(file for file in files if not re.search(r"/benchmark|/run-benchmarks|win", file))]

    def environment(self, program):
        return {"UV_RUN_AS_ROOT": "1", "UV_TEST_TIMEOUT_MULTIPLIER": "3", "RES_OPTIONS": "attempts:0"}

    def outcome(self, status, output):
        """What must be the same with and without Custody."""
        return sorted(re.findall(r"^(?:not )?ok \d+ - \S+", output, re.M))


class GLib(Suite):
    def __init__(self):
        boundaries = ["fun:%s=release" % name for name in ALLOCATORS] + ["fun:g_free=reclaim:0"]
        super().__init__("glib", "glib2.0", boundaries)
        wanted = ["pkg-config", "--cflags", "--libs", "gio-unix-2.0", "gmodule-2.0"]
        flags = subprocess.check_output(wanted, text=True).split()
        self.flags = [flag for flag in flags if not flag.startswith("-l")]
        self.libraries = [flag for flag in flags if flag.startswith("-l")] + ["-lpthread", "-lm"]

    def programs(self, source):
        files = glob.glob(os.path.join(source, "glib", "tests", "*.c")) + glob.glob(os.path.join(source, "gobject", "tests", "*.c"))
        return [[file] for file in sorted(files)]

    def environment(self, program):
        return {"G_TEST_SRCDIR": os.path.dirname(program[0]), "G_TEST_BUILDDIR": os.path.dirname(program[0])}

    def outcome(self, status, output):
        return status


def compiled(suite, compiler, program, source, to, environment):
    """The path of PROGRAM, or None if it does not build on its own."""
    objects = []
    os.makedirs(to, exist_ok=True)
    for file in program:
        objects.append(os.path.join(to, os.path.basename(file) + ".o"))
        command = [compiler, "-g", "-O1", "-w", *suite.flags, "-c", file, "-o", objects[-1]]
        if subprocess.call(command, cwd=source, env=environment, stderr=subprocess.DEVNULL):
            return None
    path = os.path.join(to, os.path.basename(program[0])[:-2])
    command = [compiler, "-g", *objects, "-o", path, *suite.libraries]
    return None if subprocess.call(command, cwd=source, env=environment, stderr=subprocess.DEVNULL) else path


def run(path, source, environment):
    try:
        found = subprocess.run([path], cwd=source, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120,
                               check=False)
        return found.returncode, found.stdout.decode("utf-8", "replace")
    except subprocess.TimeoutExpired:
        return None, ""


def counts_of(directory):
    """The sums of all logs in DIRECTORY, and the reports."""
    counts, reports = collections.Counter(), []
    for path in glob.glob(os.path.join(directory, "*")):
        with open(path, encoding="utf-8") as file:
            for line in map(json.loads, file):
                if line["type"] == "counts":
                    counts.update({key: line[key] for key in ("verified", "unverified", "reported")})
                    counts.update({"(%s)" % reason: count for reason, count in line["reasons"].items()})
                elif line["type"] == "report":
                    reports.append(line["summary"])
    return counts, reports


def check(suite, program, source, work, tree):
    """None if PROGRAM does not build or pass without Custody; else the counts and a list of complaints."""
    name = os.path.basename(program[0])[:-2]
    to = os.path.join(work, suite.name, os.path.basename(os.path.dirname(os.path.dirname(program[0]))) + "-" + name)
    shutil.rmtree(to, ignore_errors=True)
    os.makedirs(to)
    own = os.path.join(to, "own.list")
    with open(own, "w", encoding="utf-8") as file:
        file.write("\n".join(suite.boundaries) + "\n")
    lists = [own, os.path.join(ROOT, "test/real/projects/allocators.list"), os.path.join(ROOT, "share/boundaries/%s.list" % suite.name)]
    environment = dict(os.environ, LC_ALL="C.UTF-8", **suite.environment(program))
    config = os.path.join(tree, "bin", "custody-config")
    compiler = subprocess.check_output([config, "--cc"], text=True).strip()
    plain = compiled(suite, compiler, program, source, os.path.join(to, "plain"), environment)
    before = run(plain, source, environment) if plain else (None, "")
    if before[0] is None or (before[0] and len(program) == 1):
        return None
    environment["CUSTODY_BOUNDARIES"] = ":".join(lists)
    path = compiled(suite, os.path.join(tree, "bin", "custody-clang"), program, source, os.path.join(to, "custody"), environment)
    if not path:
        return collections.Counter(), ["%s does not build with Custody" % name]
    os.makedirs(os.path.join(to, "logs"))
    environment["CUSTODY_OPTIONS"] = "halt_on_error=0:print_stats=1:log_format=json:log_path=%s/logs/log" % to
    after = run(path, source, environment)
    counts, reports = counts_of(os.path.join(to, "logs"))
    complaints = ["%s: %s" % (name, summary) for summary in reports]
    if suite.outcome(*before) != suite.outcome(*after):
        complaints.append("%s: another outcome than without Custody" % name)
    return counts, complaints


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--build", default=os.path.join(ROOT, "build"), help="the build tree")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("suite", nargs="*", help="libuv, glib; both if none is given")
    arguments = parser.parse_args()
    tree = os.path.abspath(arguments.build)
    work = os.path.join(tree, "registries")
    os.makedirs(work, exist_ok=True)
    store = sources.Store(work)
    failed = False
    for kind in (Libuv, GLib):
        suite = kind()
        if arguments.suite and suite.name not in arguments.suite:
            continue
        source = store.unpacked(suite.package)
        counts, complaints, checked, skipped = collections.Counter(), [], 0, 0
        with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
            programs = suite.programs(source)
            for result in pool.map(lambda program: check(suite, program, source, work, tree), programs):
                if result is None:
                    skipped += 1
                    continue
                checked += 1
                counts.update(result[0])
                complaints += result[1]
        print("%s: %d programs, %d left out that do not build or pass on their own" % (suite.name, checked, skipped))
        print("  " + ", ".join("%d %s" % (counts[key], key) for key in sorted(counts)))
        print("".join("  %s\n" % line for line in complaints), end="")
        failed |= bool(complaints)
    return failed


sys.exit(main())
