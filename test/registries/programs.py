"""Builds and runs one test program of a library, plain and with Custody.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import collections
import glob
import json
import os
import resource
import shutil
import signal
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
# Some programs race with themselves or with a timeout, and end in one way or another: these are run again. A report always counts.
TRIES = 3


def counts_of(directory):
    """The sums of all logs in DIRECTORY, and the summaries of the reports."""
    counts, reports = collections.Counter(), []
    for path in glob.glob(os.path.join(directory, "*")):
        with open(path, encoding="utf-8", errors="replace") as file:
            for line in map(json.loads, file):
                if line["type"] == "counts":
                    counts.update({key: line[key] for key in ("verified", "unverified", "reported")})
                    counts.update({"(%s)" % reason: count for reason, count in line["reasons"].items()})
                elif line["type"] == "report":
                    reports.append(line["summary"])
    return counts, reports


class Limits:
    """What one run may use. Processor time is the measure, because a busy machine does not change it."""

    def __init__(self, seconds):
        self.seconds = seconds

    def __call__(self):
        resource.setrlimit(resource.RLIMIT_CPU, (self.seconds, self.seconds + 5))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run_once(command, directory, environment, standard_input, seconds):
    """Run COMMAND in DIRECTORY. Return (how it ended, output)."""
    output = os.path.join(directory, "..", "output")
    with open(output, "wb") as file, open(standard_input or os.devnull, "rb") as given:
        process = subprocess.Popen(command, cwd=directory, env=environment, stdin=given, stdout=file, stderr=subprocess.STDOUT,
                                   preexec_fn=Limits(seconds), start_new_session=True)
        try:
            status = process.wait(seconds * 10)
        except subprocess.TimeoutExpired:
            status = -signal.SIGXCPU
        try:
            os.killpg(process.pid, signal.SIGKILL)  # and what it left behind
        except ProcessLookupError:
            pass
        process.wait()
    with open(output, encoding="utf-8", errors="replace") as file:
        text = file.read()
    if status == -signal.SIGXCPU:
        return "over %d s" % seconds, text
    return ("exit %d" % status if status >= 0 else signal.Signals(-status).name), text


class Build:
    """One library's programs, built by one compiler in one directory."""

    def __init__(self, suite, directory, compiler, options, environment):
        self.suite, self.directory, self.compiler, self.options, self.environment = suite, directory, compiler, options, environment
        os.makedirs(os.path.join(directory, "bin"), exist_ok=True)

    def compiled(self, program):
        """The path of the executable, or None; then the file build.log says why."""
        to = os.path.join(self.directory, program.name.replace("/", "-"))
        shutil.rmtree(to, ignore_errors=True)
        os.makedirs(to)
        path = os.path.join(self.directory, "bin", os.path.basename(program.name))
        with open(os.path.join(to, "build.log"), "wb") as log:
            command = [self.compiler, *self.options, "-O1", "-w", *self.suite.flags, *program.flags, *program.sources, "-o", path,
                       *self.suite.libraries, *program.libraries]
            return None if subprocess.call(command, cwd=self.suite.source, env=self.environment, stderr=log) else path

    def run(self, program, path, seconds):
        """Run all runs of PROGRAM. Return [(how it ended, lines that matter)]."""
        there = os.path.join(self.directory, program.name.replace("/", "-"), "run")
        shutil.rmtree(there, ignore_errors=True)
        os.makedirs(there)
        environment = dict(self.environment, TMPDIR=there, **self.suite.environment(program, os.path.dirname(path)))
        found = []
        for arguments, given in program.runs:
            where = self.suite.source if self.suite.name == "libuv" else there
            ended, output = run_once([path, *arguments], where, environment, given, seconds)
            found.append([ended, self.suite.outcome(program, output)])
        return found


def lists_of(suite, directory):
    """The boundary lists that judge every allocation of a test program, and the one that Custody ships."""
    own = os.path.join(directory, "own.list")
    with open(own, "w", encoding="ascii") as file:
        file.writelines("fun:%s=release\n" % name for name in suite.allocators)
        file.writelines("fun:%s=reclaim:0\n" % name for name in suite.reclaimers)
    return ":".join([own, os.path.join(ROOT, "test/real/projects/allocators.list"),
                     os.path.join(ROOT, "share/boundaries/%s.list" % suite.name)])


class Checker:
    """Compares the programs of SUITE, plain and with Custody. TREE is Custody's build tree."""

    def __init__(self, suite, directory, tree, seconds):
        self.suite, self.seconds = suite, seconds
        environment = dict(os.environ, LC_ALL="C.UTF-8")
        for name in ("CUSTODY_BOUNDARIES", "CUSTODY_OPTIONS"):
            environment.pop(name, None)
        compiler = subprocess.check_output([os.path.join(tree, "bin", "custody-config"), "--cc"], text=True).strip()
        self.logs = os.path.join(directory, "logs")
        self.plain = Build(suite, os.path.join(directory, "plain"), compiler, [], environment)
        with_lists = dict(environment, CUSTODY_BOUNDARIES=lists_of(suite, directory))
        self.custody = Build(suite, os.path.join(directory, "custody"), os.path.join(tree, "bin", "custody-clang"), ["-g"], with_lists)

    def check(self, program):
        """Return the row of PROGRAM: how it ended plain and with Custody, and what Custody said."""
        row = {"suite": self.suite.name, "program": program.name, "left out": "", "complaints": []}
        plain = self.plain.compiled(program)
        if not plain:
            return dict(row, **{"left out": "does not build"})
        path = self.custody.compiled(program)
        if not path:
            return dict(row, complaints=["does not build with Custody"])
        for helper in program.helpers:
            self.plain.compiled(helper)
            self.custody.compiled(helper)
        logs = os.path.join(self.logs, program.name.replace("/", "-"))
        shutil.rmtree(logs, ignore_errors=True)
        os.makedirs(logs)
        self.custody.environment["CUSTODY_OPTIONS"] = "halt_on_error=0:print_stats=1:log_format=json:log_path=%s/log" % logs
        for _ in range(TRIES):
            row["plain"] = self.plain.run(program, plain, self.seconds)
            if any(ended.startswith("over") for ended, _ in row["plain"]):
                return dict(row, **{"left out": "needs more than %d s" % self.seconds})
            row["custody"] = self.custody.run(program, path, self.seconds * 10)
            if row["plain"] == row["custody"]:
                break
        row["counts"], row["reports"] = counts_of(logs)
        row["complaints"] = list(row["reports"])
        if row["plain"] != row["custody"]:
            row["complaints"].append("another outcome than without Custody")
        return row
