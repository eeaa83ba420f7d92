"""Reads reports in the form that docs/results.md describes, and groups them to bugs.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import glob
import hashlib
import json
import os
import re
import sys

VERSION = 1  # of the format, JSON_VERSION in runtime/report/json.h


class Frame:
    """A frame of a stack. Members that are not known are "" or 0."""

    def __init__(self, data):
        self.function = data.get("function", "")
        self.file = data.get("file", "")  # short
        self.path = data.get("path", "")  # where the file is
        self.line = data.get("line", 0)
        self.column = data.get("column", 0)
        self.library = data.get("library", False)  # of Rust's standard library
        self.user = data.get("user", False)  # the first one that is not
        self.source = data.get("source", "")
        self.module = data.get("module", "")
        self.offset = data.get("offset", "")
        self.build_id = data.get("build_id", "")

    def place(self):
        """"file:line:column", or the module and the offset in it."""
        if not self.file:
            return "(%s+%s)" % (self.module, self.offset) if self.module else ""
        return self.file + "".join(":%d" % n for n in (self.line, self.line and self.column) if n)

    def key(self):
        return self.place() or self.function


class Step:
    """What happened to the pointer at one place: its release, the loss of its permissions, ..."""

    def __init__(self, data):
        self.role = data.get("role", "")
        self.heading = data.get("heading", "")
        self.boundary = data.get("boundary", "")
        self.frames = [Frame(frame) for frame in data.get("frames", [])]
        thread = data.get("thread", {})
        self.thread = thread.get("number")  # None: not known
        self.thread_name = thread.get("name", "")

    def frame(self):
        """The frame to show: the user's, or else the first one with a file, or the first one."""
        for wanted in (lambda f: f.user, lambda f: f.file, lambda f: True):
            for frame in self.frames:
                if wanted(frame):
                    return frame
        return None

    def by_thread(self):
        if self.thread is None:
            return ""
        return "T%d" % self.thread + (" (%s)" % self.thread_name if self.thread_name else "")


class Process:
    """Who wrote a line."""

    def __init__(self, data):
        self.pid = data.get("pid", 0)
        self.executable = data.get("executable", "")
        self.directory = data.get("directory", "")
        self.test = data.get("test", "")  # as the runner of the tests names it
        self.suite = data.get("suite", "")

    def program(self):
        """The name of the program, without the hash that cargo adds to a program of tests: it differs from build to build."""
        directory, name = os.path.split(self.executable)
        if os.path.basename(directory) == "deps":
            name = re.sub(r"-[0-9a-f]{16}$", "", name)
        return name or "process %d" % self.pid


class Report:
    """One report of one process."""

    def __init__(self, data, origin):
        self.process = Process(data.get("process", {}))
        self.origin = origin  # the file that it was read from
        self.id = data.get("id", "")
        self.kind = data.get("kind", "unknown")
        self.pid = self.process.pid
        self.executable = self.process.executable
        self.what = data.get("what", [])
        self.hint = data.get("hint", [])
        self.help = data.get("help", "")
        self.summary = data.get("summary", self.kind)
        self.pointer = data.get("pointer", {})
        self.owner = data.get("owner", {})
        self.release = data.get("release", {})
        self.model = data.get("model", "permission")
        self.models = data.get("models", {})
        self.steps = [Step(step) for step in data.get("steps", [])]
        self.count = 1
        self.order = 0  # in which the reports were read

    def step(self, role):
        return next((step for step in self.steps if step.role == role), None)

    def reclaim(self):
        return self.step("reclaim") or Step({})

    def test(self):
        """As the runner of the tests names it, or else the name of the thread: harnesses give that the name of the test."""
        return self.process.test or self.reclaim().thread_name

    def program(self):
        return self.process.program()

    def _own_frames(self):
        return [frame for frame in self.reclaim().frames if not frame.library]

    def caller(self):
        """The frame that called what rebuilds the owner, or None."""
        return next(iter(self._own_frames()[1:]), None)

    def _places(self):
        """The frames that make this bug different from others: as runtime/report/repeats.h."""
        reclaim = self._own_frames()[:2]
        loss = self.step("loss")
        found = loss.frame() if loss else None
        return reclaim + ([found] if found else [])

    def key(self):
        return (self.kind,) + tuple(frame.key() for frame in self._places())

    def fingerprint(self):
        """A number that stays the same if lines are added above the bug, or on another machine: for baselines."""
        words = [self.kind]
        for frame in self._places():
            # Not the directory: another machine may have the sources elsewhere.
            words += [os.path.basename(frame.file or frame.module), frame.function, "".join(frame.source.split())]
        return hashlib.sha256("\0".join(words).encode("utf-8", "replace")).hexdigest()[:16]


class Bug:
    """All reports of one bug, of all processes."""

    def __init__(self, first):
        self.reports = [first]
        self.has_double = False  # another bug has the same summary: only the caller differs, or the loss

    @property
    def first(self):
        return self.reports[0]

    @property
    def kind(self):
        return self.first.kind

    @property
    def summary(self):
        return self.first.summary

    @property
    def fingerprint(self):
        return self.first.fingerprint()

    @property
    def count(self):
        return sum(report.count for report in self.reports)

    def frame(self):
        return self.first.reclaim().frame()

    def _all(self, name):
        return sorted({value for value in map(name, self.reports) if value})

    def tests(self):
        return self._all(Report.test)

    def programs(self):
        return self._all(Report.program)

    def threads(self):
        return self._all(lambda report: report.reclaim().by_thread())

    def processes(self):
        return len({(report.origin, report.pid, report.executable) for report in self.reports})


class Results:
    """All that was read."""

    def __init__(self):
        self.files = []
        self.bugs = []
        self.counts = []  # of processes: dicts with "process", "verified", "unverified", "reported", "reasons"
        self.counted = []  # these processes
        self.unverified = []  # dicts with "reason", "count", "where"
        self.unreclaimed = []  # dicts with "count", "where", "boundary"
        self.suppressions = {}  # (kind, what, pattern): how many findings it matched, in all processes
        self.warnings = []
        self.unread = 0  # lines that may have had a bug, and could not be read
        self._by_key = {}
        self._repeats = []
        self._reports = 0

    def total(self, name):
        return sum(each.get(name, 0) for each in self.counts)

    def add(self, data, origin):
        kind = data.get("type")
        pid = data.get("process", {}).get("pid")
        if kind == "report":
            report = Report(data, origin)
            report.order = self._reports = self._reports + 1
            bug = self._by_key.get(report.key())
            if bug:
                bug.reports.append(report)
            else:
                bug = self._by_key[report.key()] = Bug(report)
                self.bugs.append(bug)
        elif kind == "repeat":
            self._repeats.append((origin, pid, data.get("id"), data.get("count", 1)))
        elif kind == "counts":
            self.counts.append(data)
            self.counted.append(Process(data.get("process", {})))
        elif kind == "unverified":
            self.unverified.append(data)
        elif kind == "unreclaimed":
            self.unreclaimed.append(data)
        elif kind == "suppression":
            key = (data.get("kind", ""), data.get("what", ""), data.get("pattern", ""))
            self.suppressions[key] = self.suppressions.get(key, 0) + data.get("count", 0)
        elif kind == "warning":
            self.warnings.append(data.get("message", "") + (" (%s)" % data["detail"] if data.get("detail") else ""))

    def finish(self):
        """Call this when all files were read."""
        counts = {}
        for origin, pid, bug, count in self._repeats:
            counts[origin, pid, bug] = counts.get((origin, pid, bug), 0) + count
        for bug in self.bugs:
            for report in bug.reports:
                # Two programs of one process (exec) may share a file: the first one takes the count.
                report.count = counts.pop((report.origin, report.pid, report.id), 1)
        summaries = [bug.summary for bug in self.bugs]
        for bug in self.bugs:
            bug.has_double = summaries.count(bug.summary) > 1
        self.bugs.sort(key=lambda bug: (-bug.count, bug.summary))


def logs_of(path):
    """The files that the runtime makes for a log_path of PATH: PATH.PID and PATH.PROGRAM.PID."""
    return [name for name in glob.glob(glob.escape(path) + ".*") if re.match(r"\.(.+\.)?\d+$", name[len(path):])]


def files_of(paths):
    """The files that PATHS name: a file, a directory with files, or the value of log_path."""
    for path in paths:
        if os.path.isdir(path):
            # It may be the value of log_path too, with a '/' at its end or without.
            directory = path.rstrip("/") or "/"
            inside = glob.glob(os.path.join(glob.escape(directory), "*")) + logs_of(os.path.join(directory, ""))
            yield from sorted(name for name in inside + logs_of(directory) if os.path.isfile(name))
        elif path == "-" or os.path.exists(path):
            yield path  # a pipe will do too
        else:
            found = sorted(name for name in glob.glob(glob.escape(path) + ".*") if os.path.isfile(name))
            if not found:
                raise FileNotFoundError("there is no file %s, and none that begins with %s." % (path, path))
            yield from found


TEXT = re.compile(r"==\d+==ERROR: CustodySanitizer: .* reclaim of 0x")
# Not always at the start of a line: the program may have written something there, or another process that was killed.
START = re.compile(r'\{"custody":\d+,"type":')


def read_line(results, line, origin):
    """Adds what LINE has to RESULTS. Returns why something in it cannot be read, or None."""
    problem = None
    if TEXT.match(line):
        problem = "a report as text, which is not read here: run the program with log_format=json in CUSTODY_OPTIONS"
    end = 0
    for start in START.finditer(line):
        if start.start() < end:
            continue
        try:
            data, end = json.JSONDecoder().raw_decode(line, start.start())
        except ValueError:
            problem = "the line is not complete: the process was killed while it wrote"
            continue
        if data["custody"] == VERSION:
            results.add(data, origin)
        else:
            problem = "version %s of the format is not known; this is for version %d" % (data["custody"], VERSION)
    return problem


def read(paths, complain=None):
    """Reads all files of PATHS. Calls COMPLAIN(message) for lines that cannot be read."""
    complain = complain or (lambda message: print("custody-report: warning: " + message, file=sys.stderr))
    results = Results()
    for path in files_of(paths):
        results.files.append(path)
        with open(0 if path == "-" else path, encoding="utf-8", errors="replace", closefd=path != "-") as file:
            for number, line in enumerate(file, 1):
                problem = read_line(results, line, path)
                if problem:
                    results.unread += 1
                    complain("%s:%d: %s" % (path, number, problem))
    results.finish()
    return results
