#!/usr/bin/env python3
"""Installs the Debian package in fresh systems without the source tree, and uses it there: ./dev package --check.

usage: check.py --package FILE --directory DIR [SUITE...]

For each SUITE (bookworm, trixie) it makes a Debian system below DIR with debootstrap, installs the package with apt in a
chroot, and builds the hello-bugs of test/install/Inputs in C, C++ and Rust: with find_package, pkg-config, Meson,
clang --config, the wrapper, and cargo. Each must be reported, and be silent with an argument. It prints a table. It needs root,
and the network of apt. The exit status is 0 if everything was as expected.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import argparse
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
HELLO = os.path.join(os.path.dirname(HERE), "install", "Inputs")
EXTENSION = os.path.join(os.path.dirname(HERE), "runtime", "Inputs")
MIRROR, SECURITY = "http://deb.debian.org/debian", "http://deb.debian.org/debian-security"
BUILD_TOOLS = ["cmake", "ninja-build", "meson", "pkg-config", "man-db"]
RUST = ["rustc-web", "cargo-web"]

CMAKE = """cmake_minimum_required(VERSION 3.16)
project(hello LANGUAGES C CXX)
find_package(Custody REQUIRED)
set(CMAKE_C_FLAGS -g)
set(CMAKE_CXX_FLAGS -g)
add_executable(hello hello.c)
custody_enable(hello)
add_executable(hellopp hello.cpp)
custody_enable(hellopp)
"""
MESON = """project('hello', 'c', 'cpp', default_options: ['buildtype=debug'])
custody = dependency('custody')
executable('hello', 'hello.c', dependencies: custody)
executable('hellopp', 'hello.cpp', dependencies: custody)
"""
CARGO = '[package]\nname = "hello"\nversion = "0.1.0"\nedition = "2021"\n'
HELLO_RS = """use std::sync::Arc;

#[inline(never)]
fn key(value: &u64) -> *const u64 {
    value
}

fn main() {
    let owner = Arc::new(7u64);
    let raw = Arc::into_raw(owner.clone());
    let again = if std::env::args().len() > 1 { raw } else { key(&owner) };
    drop(unsafe { Arc::from_raw(again) });
}
"""

# name, command, programs that it makes
WAYS = [
    ("custody-clang", "custody-clang -g hello.c -o wrapper && custody-clang++ -g hello.cpp -o wrapperpp", ["wrapper", "wrapperpp"]),
    ("clang --config", "clang-{llvm} --config=/usr/lib/custody/custody.cfg -g hello.c -o config && "
     "clang++-{llvm} --config=/usr/lib/custody/custody.cfg -g hello.cpp -o configpp", ["config", "configpp"]),
    ("pkg-config", "clang-{llvm} $(pkg-config --cflags custody) -g hello.c -o pkg $(pkg-config --libs custody) && "
     "clang++-{llvm} $(pkg-config --cflags custody) -g hello.cpp -o pkgpp $(pkg-config --libs custody)", ["pkg", "pkgpp"]),
    ("find_package", "cmake -G Ninja -B cmake -DCMAKE_C_COMPILER=clang-{llvm} -DCMAKE_CXX_COMPILER=clang++-{llvm} && cmake --build cmake",
     ["cmake/hello", "cmake/hellopp"]),
    ("Meson", "CC=clang-{llvm} CXX=clang++-{llvm} meson setup meson && ninja -C meson", ["meson/hello", "meson/hellopp"]),
    ("custody-rustc", "custody-rustc hello.rs -o rust && custody-rustc -O hello.rs -o rust-fast", ["rust", "rust-fast"]),
    ("cargo custody", "cd crate && CARGO_TARGET_DIR=/work/crate/target cargo custody build && "
     "cp target/x86_64-unknown-linux-gnu/debug/hello ../cargo", ["cargo"]),
]


def say(text):
    print(text, flush=True)


class Chroot:
    """A Debian system in DIRECTORY."""

    def __init__(self, suite, directory, log):
        self.suite, self.directory, self.log = suite, directory, log

    def run(self, command, **more):
        """Run a shell COMMAND in the system. Returns its status and output."""
        environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}
        environment.update(more)
        done = subprocess.run(["chroot", self.directory, "/bin/sh", "-c", command], env=environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False)
        self.log.write("$ %s\n%s[%d]\n" % (command, done.stdout, done.returncode))
        self.log.flush()
        return done.returncode, done.stdout

    def must(self, command):
        status, output = self.run(command)
        if status:
            raise RuntimeError("%s failed with %d:\n%s" % (command, status, "\n".join(output.split("\n")[-15:])))
        return output

    def make(self):
        if not os.path.exists(os.path.join(self.directory, "etc", "apt", "custody-made")):
            shutil.rmtree(self.directory, ignore_errors=True)
            done = subprocess.run(["debootstrap", "--variant=minbase", "--include=ca-certificates", self.suite, self.directory, MIRROR],
                                  stdout=self.log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, check=False)
            if done.returncode:
                raise RuntimeError("debootstrap failed; see the log")
            with open(os.path.join(self.directory, "etc", "apt", "sources.list"), "w", encoding="ascii") as file:
                file.write("deb %s %s main\ndeb %s %s-updates main\ndeb %s %s-security main\n" % (
                    MIRROR, self.suite, MIRROR, self.suite, SECURITY, self.suite))
            with open(os.path.join(self.directory, "etc", "apt", "custody-made"), "w", encoding="ascii"):
                pass
        self.must("apt-get update -qq")

    def mount(self):
        for what in ("proc", "dev"):
            target = os.path.join(self.directory, what)
            kind = ["-t", "proc", "proc"] if what == "proc" else ["--bind", "/dev"]
            subprocess.run(["mount", *kind, target], check=True)

    def unmount(self):
        for what in ("dev", "proc"):
            subprocess.run(["umount", "-l", os.path.join(self.directory, what)], check=False, stderr=subprocess.DEVNULL)


def write_work(system):
    work = os.path.join(system.directory, "work")
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(os.path.join(work, "crate", "src"))
    for name in ("hello.c", "hello.cpp"):
        shutil.copy(os.path.join(HELLO, name), work)
    for name, text in (("CMakeLists.txt", CMAKE), ("meson.build", MESON), ("hello.rs", HELLO_RS), ("crate/Cargo.toml", CARGO),
                       ("crate/src/main.rs", HELLO_RS)):
        with open(os.path.join(work, name), "w", encoding="ascii") as file:
            file.write(text)


def check_program(system, program):
    """Why the program is not as it should be, or None."""
    status, output = system.run("cd /work && ./%s" % program)
    if status != 66 or "SUMMARY: CustodySanitizer: wrong-provenance " not in output:
        return "%s: the bug is not reported (status %d)" % (program, status)
    status, output = system.run("cd /work && ./%s right" % program)
    if status or "Custody" in output:
        return "%s: the right form is not silent (status %d)" % (program, status)
    return None


def check_way(system, llvm, command, programs):
    status, output = system.run("cd /work && " + command.format(llvm=llvm))
    if status:
        return "does not build: " + " ".join(output.split()[-40:])
    for program in programs:
        wrong = check_program(system, program)
        if wrong:
            return wrong
    return None


def check_tools(system):
    """The report tool, the man pages and the removal of the package."""
    _, output = system.run("cd /work && CUSTODY_OPTIONS=log_format=json:log_path=/work/log ./wrapper; custody-report /work/log")
    if "custody-report: 1 bug" not in output:
        return "custody-report: " + output[-300:]
    if system.run("ls $(custody-config --boundaries)/glib.list")[0]:
        return "there is no boundary list for GLib"
    if system.run("man custody-report | grep -q baseline && man 7 custody | grep -q plug-in")[0]:
        return "there is no man page"
    return None


def check_other_llvm(system):
    """The wrapper with the compiler of another LLVM. Returns None, or what is wrong."""
    found = re.search(r"/usr/lib/custody/llvm-([0-9]+)", system.run("ls -d /usr/lib/custody/llvm-*")[1])
    if not found:
        return "skipped: the package has one plug-in"
    other = found.group(1)
    if system.run("apt-get install -y --no-install-recommends clang-%s libclang-rt-%s-dev" % (other, other))[0]:
        return "skipped: clang-%s cannot be installed" % other
    if system.run("cd /work && CUSTODY_CC=clang-%s custody-clang -g hello.c -o other" % other)[0]:
        return "clang-%s does not build" % other
    flags = "$(pkg-config --%s custody-" + other + ")"
    command = "clang-%s %s -g hello.c -o other-pc %s" % (other, flags % "cflags", flags % "libs")
    if system.run("cd /work && " + command)[0]:
        return "clang-%s does not build with pkg-config" % other
    return check_program(system, "other") or check_program(system, "other-pc")


def check_extension(system):
    """A module for the system's own Python, with custody-run. Returns None, or what is wrong."""
    if system.run("apt-get install -y --no-install-recommends python3-dev")[0]:
        return "skipped: python3-dev cannot be installed"
    for name in ("extension.c", "registry.h"):
        shutil.copy(os.path.join(EXTENSION, name), os.path.join(system.directory, "work"))
    system.must("cd /work && custody-clang -g -O1 -shared -fPIC $(python3-config --includes) extension.c -o counted.so")
    run = "cd /work && %s python3 -c 'import counted; counted.round_trip(%d)'"
    if "undefined symbol: __custody_runtime_v" not in system.run(run % ("", 0))[1]:
        return "without custody-run there is no message"
    status, output = system.run(run % ("custody-run", 1))
    if status != 66 or "SUMMARY: CustodySanitizer: wrong-provenance " not in output:
        return "the bug is not reported (status %d)" % status
    status, output = system.run(run % ("custody-run", 0))
    return "the right form is not silent (status %d)" % status if status or output else None


def check_suite(suite, options, llvm):
    directory = os.path.join(options.directory, suite)
    failures = 0
    os.makedirs(options.directory, exist_ok=True)
    with open(os.path.join(options.directory, suite + ".log"), "w", encoding="utf-8") as log:
        system = Chroot(suite, directory, log)
        system.make()
        system.mount()
        try:
            shutil.copy(options.package, os.path.join(directory, "root"))
            package = "/root/" + os.path.basename(options.package)
            system.must("apt-get purge -y -qq custody 2>/dev/null || true")
            system.must("apt-get install -y --no-install-recommends %s python3 %s" % (package, " ".join(BUILD_TOOLS)))
            say("%s: apt install ./%s: ok" % (suite, os.path.basename(package)))
            rust = system.run("apt-get install -y --no-install-recommends " + " ".join(RUST))[0] == 0
            write_work(system)
            for name, command, programs in WAYS:
                if programs[0] in ("rust", "cargo") and not rust:
                    say("%s: %-15s skipped: %s cannot be installed" % (suite, name, " ".join(RUST)))
                    continue
                wrong = check_way(system, llvm, command, programs)
                failures += wrong is not None
                say("%s: %-15s %s" % (suite, name, wrong or "reported; silent if right"))
            for name, check in (("tools and pages", check_tools), ("another LLVM", check_other_llvm), ("Python module", check_extension)):
                wrong = check(system)
                failures += wrong is not None and not wrong.startswith("skipped")
                say("%s: %-15s %s" % (suite, name, wrong or "ok"))
            system.must("apt-get purge -y -qq custody")
            left = system.run("ls -d /usr/lib/custody /usr/include/custody /usr/bin/custody-* 2>/dev/null")[1].split()
            failures += bool(left)
            say("%s: %-15s %s" % (suite, "apt purge", "left " + " ".join(left) if left else "nothing is left"))
        finally:
            system.unmount()
    return failures


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--package", required=True)
    parser.add_argument("--directory", required=True)
    parser.add_argument("--llvm", default="22")
    parser.add_argument("suites", nargs="*", default=["bookworm", "trixie"])
    options = parser.parse_args()
    options.directory = os.path.abspath(options.directory)
    failures = 0
    for suite in options.suites:
        try:
            failures += check_suite(suite, options, options.llvm)
        except (RuntimeError, OSError, subprocess.CalledProcessError) as error:
            say("%s: %s" % (suite, error))
            failures += 1
    say("package: %s" % ("as expected" if not failures else "%d failed; see %s/*.log" % (failures, options.directory)))
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
