"""The compilers that a test run wants, and those that this machine has.

usage: compilers.py --llvm MAJOR

Prints one line for each compiler, for the end of a test run (see summary.py):

    tested: NAME: VERSION       this run tests with it
    skipped: NAME: REASON       it is wanted and missing
    not in this run: NAME: HOW  an LLVM version that another run tests

test/lit.cfg.py imports this file and tests with the compilers found.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import argparse
import glob
import os
import re
import shutil
import subprocess
from dataclasses import dataclass

LLVM_VERSIONS = ("22", "19")
# The Rust compilers that a complete run tests, in this order; the first one found runs every row
# of the tables. Other toolchains of rustup are tested too if they are there, but nobody misses them.
WANTED = ("distribution", "stable", "nightly")
DISTRIBUTION = "/usr/bin/rustc"


@dataclass(frozen=True)
class Compiler:
    """A compiler, and why it is not tested."""

    name: str
    path: str = ""
    version: str = ""
    missing: str = ""  # the reason; empty if it is tested


def output(*command):
    """What COMMAND prints, or an empty string if it cannot run."""
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=60).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ""


def rustc_at(name, path, llvm):
    """The compiler PATH, judged for a run with the LLVM of major version LLVM."""
    text = output(path, "-vV")
    version = re.search(r"^rustc (\S+)", text)
    used = re.search(r"^LLVM version: ([\d.]+)", text, re.M)
    if not version or not used:
        return Compiler(name, missing="%s does not answer 'rustc -vV'" % path)
    said = "rustc %s with LLVM %s" % (version.group(1), used.group(1))
    if used.group(1).split(".")[0] != llvm:
        return Compiler(name, path, said, "%s does not fit LLVM %s" % (said, llvm))
    return Compiler(name, path, said)


def toolchains():
    """{name: path of rustc} of rustup's toolchains. A link to another toolchain is not listed."""
    home = os.environ.get("RUSTUP_HOME") or os.path.expanduser("~/.rustup")
    found = {}
    for directory in sorted(glob.glob(os.path.join(home, "toolchains", "*"))):
        # Dashes separate the parts of a test's name, so a compiler's name has none.
        name = re.sub(r"-(x86_64|aarch64|i686)-.*", "", os.path.basename(directory)).replace("-", ".")
        path = os.path.join(directory, "bin", "rustc")
        if os.path.exists(path) and not os.path.islink(directory):
            found[name] = path
    return found


def rust_compilers(llvm):
    """Every Rust compiler that is wanted or found, the wanted ones first."""
    there = toolchains()
    if os.path.exists(DISTRIBUTION):
        there["distribution"] = DISTRIBUTION
    advice = {"distribution": "%s is not there (Debian's package is rustc-web)" % DISTRIBUTION}
    result = []
    for name in WANTED + tuple(sorted(set(there) - set(WANTED))):
        if name in there:
            result.append(rustc_at(name, there[name], llvm))
        else:
            why = advice.get(name, "rustup has no toolchain '%s' in this home directory" % name)
            result.append(Compiler(name, missing=why))
    # A compiler from elsewhere is better than none.
    elsewhere = shutil.which("rustc")
    if elsewhere and not there:
        result.append(rustc_at("path", elsewhere, llvm))
    return result


def print_llvm_versions(tested):
    """One line for each LLVM version that Custody supports. A run tests one of them."""
    for major in LLVM_VERSIONS:
        version = output("llvm-config-" + major, "--version").strip()
        if major == tested:
            print("tested: LLVM %s: %s" % (major, version or "installed"))
        elif version:
            command = "CUSTODY_LLVM_VERSION=%s CUSTODY_BUILD=build-%s ./dev test" % (major, major)
            print("not in this run: LLVM %s: %s is installed; %s" % (major, version, command))
        else:
            print("skipped: LLVM %s: the package llvm-%s is not installed" % (major, major))


def main():
    parser = argparse.ArgumentParser(description="Print which compilers a test run has.")
    parser.add_argument("--llvm", required=True, choices=LLVM_VERSIONS)
    llvm = parser.parse_args().llvm
    print_llvm_versions(llvm)
    for compiler in rust_compilers(llvm):
        kind = "skipped" if compiler.missing else "tested"
        print("%s: Rust compiler '%s': %s" % (kind, compiler.name, compiler.missing or compiler.version))


if __name__ == "__main__":
    main()
