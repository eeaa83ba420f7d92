#!/usr/bin/env python3
"""Builds a kernel with Custody, boots it as User Mode Linux, and says what it reported: ./dev kernel.

usage: run.py --build DIRECTORY --llvm MAJOR [--jobs N] [--no-plain] [--all-tests] [--rust] [--source ARCHIVE]

It unpacks Debian's linux-source-6.12 below DIRECTORY/kernel, puts Custody into it (custody-kernel), configures it
with the tree's own tools/testing/kunit/kunit.py, and builds it twice: with Custody, and plain. It prints the report
of S2 as it stood on the console, and a table. The exit status is 0 if every test passed.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import argparse
import os
import re
import shutil
import subprocess
import sys
import tarfile
import time

import decode
import rust_tools

HOME = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
TREE = "linux-source-6.12"
PLAIN = re.compile(r"^CONFIG_CUSTODY")


class Failed(Exception):
    """A step went wrong; the text says what to look at."""


def say(text):
    print(text, flush=True)


class Step:
    """with Step("..."): prints what begins and how long it took."""

    def __init__(self, what):
        self.what = what

    def __enter__(self):
        say("kernel: %s ..." % self.what)
        self.start = time.monotonic()

    def __exit__(self, kind, value, traceback):
        if kind is None:
            say("kernel: %s: %.0f s" % (self.what, time.monotonic() - self.start))


# --- building --------------------------------------------------------------------------------


def unpack(archive, place):
    """The tree, unpacked once."""
    tree = os.path.join(place, TREE)
    if os.path.exists(os.path.join(tree, "Makefile")):
        return tree
    if not os.path.exists(archive):
        raise Failed("there is no %s: install the package linux-source-6.12" % archive)
    with Step("unpacking %s" % os.path.basename(archive)):
        part = os.path.join(place, "part")
        shutil.rmtree(part, ignore_errors=True)
        with tarfile.open(archive, "r|xz") as file:
            file.extractall(part)
        os.rename(os.path.join(part, TREE), tree)
        shutil.rmtree(part)
    return tree


def run_quietly(command, log, where):
    with open(log, "a", encoding="utf-8") as file:
        if subprocess.run(command, cwd=where, stdout=file, stderr=subprocess.STDOUT, check=False).returncode:
            with open(log, encoding="utf-8", errors="replace") as written:
                sys.stderr.writelines(written.readlines()[-20:])
            raise Failed("'%s' failed: %s has all of its output" % (" ".join(command), log))


def write_config(options, path, with_custody):
    with open(os.path.join(HOME, "kernel", "kunitconfig"), encoding="utf-8") as file:
        lines = file.readlines()
    if not with_custody:
        # A kernel needs a test to run; KUnit's example is the smallest.
        lines = [line for line in lines if not PLAIN.match(line)] + ["CONFIG_KUNIT_EXAMPLE_TEST=y\n"]
    if options.all_tests:
        lines += ["CONFIG_KUNIT_ALL_TESTS=y\n"]
    if options.rust:
        with open(os.path.join(HOME, "kernel", "rust.kunitconfig"), encoding="utf-8") as file:
            lines += file.readlines()
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(lines)


def kunit(tree, out, variables, *arguments):
    command = [sys.executable, os.path.join(tree, "tools/testing/kunit/kunit.py"), *arguments, "--build_dir", out]
    for variable in variables:
        command += ["--make_options", variable]
    return command


def make(tree, out, options, log):
    """Runs make, and says every ten seconds how far it is."""
    command = ["make", "ARCH=um", "O=" + out, "-j%d" % options.jobs, *options.variables]
    compiled, said = 0, time.monotonic()
    last = []
    with subprocess.Popen(command, cwd=tree, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace") as process, open(log, "a", encoding="utf-8") as file:
        for line in process.stdout:
            file.write(line)
            last = (last + [line])[-20:]
            compiled += line.startswith(("  CC", "  RUSTC"))
            if time.monotonic() - said > 10:
                said = time.monotonic()
                say("kernel:   %d files compiled, now %s" % (compiled, line.split()[-1] if line.split() else ""))
    if process.returncode:
        sys.stderr.writelines(last)
        raise Failed("make failed: %s has all of its output" % log)


def build(tree, place, options, name):
    """Builds the kernel NAME, and returns the folder that it is in."""
    kind = name + ("-rust" if options.rust else "")
    out, log = os.path.join(place, kind), os.path.join(place, kind + ".log")
    os.makedirs(out, exist_ok=True)
    if os.path.exists(log):
        os.remove(log)
    config = os.path.join(place, kind + ".kunitconfig")
    write_config(options, config, name == "custody")
    with Step("configuring (%s)" % name):
        run_quietly(kunit(tree, out, options.variables, "config", "--kunitconfig", config), log, tree)
    with Step("building (%s)" % name):
        make(tree, out, options, log)
    return out


# --- running ---------------------------------------------------------------------------------


def boot_time(out):
    """Seconds from the start of User Mode Linux to the end of a boot that runs no test. The best of three."""
    best = None
    for _ in range(3):
        start = time.monotonic()
        subprocess.run([os.path.join(out, "linux"), "mem=256M", "console=tty", "kunit.filter_glob=none",
                        "kunit_shutdown=halt"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, timeout=600, check=False)
        spent = time.monotonic() - start
        best = spent if best is None else min(best, spent)
    return best


def run_suites(tree, out):
    """The console of a run of all suites, through kunit.py, whose exec takes no variables of make."""
    command = kunit(tree, out, (), "exec", "--raw_output=all", "--timeout", "900")
    result = subprocess.run(command, cwd=tree, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True, errors="replace", check=False)
    with open(out + ".console", "w", encoding="utf-8") as file:
        file.write(result.stdout)
    return result.stdout


def without_time(line):
    return re.sub(r"^\[ *\d+\.\d+\]( \[[^\]]*\])? ?", "", line)


def totals(console):
    """Suites, and how many tests passed, failed and were skipped. KUnit prints two lines for each suite; the second
    counts each parameter of a test."""
    suites = re.findall(r"^# (?!Totals)\S+: pass:", console, re.M)
    tests = re.findall(r"^# Totals: pass:(\d+) fail:(\d+) skip:(\d+)", console, re.M)
    return len(suites), *(sum(int(t[i]) for t in tests) for i in range(3))


def report_of(console, function):
    """The report that names FUNCTION in its stack, from its first line to its last."""
    lines, report = console.split("\n"), []
    for line in lines:
        if line.startswith("=======") and len(report) < 2:
            report = [line]
        elif report:
            report.append(line)
            if line.startswith("=======") and len(report) > 2:
                if any(function in each for each in report):
                    return "\n".join(report)
                report = []
    return None


def size_of(out):
    """Bytes of code and read-only data."""
    sizes = subprocess.run(["size", os.path.join(out, "vmlinux")], capture_output=True, text=True, check=False).stdout
    return int(sizes.split("\n")[1].split()[0]) if sizes else 0


def row(out, console, name):
    suites, passed, failed, skipped = totals(console)
    figures = (name, suites, passed, failed, skipped, boot_time(out), size_of(out) / 1e6)
    return "%-8s %6d %6d %6d %7d %8.2f s %6.1f MB" % figures


def main():
    parser = argparse.ArgumentParser(description="Builds a kernel with Custody and runs its test suites.")
    parser.add_argument("--build", required=True, help="Custody's build directory")
    parser.add_argument("--llvm", default="22")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--no-plain", action="store_true", help="do not build and time the plain kernel")
    parser.add_argument("--all-tests", action="store_true", help="all KUnit suites of the kernel (CONFIG_KUNIT_ALL_TESTS)")
    parser.add_argument("--rust", action="store_true", help="with Rust: its suite, and the kernel's own doctests")
    parser.add_argument("--source", default="/usr/src/%s.tar.xz" % TREE)
    options = parser.parse_args()
    place = os.path.join(os.path.abspath(options.build), "kernel")
    os.makedirs(place, exist_ok=True)
    try:
        tree = unpack(options.source, place)
        plugin = os.path.join(os.path.abspath(options.build), "lib/custody/Custody.so")
        subprocess.run([os.path.join(HOME, "kernel/custody-kernel"), "apply", "--plugin", plugin, tree], check=True)
        options.variables = ["LLVM=-%s" % options.llvm]
        if options.rust:
            with Step("looking for rustc and bindgen"):
                options.variables += rust_tools.make_variables(place, options.llvm)
        rows = []
        for name in ["custody"] if options.no_plain else ["custody", "plain"]:
            out = build(tree, place, options, name)
            with Step("running (%s)" % name):
                console = "\n".join(map(without_time, run_suites(tree, out).split("\n")))
            rows.append((name, row(out, console, name), totals(console), console))
    except (Failed, rust_tools.Missing, subprocess.CalledProcessError) as reason:
        sys.exit("kernel: %s" % reason)
    console = rows[0][3]
    say("")
    function = "rust_first_form+" if options.rust else "s2_key_from_borrow"
    report = report_of(console, function)
    if report and options.rust:
        report = decode.decode(report, os.path.join(place, "custody-rust", "vmlinux"))
    say(report or "kernel: no report of %s on the console" % function)
    say("")
    for line in re.findall(r"^custody: \d+ verified.*$", console, re.M):
        say(line)
    for line in re.findall(r"^ *not ok .*$", console, re.M):
        say(line)
    say("%-8s %6s %6s %6s %7s %10s %9s" % ("kernel", "suites", "passed", "failed", "skipped", "boot", "code"))
    for _, line, _, _ in rows:
        say(line)
    say("The consoles are %s/*.console" % place)
    suites, passed, failed, _ = rows[0][2]
    sys.exit(0 if suites and passed and not any(r[2][2] for r in rows) and not failed else 1)


if __name__ == "__main__":
    main()
