"""The two projects of reports.py: how they are built and tested, and the bug to find in each.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import glob
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
for folder in (("..", "..", "bench"), ("..", "crates")):
    sys.path.append(os.path.normpath(os.path.join(HERE, *folder)))

import sources
import store as crates_io
import suite

INPUTS = os.path.join(HERE, "Inputs")
OPTIONS = "log_format=json:halt_on_error=0:print_stats=1:log_path="


class Failure(Exception):
    """A subject cannot be built or tested."""


class Missing(Exception):
    """A tool or a download is not there."""


def kept_environment(pattern):
    return {name: value for name, value in os.environ.items() if not re.match(pattern, name)}


def run(words, where, environment, output, allowed=(0,)):
    """Run a command. Its output goes to a file."""
    with open(output, "ab") as file:
        file.write(("$ %s\n" % (words if isinstance(words, str) else " ".join(words))).encode())
        file.flush()
        status = subprocess.run(words, shell=isinstance(words, str), cwd=where, env=environment, stdin=subprocess.DEVNULL,
                                stdout=file, stderr=subprocess.STDOUT, check=False).returncode
    if status not in allowed:
        raise Failure("exit status %d, see %s" % (status, output))


class Subject:
    """A project. After test(), LOGS has what its processes wrote, and RUNNER the JUnit files of its test runner.

    BUGS has a part of the name of each function that must be reported. In those of THEN reports may follow."""

    then = ()

    def __init__(self, arguments):
        self.arguments = arguments
        self.where = os.path.join(arguments.build, "reports", self.name)
        self.source = os.path.join(self.where, "source")
        self.logs, self.runner, self.known = os.path.join(self.where, "logs"), [], set()
        self.output = os.path.join(self.where, "output")

    def begin(self):
        for path in (self.source, self.logs):
            shutil.rmtree(path, ignore_errors=True)
        os.makedirs(self.logs)
        if os.path.exists(self.output):
            os.remove(self.output)

    def custody_options(self):
        return OPTIONS + os.path.join(self.logs, "log")


class JsonC(Subject):
    """json-c by ctest. Its tests are shell scripts, which start one or more programs.

    json-c is right, so two bugs are planted: the library takes a reference to an element of an array, and gives
    back the pointer to the element instead of the one that json_object_get() returned."""

    name, runner_name = "json-c", "ctest"
    bugs = {"json_object_array_to_json_string", "json_object_deep_copy_recursive"}  # the first one has more than one caller
    QUICK = ["test1", "test_deep_copy", "test_null"]  # these tests with --quick; the last one reaches no bug
    PLANTED = [
        (r"(val = json_object_array_get_idx\(jso, ii\);\n)(\s+if \(val == NULL\)\n.*?return -1;\n)",
         r"\1\t\tjson_object_get(val);\n\2\t\tjson_object_put(val);\n"),
        (r"(jso1 = json_object_array_get_idx\(src, ii\);\n)(.*?\n\t\t\t\})(\n\n\t\t\tif \(json_object_array_add)",
         r"\1\t\t\tjson_object_get(jso1);\n\2\n\t\t\tjson_object_put(jso1);\3"),
    ]

    def fetch(self):
        for tool in ("cmake", "ctest", "ninja"):
            if not shutil.which(tool):
                raise Missing("%s is not installed" % tool)
        try:
            return sources.Store(os.path.join(self.arguments.build, "projects")).unpacked("json-c")
        except sources.Unavailable as error:
            raise Missing(str(error)) from error

    def plant(self):
        path = os.path.join(self.source, "json_object.c")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        for pattern, planted in self.PLANTED:
            text, count = re.subn(pattern, planted, text, flags=re.S)
            if count != 1:
                raise Failure("json_object.c is not as expected: %d times %s" % (count, pattern))
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def test(self):
        unpacked = self.fetch()
        self.begin()
        shutil.copytree(unpacked, self.source, symlinks=True)
        self.plant()
        tools = os.path.join(self.arguments.build, "bin")
        naming = subprocess.run([os.path.join(tools, "custody-config"), "--ctest"], stdout=subprocess.PIPE, text=True, check=True)
        environment = kept_environment("CUSTODY|CMAKE_|CTEST_|C(XX|PP)?FLAGS|LDFLAGS")
        environment.update(CC=os.path.join(tools, "custody-clang"), CFLAGS="-O1 -g", CUSTODY_BOUNDARIES=os.path.join(INPUTS, "json-c.list"),
                           LC_ALL="C", USE_VALGRIND="0", VERBOSE="1")
        run(["cmake", "-S", ".", "-B", "out", "-G", "Ninja", "-DCMAKE_BUILD_TYPE=None", "-DDISABLE_WERROR=ON", "-DBUILD_STATIC_LIBS=OFF",
             "-DBUILD_APPS=OFF", "-DCMAKE_PROJECT_INCLUDE=" + naming.stdout.strip()], self.source, environment, self.output)
        quick = self.arguments.quick
        run(["ninja", "-C", "out", "-j%d" % self.arguments.jobs, *(self.QUICK + ["test1Formatted"] if quick else [])], self.source,
            environment, self.output)
        self.runner = [os.path.join(self.where, "ctest.xml")]
        environment["CUSTODY_OPTIONS"] = self.custody_options()
        run(["ctest", "--test-dir", "out", "-j%d" % self.arguments.jobs, "--output-junit", self.runner[0],
             *(["-R", "^(%s)$" % "|".join(self.QUICK)] if quick else [])], self.source, environment, self.output, allowed=(0, 8))


class Triomphe(Subject):
    """triomphe 0.1.16 by cargo test. The bug is its own. Its tests do not reach it, so three tests are added."""

    name, runner_name = "triomphe", "cargo test"
    bugs, then = {"ArcUnion"}, {"drop_slow"}
    VERSION = "0.1.16"

    def store(self):
        return crates_io.Store(os.path.join(self.arguments.build, "crates"), self.arguments)

    def fetch(self):
        if not shutil.which(self.arguments.cargo):
            raise Missing("%s is not installed" % self.arguments.cargo)
        crate = suite.Crate({"name": self.name, "version": self.VERSION}, self.where, self.arguments)
        crate.work = self.source
        store = self.store()
        try:
            crate.unpack_afresh(store)
        except (crates_io.Unavailable, suite.Failure, OSError) as error:
            raise Missing(str(error)) from error
        os.makedirs(os.path.join(self.source, "tests"), exist_ok=True)
        shutil.copy(os.path.join(INPUTS, "union.rs"), os.path.join(self.source, "tests", "union.rs"))
        with open(os.path.join(self.source, "Cargo.toml"), "a", encoding="ascii") as file:  # as published it looks for no tests
            file.write('\n[[test]]\nname = "union"\npath = "tests/union.rs"\n')
        return crate, store

    def test(self):
        self.begin()
        crate, store = self.fetch()
        environment = crate.environment(store.home, True)
        command = [os.path.join(self.arguments.build, "bin", "cargo-custody"), *self.words(), "--lib", "--test", "union"]
        self.prepare(environment)
        self.build(command, environment)
        environment["CUSTODY_OPTIONS"] = self.custody_options()
        run(command + ["--no-fail-fast"], self.source, environment, self.output, allowed=(0, 100, 101))
        self.finish()

    def words(self):
        return ["test", "--locked"]

    def prepare(self, environment):
        pass

    def build(self, command, environment):
        run(command + ["--no-run"], self.source, environment, self.output)

    def finish(self):
        """libtest writes no JUnit. It prints the names of the tests."""
        with open(self.output, encoding="utf-8", errors="replace") as file:
            self.known = set(re.findall(r"^test (\S+)(?: - should panic)? \.\.\. ", file.read(), re.M))


class Nextest(Triomphe):
    """The same by cargo-nextest: a process for each test."""

    name, runner_name = "triomphe", "cargo nextest"

    def __init__(self, arguments):
        super().__init__(arguments)
        self.logs, self.output = self.logs + "-nextest", self.output + "-nextest"

    def fetch(self):
        if not shutil.which("cargo-nextest"):
            raise Missing("cargo-nextest is not installed")
        return super().fetch()

    def words(self):
        return ["nextest", "run", "--locked"]

    def prepare(self, environment):
        os.makedirs(os.path.join(self.source, ".config"))
        with open(os.path.join(self.source, ".config", "nextest.toml"), "w", encoding="ascii") as file:
            file.write('[profile.default.junit]\npath = "junit.xml"\n')

    def finish(self):
        self.runner = glob.glob(os.path.join(self.source, "target", "nextest", "default", "junit.xml"))
        if not self.runner:
            raise Failure("cargo-nextest wrote no JUnit file, see %s" % self.output)


SUBJECTS = {"ctest": JsonC, "cargo": Triomphe, "nextest": Nextest}
