# verdict_format.py - a lit test for every row, level and model of the verdict table
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A lit test format. A table of rows says what is expected. This file builds, runs and compares.

Each program is built once for each variant of a row and each optimization level, in the output directory.
The tests of the three models share it. A lock file makes sure that only one test builds it. A stamp of all
inputs shows when it must be built again.

The tests are not files. Choose some with lit's --filter, for instance --filter 'S12-.*-O2'.
"""

import fcntl
import hashlib
import os
import re
import shlex
import subprocess
from dataclasses import dataclass

import lit.formats
import lit.Test


MODELS = ("permission", "exact", "address")
TIMEOUT = 60
QUICK_LEVEL = "O2"  # of a quick run

HEADLINE = re.compile(r"^==\d+==\s?ERROR: CustodySanitizer: ([\w-]+)", re.M)
SUMMARY = re.compile(r"^SUMMARY: CustodySanitizer: ([\w-]+) (.*)$", re.M)
STATS = re.compile(r"CustodySanitizer: (\d+) verified, (\d+) unverified, (\d+) reported")
MATRIX = re.compile(r"permission: ([\w ]+?)\s+exact: ([\w ]+?)\s+address: ([\w ]+?)\s*$", re.M)
FRAME = re.compile(r"^\s+#(\d+)\s.*?(?:in )?(\S+) (\S*?)([^/\s:]+):(\d+)(?::\d+)?\s*$")
SNIPPET = re.compile(r"^ +\d* \|")
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Row:
    """One line of a table: a program, how it is built and run, and its three verdicts.

    An expectation is one word, or several joined by '|' where more than one answer is right:

        1v          silent; exactly 1 reclaim verified, none unverified
        1u          silent; exactly 1 unverified, none verified
        1v1u        silent; 1 verified and 1 unverified
        1?          silent; 1 reclaim, verified or unverified
        stale       one report of that kind, exit status 66
    """

    name: str  # of the test
    source: str
    permission: str
    exact: str
    address: str
    args: str = ""
    defines: tuple = ()
    more: tuple = ()  # other files compiled with the plug-in; %build is the build tree
    plain: tuple = ()  # files compiled without
    flags: tuple = ()  # for the compiler; %S is the table's directory
    libs: tuple = ()
    requires: tuple = ()  # features of the lit configuration
    variant: str = ""  # tells programs apart that differ in flags only
    levels: tuple = ("O0", "O1", "O2", "O3")
    # Markers: comments in the sources that name a line of the report.
    at: str = "RECLAIM HERE"  # where the owner is rebuilt: the first frame
    caller: str = ""  # a frame further out
    lost: str = "LOST HERE"
    released: str = "RELEASED HERE"
    freed: str = "FREED HERE"
    first: str = ""


def is_quick(lit_config):
    """True if the developer asked for a quick run: one optimization level, no variants."""
    return lit_config.params.get("quick", "0") != "0"


def note_left_out(lit_config, text):
    """Keeps a line that says what a quick run left out, for the end of its output."""
    path = lit_config.params.get("left_out")
    if path:
        with open(path, "a", encoding="utf-8") as file:
            file.write(f"left out: {text}\n")


class Wrong(Exception):
    """What was expected and what came instead."""


def tool(config, name):
    """The command that lit's configuration substitutes for %NAME."""
    return shlex.split(dict(config.substitutions)["%" + name])


class Program:
    """The executable of a row at a level."""

    def __init__(self, test, here, row, level):
        self.row = row
        self.level = level
        self.config = test.config
        self.here = here
        plain = ("-beside-plain" if row.plain else "") + row.variant
        stem = os.path.splitext(row.source)[0] + "".join("-" + d.lower() for d in row.defines)
        self.directory = os.path.join(os.path.dirname(test.getExecPath()), "Output")
        self.path = os.path.join(self.directory, f"{stem}{plain}-{level}")

    def commands(self):
        flags = ["-g", "-" + self.level, "-Wall", "-Wextra", "-I", self.here]
        flags += ["-I", os.path.join(self.config.custody_build, "include")]
        flags += ["-D" + define for define in self.row.defines]
        flags += [flag.replace("%S", self.here) for flag in self.row.flags]
        objects = []
        for name in (self.row.source,) + self.row.more + self.row.plain:
            compiler = tool(self.config, "clang" if name in self.row.plain else "custody-clang")
            source = os.path.join(self.here, name.replace("%build", self.config.custody_build))
            objects.append(f"{self.path}.{os.path.basename(name)}.o")
            yield compiler + flags + ["-c", source, "-o", objects[-1]]
        yield tool(self.config, "custody-clang") + objects + list(self.row.libs) + ["-o", self.path]

    def stamp(self, commands):
        """A digest of the commands and of the state of every file that they depend on."""
        digest = hashlib.sha256()
        files = [os.path.join(directory, name) for top in (self.here, os.path.dirname(__file__))
                 for directory, _, names in os.walk(top) for name in names
                 if name.endswith((".c", ".h"))]
        built = self.config.custody_build
        files += [os.path.join(built, f) for f in
                  ("bin/custody-clang", "lib/custody/Custody.so", "lib/custody/libcustody_rt.a")]
        for command in commands:
            digest.update(shlex.join(command).encode() + b"\n")
        for path in sorted(files):
            if os.path.exists(path):
                status = os.stat(path)
                digest.update(f"{path} {status.st_mtime_ns} {status.st_size}\n".encode())
        return digest.hexdigest()

    def build(self):
        os.makedirs(self.directory, exist_ok=True)
        commands = list(self.commands())
        with open(self.path + ".lock", "w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            stamp = self.stamp(commands)
            try:
                with open(self.path + ".stamp", encoding="utf-8") as old:
                    if old.read() == stamp:
                        return
            except FileNotFoundError:
                pass
            for command in commands:
                done = subprocess.run(command, capture_output=True, text=True, errors="replace",
                                      timeout=600, check=False)
                if done.returncode or "warning:" in done.stderr:
                    raise Wrong(f"$ {shlex.join(command)}\n{done.stdout}{done.stderr}"
                                f"exit status {done.returncode}; expected 0, and no warning")
            with open(self.path + ".stamp", "w", encoding="utf-8") as new:
                new.write(stamp)


class Report:
    """What a run printed, taken apart."""

    def __init__(self, output, status):
        self.output = ESCAPES.sub("", output)
        self.status = status
        self.kinds = HEADLINE.findall(self.output)
        self.sections = self._sections()

    def _sections(self):
        """[(the lines before a stack, its frames as (number, function, file, line))]"""
        sections, heading = [], []
        for line in self.output.splitlines():
            if SNIPPET.match(line):
                continue
            frame = FRAME.match(line)
            if not frame:
                after_stack = sections and heading is sections[-1][0]
                heading = [line] if after_stack else heading + [line]
                continue
            if not sections or sections[-1][0] is not heading:
                sections.append((heading, []))
            number, function, _, name, place = frame.groups()
            sections[-1][1].append((int(number), function, name, int(place)))
        return [("\n".join(heading), frames) for heading, frames in sections]

    def frames(self, heading):
        for text, frames in self.sections:
            if re.search(heading, text.splitlines()[-1] if heading else text):
                return frames
        return None


def marked(row, here, marker):
    """[(file, line, function)] of the lines with MARKER, in the row's own file or the others."""
    names = [row.source] + sorted(f for f in os.listdir(here) if f.endswith((".c", ".h")) and
                                  not re.match(r"s\d", f))
    for name in names:
        function, found = "", []
        with open(os.path.join(here, name), encoding="utf-8") as source:
            for number, line in enumerate(source, 1):
                head = re.match(r"[A-Za-z].*?(\w+)\(.*\{", line)
                function = head.group(1) if head else function
                if "// " + marker in line:
                    found.append((name, number, function))
        if found:
            return found
    raise Wrong(f"no line is marked '// {marker}'")


def expect_frame(report, heading, places, first):
    frames = report.frames(heading)
    if frames is None:
        raise Wrong(f"no stack under a line with '{heading}'")
    seen = frames[:1] if first else frames
    if not any((name, line) == (f, n) for _, _, name, line in seen for f, n, _ in places):
        raise Wrong(f"under '{heading or 'the headline'}': expected {places}, got {seen}")


def check_report(row, here, report, kind, model):
    if report.status != 66:
        raise Wrong(f"exit status {report.status}, expected 66 after a report")
    summary = SUMMARY.search(report.output)
    if not summary or summary.group(1) != kind:
        raise Wrong(f"expected a line SUMMARY: CustodySanitizer: {kind} ...")
    matrix = MATRIX.search(report.output)
    if not matrix:
        raise Wrong("no line 'models: permission: ... exact: ... address: ...'")
    if matrix.group(1 + MODELS.index(model)) != "violated":
        raise Wrong(f"the matrix must say that the selected model is violated: {matrix.group(0)}")
    for name, said in zip(MODELS, matrix.groups()):
        reports = not re.match(r"\d", getattr(row, name))
        if "|" not in getattr(row, name) and reports != (said == "violated"):
            raise Wrong(f"the matrix says {name}: {said}; expected {getattr(row, name)}")
    if row.at:
        places = marked(row, here, row.at)
        expect_frame(report, "", places, first=True)
        name, line, function = places[0]
        if not re.search(rf"\b{re.escape(name)}:{line}(:\d+)? in {function}\b", summary.group(2)):
            raise Wrong(f"SUMMARY must name {name}:{line} in {function}")
    if row.caller:
        expect_frame(report, "", marked(row, here, row.caller), first=False)
    if kind == "wrong-provenance":
        expect_frame(report, "permissions were lost here", marked(row, here, row.lost), first=True)
    if kind in ("wrong-provenance", "stand-in", "stale", "already-reclaimed") and row.released:
        expect_frame(report, r"released here", marked(row, here, row.released), first=False)
    if kind == "stale":
        expect_frame(report, r"freed here", marked(row, here, row.freed), first=False)
    if kind == "already-reclaimed":
        expect_frame(report, r"reclaimed here first", marked(row, here, row.first), first=False)


def check_silent(report, expected):
    if report.status != 0:
        raise Wrong(f"exit status {report.status}, expected 0")
    if re.search(r"ERROR|SUMMARY", report.output):
        raise Wrong("expected silence")
    stats = STATS.findall(report.output)
    if len(stats) != 1:
        raise Wrong("expected one line 'CustodySanitizer: N verified, N unverified, N reported'")
    verified, unverified, reported = map(int, stats[0])
    if expected.endswith("?"):
        right = verified + unverified == int(expected[:-1])
    else:
        counts = dict((letter, int(n)) for n, letter in re.findall(r"(\d+)([vu])", expected))
        right = (verified, unverified) == (counts.get("v", 0), counts.get("u", 0))
    if not right or reported:
        raise Wrong(f"expected {expected}, got {verified}v{unverified}u and {reported} reported")


def check(row, here, report, model):
    choices = getattr(row, model).split("|")
    if report.kinds:
        if len(report.kinds) != 1:
            raise Wrong(f"expected one report, got {len(report.kinds)}")
        if report.kinds[0] not in choices:
            raise Wrong(f"report '{report.kinds[0]}', expected {' or '.join(choices)}")
        check_report(row, here, report, report.kinds[0], model)
        return
    silent = [choice for choice in choices if choice[0].isdigit()]
    if not silent:
        raise Wrong(f"no report, expected {' or '.join(choices)}")
    check_silent(report, silent[0])


class VerdictFormat(lit.formats.TestFormat):
    """TABLE is a module with ROWS; PREPARE(config) makes what the sources need, once or again."""

    def __init__(self, table, prepare=None):
        self.rows = {row.name: row for row in table.ROWS}
        if len(self.rows) != len(table.ROWS):
            raise ValueError("two rows of the table have one name")
        self.here = os.path.dirname(os.path.abspath(table.__file__))
        self.prepare = prepare

    def getTestsInDirectory(self, suite, path_in_suite, lit_config, local_config):
        all_runs = [(row, level) for row in self.rows.values() for level in row.levels]
        runs = all_runs
        if is_quick(lit_config):
            runs = [(row, level) for row, level in runs if level == QUICK_LEVEL and not row.variant]
            note_left_out(lit_config, f"test/{'/'.join(path_in_suite)}: {len(MODELS) * (len(all_runs) - len(runs))} "
                          f"of {len(MODELS) * len(all_runs)} tests: every level but {QUICK_LEVEL}, link-time "
                          "optimization, AddressSanitizer")
        for row, level in runs:
            for model in MODELS:
                name = f"{row.name}-{level}-{model}.verdict"
                yield lit.Test.Test(suite, path_in_suite + (name,), local_config)

    def execute(self, test, lit_config):
        stem = os.path.splitext(test.path_in_suite[-1])[0]
        name, level, model = stem.rsplit("-", 2)
        row = self.rows[name]
        missing = [f for f in row.requires if f not in test.config.available_features]
        if missing:
            return lit.Test.UNSUPPORTED, f"it needs {', '.join(missing)}\n"
        program = Program(test, self.here, row, level)
        said = ""
        try:
            if self.prepare:
                self.prepare(test.config)
            program.build()
            command = [program.path] + row.args.split()
            options = f"model={model}:print_stats=1"
            said = f"$ CUSTODY_OPTIONS={options} {shlex.join(command)}\n"
            environment = {**os.environ, **test.config.environment, "CUSTODY_OPTIONS": options,
                           "ASAN_OPTIONS": "detect_leaks=0"}
            done = subprocess.run(command, env=environment, capture_output=True, text=True,
                                  errors="replace", timeout=TIMEOUT, check=False)
            said += f"{done.stdout}{done.stderr}exit status {done.returncode}\n"
            check(row, self.here, Report(done.stdout + done.stderr, done.returncode), model)
        except subprocess.TimeoutExpired as timeout:
            return lit.Test.FAIL, f"{said}no end within {timeout.timeout} seconds\n"
        except Wrong as wrong:
            built = "".join(f"$ {shlex.join(c)}\n" for c in program.commands()) if said else ""
            return lit.Test.FAIL, f"{built}{said}{row.name} at {level} under {model}: {wrong}\n"
        return lit.Test.PASS, ""
