# differ.py - one program, plain and with Custody: does it do the same?
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the commands here have in common: building a program twice, running both, comparing.

A program that is built and ends well plain must do so with Custody, with the same output where
that matters and without a word from Custody. What does not work plain proves nothing and is not counted.
"""

import argparse
import concurrent.futures
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LEVELS = ("O0", "O1", "O2", "O3")
SIGNS = re.compile(r"CustodySanitizer|custody:|Custody:", re.M)


class Skipped(Exception):
    """The program does not work plain."""


class Different(Exception):
    """It works plain and not with Custody."""


def arguments(description):
    """The options that all commands take."""
    parser = argparse.ArgumentParser(description=description,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=os.path.join(ROOT, "build"),
                        help="the build directory of Custody")
    parser.add_argument("--levels", default=",".join(LEVELS), help="comma-separated")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--timeout", type=float, default=60, help="seconds for each command")
    parser.add_argument("--alive", action="store_true",
                        help="every function releases or borrows the pointers that it is given or "
                             "returns, so that all of them have a history")
    parser.add_argument("--keep", help="a directory for the programs that differ")
    return parser


def config(build, name):
    """A value from lit's configuration of the build, which knows where the compiler is."""
    with open(os.path.join(build, "test", "lit.site.cfg.py"), encoding="utf-8") as file:
        found = re.search(r'^config\.%s = r?"(.*)"$' % name, file.read(), re.M)
    if not found:
        sys.exit("no %s in the configuration of %s" % (name, build))
    return found.group(1)


def run(command, timeout, cwd=None, more=None):
    """(exit status, output, errors); the status is a word where there is none. MORE: environment."""
    environment = {**os.environ, "CUSTODY_OPTIONS": "symbolize=0", "LC_ALL": "C", **(more or {})}
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=timeout, cwd=cwd, env=environment, check=False)
    except subprocess.TimeoutExpired:
        return "timeout", "", ""
    except OSError as error:
        return "not started", "", str(error)
    return done.returncode, done.stdout.decode("latin-1"), done.stderr.decode("latin-1")


class Differ:
    """The two compilers and the directory in which programs come and go."""

    def __init__(self, options):
        self.options = options
        build = os.path.abspath(options.build)
        llvm = config(build, "llvm_bindir")
        self.plain = [os.path.join(llvm, "clang")]
        self.custody = [os.path.join(build, "bin", "custody-clang")]
        if os.path.exists(os.path.join(llvm, "ld.lld")):
            self.custody.append("-fuse-ld=lld")  # sooner done

    def built(self, compiler, arguments, program, cwd, more=None):
        status, output, errors = run(compiler + arguments + ["-o", program], self.options.timeout,
                                     cwd, more)
        return status, output + errors

    def alive(self, arguments, cwd):
        """A boundary list by which all pointers of the program have a history."""
        lines = []
        compiled = [word for word in arguments if not word.startswith("-l")]
        for source in [word for word in compiled if word.endswith(".c")]:
            flags = [word for word in compiled if not word.endswith(".c")]
            self.built(self.plain, flags + ["-O0", "-S", "-emit-llvm", source], "plain.ll", cwd)
            with open(os.path.join(cwd, "plain.ll"), encoding="latin-1") as file:
                lines += boundaries(file.read())
        with open(os.path.join(cwd, "boundaries"), "w", encoding="latin-1") as file:
            file.write("\n".join(lines) + "\n")
        return {"CUSTODY_BOUNDARIES": os.path.join(cwd, "boundaries")}

    def compare(self, arguments, level, cwd, output=True):
        """Builds with ARGUMENTS at LEVEL and runs in CWD, twice; OUTPUT: is that to be the same?"""
        flags = ["-" + level] + arguments
        status, _ = self.built(self.plain, flags, "plain", cwd)
        if status != 0:
            raise Skipped("does not compile")
        want = run(["./plain"], self.options.timeout, cwd)
        if want[0] != 0:
            raise Skipped("plain: %s" % want[0])
        more = self.alive(arguments, cwd) if self.options.alive else None
        status, said = self.built(self.custody, flags, "custody", cwd, more)
        if status != 0:
            raise Different("does not compile (%s): %s" % (status, tail(said)))
        got = run(["./custody"], self.options.timeout, cwd)
        if got[0] != 0:
            raise Different("exit status %s: %s" % (got[0], tail(got[2])))
        if SIGNS.search(got[1] + got[2]):
            raise Different("a word from Custody: " + tail(got[2]))
        if output and got[1] != want[1]:
            # An address that is printed is another one each time.
            if run(["./plain"], self.options.timeout, cwd)[1] != want[1]:
                raise Skipped("plain: its output varies")
            raise Different("another output")


DEFINED = re.compile(r"^define ([^@]*)@([\w.]+)\((.*)\)[^()]*\{$", re.M)


def boundaries(text):
    """Lines of a boundary list for the functions defined in the IR of TEXT."""
    for result, name, parameters in DEFINED.findall(text):
        if name == "main" or re.search(r"sret|byval|inalloca", parameters):
            continue  # parameters are counted as in the source
        odd = chosen(name, 2)
        if re.search(r"\bptr $", result):
            yield "fun:%s=%s" % (name, "release" if odd else "borrow.shared")
        for index, parameter in enumerate(parameters.split(", ")):
            if parameter.startswith("ptr "):
                kind = ("key", "borrow.shared", "borrow.exclusive")[(index + odd) % 3]
                yield "fun:%s=%s:%d" % (name, kind, index)


def tail(text):
    """The end of TEXT, on one line."""
    return " | ".join(line.strip() for line in text.strip().splitlines()[-3:])[-300:]


def chosen(name, every):
    """Whether NAME is in a fixed choice of one in EVERY."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % every == 0


def each(items, work, options):
    """WORK(item, directory) for all ITEMS in parallel. Yields (item, None or the exception). An
    interrupt ends it early, with the count so far."""

    def one(item):
        directory = tempfile.mkdtemp(prefix="custody-")
        try:
            work(item, directory)
            return item, None
        except Skipped as skipped:
            return item, skipped
        except Different as different:
            if options.keep:
                name = re.sub(r"[^\w.+-]", "_", "-".join(map(str, item)) if isinstance(item, tuple) else str(item))
                to = os.path.join(options.keep, name)
                shutil.copytree(directory, to, dirs_exist_ok=True)
            return item, different
        finally:
            shutil.rmtree(directory, ignore_errors=True)

    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        try:
            yield from pool.map(one, items)
        except KeyboardInterrupt:
            print("interrupted: what was done until now", flush=True)
            pool.shutdown(wait=True, cancel_futures=True)


class Tally:
    """What came out, by group."""

    def __init__(self, groups):
        self.same = dict.fromkeys(groups, 0)
        self.different = dict.fromkeys(groups, 0)
        self.skipped = dict.fromkeys(groups, 0)

    def count(self, group, name, outcome):
        if outcome is None:
            self.same[group] += 1
        elif isinstance(outcome, Skipped):
            self.skipped[group] += 1
        else:
            self.different[group] += 1
            print("DIFFERENT %s %s: %s" % (group, name, outcome), flush=True)

    def finish(self, what):
        """One line for each group; 0 where nothing differs and something was compared."""
        for group, same in self.same.items():
            line = "%s: %d of %d %s" % (group, same, same + self.different[group], what)
            if self.skipped[group]:
                line += " (%d do not work plain)" % self.skipped[group]
            print(line)
        return 1 if any(self.different.values()) or not all(self.same.values()) else 0
