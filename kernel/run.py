#!/usr/bin/env python3
"""Builds a kernel with Custody, boots it, and says what it reported: ./dev kernel.

usage: run.py --build DIRECTORY --llvm MAJOR [--jobs N] [--arch um|x86_64] [--no-plain] [--kasan]
              [--all-tests] [--full] [--rust] [--source ARCHIVE]

It unpacks Debian's linux-source-6.12 below DIRECTORY/kernel, puts Custody into it (custody-kernel), configures it
with the tree's own tools/testing/kunit/kunit.py, and builds it with Custody, plain, and with KASAN if that is asked
for. It boots each of them and runs the suites. It prints the report of S2 as it stood on the console, a table, and
the time that each step took. The exit status is 0 if every test passed, and gave what it gives in the plain kernel.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import argparse
import os
import re
import shutil
import subprocess
import sys
import time

import decode
import ktap
import machines
import rust_tools
from machines import Failed

HOME = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
TREE = "linux-source-6.12"
OURS = re.compile(r"^CONFIG_CUSTODY")
KASAN = ("CONFIG_KASAN=y\n", "CONFIG_KASAN_GENERIC=y\n", "# CONFIG_KASAN_KUNIT_TEST is not set\n")
FAILED = re.compile(r"init: .*: failed$")
# Loaded and unloaded in this order, the second time at other addresses.
MODULES = ("custody_test_first", "custody_test_second") * 2
RUST_MODULES = ("custody_test_rust_module",) * 2
# What the module in Rust prints.
RUST_SAYS = ("right (1, 0, 0)", "wrong (0, 0, 1)", "exit (1, 0, 0)")


def say(text):
    print(text, flush=True)


class Step:
    """with Step("..."): prints what begins and how long it took."""

    taken = []  # (what, seconds)

    def __init__(self, what):
        self.what = what

    def __enter__(self):
        say("kernel: %s ..." % self.what)
        self.start = time.monotonic()

    def __exit__(self, kind, value, traceback):
        if kind is None:
            Step.taken.append((self.what, time.monotonic() - self.start))
            say("kernel: %s: %.0f s" % Step.taken[-1])


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
        os.makedirs(part)
        # No kernel that is built here needs these, which are a third of the tree.
        skipped = ["--exclude=%s/%s" % (TREE, each) for each in ("Documentation/*/*", "drivers/gpu/drm/amd/include/*")]
        if subprocess.run(["tar", "-xJf", archive, "-C", part, *skipped], check=False).returncode:
            raise Failed("tar cannot unpack %s" % archive)
        os.rename(os.path.join(part, TREE), tree)
        shutil.rmtree(part)
    return tree


def run_quietly(command, log, where):
    with open(log, "a", encoding="utf-8") as file:
        if subprocess.run(command, cwd=where, stdout=file, stderr=subprocess.STDOUT, check=False).returncode:
            with open(log, encoding="utf-8", errors="replace") as written:
                sys.stderr.writelines(written.readlines()[-20:])
            raise Failed("'%s' failed: %s has all of its output" % (" ".join(command), log))


def write_config(options, path, name):
    """The configuration of the kernel NAME, as kunit.py wants it."""
    with open(os.path.join(HOME, "kernel", options.machine.config), encoding="utf-8") as file:
        lines = file.readlines()
    if name != "custody":
        lines = [line for line in lines if not OURS.match(line)]
    if name == "kasan":
        lines += KASAN
    if options.all_tests:
        lines += ["CONFIG_KUNIT_ALL_TESTS=y\n"]
    if options.rust:
        with open(os.path.join(HOME, "kernel", "rust.kunitconfig"), encoding="utf-8") as file:
            lines += file.readlines()
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(lines)


def kunit(tree, out, options, variables, *arguments):
    command = [sys.executable, os.path.join(tree, "tools/testing/kunit/kunit.py"), *arguments, "--build_dir", out,
               *options.machine.kunit_arguments]
    for variable in variables:
        command += ["--make_options", variable]
    return command


def make(tree, out, options, log, *targets):
    """Runs make, and says every ten seconds how far it is."""
    command = ["make", "ARCH=" + options.machine.arch, "O=" + out, "-j%d" % options.jobs, *options.variables, *targets]
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


def configure(tree, out, options, name, log):
    config = out + ".kunitconfig"
    write_config(options, config, name)
    if not options.full and not options.all_tests:
        run_quietly(kunit(tree, out, options, options.variables, "config", "--kunitconfig", config), log, tree)
        return
    # kunit.py refuses a configuration that is not kept to the letter; some suites select what is left out here.
    with open(config, encoding="utf-8") as file:
        lines = file.readlines()
    if options.full:  # the defaults of the architecture, and what a suite needs
        with open(os.path.join(tree, options.machine.defconfig), encoding="utf-8") as file:
            lines = file.readlines() + [line for line in lines if line.startswith("CONFIG_")]
    with open(os.path.join(out, ".config"), "w", encoding="utf-8") as file:
        file.writelines(lines)
    make(tree, out, options, log, "olddefconfig")


def build(tree, place, options, name):
    """Builds the kernel NAME, and returns the folder that it is in."""
    kind = name + ("-all" if options.all_tests else "") + ("-full" if options.full else "")
    kind += ("-rust" if options.rust else "") + ("-x86_64" if options.machine.arch == "x86_64" else "")
    out = os.path.join(place, kind)
    log = out + ".log"
    os.makedirs(out, exist_ok=True)
    if os.path.exists(log):
        os.remove(log)
    # What the compiler's output depends on, beside its arguments and the source.
    files = [options.plugin, os.path.join(HOME, "kernel/kernel.list")] if name == "custody" else []
    os.environ["CCACHE_EXTRAFILES"] = ":".join(files)
    with Step("configuring (%s)" % kind):
        configure(tree, out, options, name, log)
    with Step("building (%s)" % kind):
        make(tree, out, options, log)
    return out


# --- booting ---------------------------------------------------------------------------------


def boot_time(out, options):
    """Seconds from the start of the kernel to the end of a boot that runs no test. The best of five."""
    return min(machines.boot(options.machine, out, "kunit.filter_glob=none", options.machine.end)[1] for _ in range(5))


def run_suites(tree, out, options):
    """The lines of the console of a run of all suites, through kunit.py."""
    command = kunit(tree, out, options, (), "exec", "--raw_output=all", "--timeout", "1800",
                    "--kernel_args", "custody=print_stats=1", *options.machine.exec_arguments)
    result = subprocess.run(command, cwd=tree, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, text=True, errors="replace", check=False)
    return keep_console(out, "suites", result.stdout)


def keep_console(out, name, text):
    with open("%s.%s.console" % (out, name), "w", encoding="utf-8") as file:
        file.write(text)
    return ktap.read_lines(text)


def run_modules(out, options):
    """Loads and unloads the test modules, from a first program of our own."""
    program, archive = out + ".init", out + ".cpio"
    subprocess.run(["clang-%s" % options.llvm, "-O1", "-static", "-DEND=" + options.machine.last_call, "-o", program,
                    os.path.join(HOME, "kernel/boot/load_modules.c")], check=True)
    modules = MODULES + RUST_MODULES * options.rust
    files = {"init": program}
    files.update({each + ".ko": os.path.join(out, "lib/custody", each + ".ko") for each in modules})
    machines.write_archive(archive, files)
    console, _ = machines.boot(options.machine, out, "kunit.filter_glob=custody_module_*", "--", *modules, initrd=archive)
    return keep_console(out, "modules", console)


# What is run beside the suites: how it is called, the arguments of the boot, what the console must have.
def run_rare(out, options):
    """{what: lines of the console} of boots that need other memory, or modules."""
    small = options.machine.small_memory
    boots = {
        "10,000 tasks": ("tasks", ["kunit.filter_glob=custody_hard.tasks_10000_at_once"], {"memory": "3G"}),
        "%sB of memory" % small: ("small", ["kunit.filter_glob=custody_*"], {"memory": small}),
    }
    boots.update({what: (name, ["kunit.filter_glob=custody_*"], given)
                  for what, (name, given) in options.machine.other_boots.items()})
    rare = {what: keep_console(out, name, machines.boot(options.machine, out, *arguments, options.machine.end, **given)[0])
            for what, (name, arguments, given) in boots.items()}
    rare["modules"] = run_modules(out, options)
    return rare


# --- what is printed -------------------------------------------------------------------------


def size_of(out):
    """Bytes of code and read-only data, and of the whole image without debug info."""
    text, data = subprocess.run(["size", os.path.join(out, "vmlinux")], capture_output=True, text=True,
                                check=True).stdout.split("\n")[1].split()[:2]
    return int(text), int(text) + int(data)


def is_ours(name):
    return name.startswith("custody")


class Kernel:
    """A kernel that was built and run."""

    def __init__(self, name, out, lines, options):
        self.name, self.out, self.lines = name, out, lines
        self.results = ktap.read_results(lines)
        self.others = {test: result for test, result in self.results.items() if not is_ours(test)}
        self.ours = {test: result for test, result in self.results.items() if is_ours(test)}
        self.seconds = sum(t for suite, t in ktap.suite_times(lines).items() if not is_ours(suite))
        self.boot = boot_time(out, options)
        self.text, self.image = size_of(out)

    def row(self):
        figures = (len(ktap.suites_of(self.others)), *ktap.count(self.others), self.boot, self.seconds, self.text / 1e6,
                   self.image / 1e6)
        return "%-8s %6d %6d %6d %7d %8.2f s %8.2f s %6.1f MB %6.1f MB" % (self.name, *figures)


def differences(plain, other):
    """What OTHER gave differently."""
    return ["kernel: %s: %s in the plain kernel, %s with %s" % (test, result, other.others.get(test, "not run"), other.name)
            for test, result in sorted(plain.others.items()) if other.others.get(test) != result]


def print_tests(kind, results):
    say("%s: %d suites, %d passed, %d failed, %d skipped" % (kind, len(ktap.suites_of(results)), *ktap.count(results)))
    for test, result in results.items():
        if result == "failed":
            say("  not ok %s" % test)


def warnings_of(log):
    """The lines of a build in which objtool or modpost complains."""
    with open(log, encoding="utf-8", errors="replace") as file:
        return [line.strip() for line in file if re.search(r"warning: objtool|WARNING: modpost", line)]


def print_outcome(custody, others, rare, options):
    """Returns whether all is well."""
    say("")
    report = ktap.report_of(custody.lines, ["s2_key_from_borrow"])
    if options.rust:
        report = ktap.report_of(custody.lines, ["custody_test_devres_first_form+"])
        report = report and decode.decode(report, os.path.join(custody.out, "vmlinux"))
    say(report or "kernel: no report of S2 on the console")
    say("")
    print_tests("Custody's suites", custody.ours)
    good = bool(report) and not ktap.count(custody.ours)[1]
    for what, lines in rare.items():
        results = ktap.read_results(lines)
        print_tests("with %s" % what, results)
        if not any(text.startswith("reboot: ") for _, text in lines):
            say("  this boot did not come to its end")
            good = False
        good &= bool(results) and not ktap.count(results)[1] and not any(FAILED.match(text) for _, text in lines)
    stray = [text for suite, text in ktap.reports_of(custody.lines) if not is_ours(suite)]
    say("reports outside of Custody's suites: %d" % len(stray))
    for text in stray:
        say("  " + text)
    warnings = warnings_of(custody.out + ".log")
    say("warnings of objtool and modpost: %d" % len(warnings))
    for text in warnings[:10]:
        say("  " + text)
    say("in the end: %s" % ktap.counts_of(custody.lines))
    if options.rust:
        said = [text[len(RUST_MODULES[0]) + 2:] for _, text in rare.get("modules", [])
                if text.startswith(RUST_MODULES[0] + ": ")]
        say("the module in Rust says: %s" % (", ".join(said) or "nothing"))
        good &= said == [*RUST_SAYS] * len(RUST_MODULES)
    stats = [text[7:] for _, text in rare.get("modules", []) if text.startswith("stats: ")]
    say("/sys/kernel/debug/custody/stats after the modules: %s" % (", ".join(stats) or "missing"))
    good &= bool(stats) or not rare
    say("")
    columns = ("kernel", "suites", "passed", "failed", "skipped", "boot", "KUnit", "code", "image")
    say("%-8s %6s %6s %6s %7s %10s %10s %9s %9s" % columns)
    for kernel in [*others, custody]:
        say(kernel.row())
    for other in others:
        if other.name == "plain":
            for line in differences(other, custody):
                good = False
                say(line)
    return good and not stray and not warnings


def main():
    parser = argparse.ArgumentParser(description="Builds a kernel with Custody and runs its test suites.")
    parser.add_argument("--build", required=True, help="Custody's build directory")
    parser.add_argument("--llvm", default="22")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--arch", choices=sorted(machines.ALL), default="um", help="um: User Mode Linux. x86_64: under QEMU")
    parser.add_argument("--no-plain", action="store_true", help="do not build and time the plain kernel")
    parser.add_argument("--kasan", action="store_true", help="build and time a kernel with KASAN too")
    parser.add_argument("--all-tests", action="store_true", help="all KUnit suites of the kernel (CONFIG_KUNIT_ALL_TESTS)")
    parser.add_argument("--full", action="store_true", help="the architecture's defconfig instead of a small one")
    parser.add_argument("--rust", action="store_true", help="with Rust: its suite, and the kernel's own doctests")
    parser.add_argument("--source", default="/usr/src/%s.tar.xz" % TREE)
    options = parser.parse_args()
    options.machine = machines.ALL[options.arch]
    options.variables = ["LLVM=-%s" % options.llvm]
    options.plugin = os.path.join(os.path.abspath(options.build), "lib/custody/Custody.so")
    if shutil.which("ccache"):
        options.variables.append("CC=ccache clang-%s" % options.llvm)
    place = os.path.join(os.path.abspath(options.build), "kernel")
    os.makedirs(place, exist_ok=True)
    names = ["custody"] + ["plain"] * (not options.no_plain) + ["kasan"] * options.kasan
    try:
        if options.machine.wanted():
            raise Failed("there is no %s: install the package qemu-system-x86" % options.machine.wanted())
        tree = unpack(options.source, place)
        subprocess.run([os.path.join(HOME, "kernel/custody-kernel"), "apply", "--plugin", options.plugin, tree], check=True)
        if options.rust:
            with Step("looking for rustc and bindgen"):
                options.variables += rust_tools.make_variables(place, options.llvm)
        kernels, rare = [], {}
        for name in names:
            out = build(tree, place, options, name)
            with Step("running (%s)" % name):
                kernels.append(Kernel(name, out, run_suites(tree, out, options), options))
                if name == "custody":
                    rare = run_rare(out, options)
    except (Failed, rust_tools.Missing, subprocess.CalledProcessError) as reason:
        sys.exit("kernel: %s" % reason)
    good = print_outcome(kernels[0], kernels[1:], rare, options)
    say("")
    say("time: " + ", ".join("%s %.0f s" % each for each in Step.taken))
    say("The consoles are %s/*.console" % place)
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
