# rust_format.py - a lit test for every row, build, compiler and model of the Rust table
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A lit test format like test/devres/verdict_format.py, whose report parser and counts it uses.

Compiling is what takes time here, so a program holds many scenarios, and each test is one run of
it. Programs are built once and shared: a lock file orders the tests, a stamp of all inputs tells
when to build again. Where several tests see the same report, one checks every line of it, the
others only the kind and the models: symbolizing takes ten times as long as the run.

The tests are no files: choose some with lit's --filter, for instance --filter 'S2-.*-release'.
"""

import fcntl
import glob
import hashlib
import os
import re
import shlex
import subprocess
from dataclasses import dataclass

import lit.formats
import lit.Test

import verdict_format
from verdict_format import MATRIX, MODELS, STATS, SUMMARY, TIMEOUT, Wrong, tool

HERE = os.path.dirname(os.path.abspath(__file__))
BUILDS = {
    "debug": (),
    # What cargo's unoptimized profiles get from custody-rustc.
    "checked": ("-Copt-level=1", "-Cdebug-assertions=yes", "-Coverflow-checks=yes"),
    "release": ("-O",),
    "fat": ("-O", "-Clto=fat"),
    "thin": ("-O", "-Clto=thin"),
}
ALL_BUILDS = tuple(BUILDS)
QUICK_BUILD = "debug"  # of a quick run
MANGLED = re.compile(r"\b(_R[NIMX]\w+|_ZN\d\w+)")


@dataclass(frozen=True)
class Program:
    """A crate: its root, the C beside it, and whether Custody compiles that C."""

    name: str
    root: str
    c: tuple
    cfg: tuple = ()
    plain: bool = False


@dataclass(frozen=True)
class Job:
    """Something to build."""

    program: Program
    build: str
    compiler: str


@dataclass(frozen=True)
class Row:
    """One line of the table: a run of a program, and its three verdicts.

    An expectation is one word, or several joined by '|', as in verdict_format.Row, and besides:

        silent      silent; any number of reclaims, none reported
    """

    name: str
    program: Program
    args: str
    permission: str
    exact: str = ""  # not run where empty
    address: str = ""
    file: str = ""  # where the markers are looked for first
    builds: tuple = ALL_BUILDS
    others: bool = False  # also with the other compilers, as debug and release builds
    at: str = ""  # markers: comments in the sources that name a line of the report
    caller: str = ""
    lost: str = ""
    released: str = ""
    freed: str = ""
    first: str = ""
    shows: tuple = ()  # patterns that the report must have
    options: str = ""  # more of CUSTODY_OPTIONS


# --- programs ------------------------------------------------------------------------------------


def compilers(config):
    """{name: path} of the compilers that lit's configuration found; the first has the full table."""
    return {key[len("%rustc-"):]: path for key, path in config.substitutions
            if key.startswith("%rustc-")}


class Builder:
    """Makes in DIRECTORY what is not there or older than what it is made from."""

    def __init__(self, config, directory):
        self.config = config
        self.directory = directory
        sources = [path for top in (HERE, os.path.join(HERE, "..", "devres"))
                   for path in glob.glob(os.path.join(top, "*")) if path.endswith((".rs", ".c", ".h"))]
        self.inputs = sources + [os.path.join(config.custody_build, name) for name in (
            "bin/custody-clang", "bin/custody-rustc", "lib/custody/custody-rust.sh",
            "lib/custody/Custody.so", "lib/custody/libcustody_rt.a")]

    def stamp(self, command):
        digest = hashlib.sha256(shlex.join(command).encode())
        for path in sorted(self.inputs):
            if os.path.exists(path):
                status = os.stat(path)
                digest.update(f"{path} {status.st_mtime_ns} {status.st_size}\n".encode())
        return digest.hexdigest()

    def run(self, target, command, wait=True):
        """Makes TARGET by COMMAND. Whether there was work to do; None if another worker is at it."""
        os.makedirs(self.directory, exist_ok=True)
        with open(target + ".lock", "w", encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                return None
            stamp = self.stamp(command)
            if os.path.exists(target + ".stamp"):
                with open(target + ".stamp", encoding="utf-8") as old:
                    if old.read() == stamp:
                        return False
            done = subprocess.run(command, cwd=self.directory, capture_output=True, text=True,
                                  errors="replace", timeout=600, check=False)
            if done.returncode or "warning:" in done.stderr:
                raise Wrong(f"$ {shlex.join(command)}\n{done.stdout}{done.stderr}"
                            f"exit status {done.returncode}; expected 0, and no warning")
            with open(target + ".stamp", "w", encoding="utf-8") as new:
                new.write(stamp)
            return True

    def program(self, job, wait=True):
        """The path of the program of JOB, and what run() says of it."""
        side = "plain" if job.program.plain else "custody"
        objects = []
        for name in job.program.c:
            source = os.path.normpath(os.path.join(HERE, name))
            objects.append(os.path.join(self.directory, f"{side}-{os.path.basename(name)}.o"))
            compile_c = tool(self.config, "clang" if job.program.plain else "custody-clang")
            self.run(objects[-1], compile_c + [
                "-g", "-O1", "-Wall", "-Wextra", "-I", os.path.join(HERE, "..", "devres"),
                "-I", os.path.join(self.config.custody_build, "include"),
                "-c", source, "-o", objects[-1]])
        stem = "-".join((job.program.name, *job.program.cfg, job.build, job.compiler))
        path = os.path.join(self.directory, stem)
        return path, self.run(path, tool(self.config, "custody-rustc") + [
            compilers(self.config)[job.compiler], "--edition=2021", "--check-cfg=cfg(quiet)",
            *[f"--cfg={cfg}" for cfg in job.program.cfg], *BUILDS[job.build],
            *[f"-Clink-arg={name}" for name in objects], f"--crate-name={job.program.name}",
            os.path.join(HERE, job.program.root), "-o", path], wait)

    def program_with_help(self, job, jobs):
        """The path of the program of JOB, built. While another worker builds it, this one builds one
        of JOBS() that will be wanted too, rather than wait."""
        path, worked = self.program(job, wait=False)
        if worked is None:
            for other in jobs():
                try:
                    if self.program(other, wait=False)[1]:
                        break
                except Wrong:
                    break  # its own tests will tell
            self.program(job)
        return path


# --- what a run must say -------------------------------------------------------------------------


def marked(row, marker):
    """[(file, line)] of the lines that end in MARKER: in the row's file, or in the first other."""
    others = [f for f in sorted(os.listdir(HERE)) if f.endswith((".rs", ".c"))]
    for name in [row.file] * bool(row.file) + others:
        with open(os.path.join(HERE, name), encoding="utf-8") as source:
            found = [(name, number) for number, line in enumerate(source, 1)
                     if line.rstrip().endswith("// " + marker)]
        if found:
            return found
    raise Wrong(f"no line is marked '// {marker}'")


def expect_frame(report, heading, places, first):
    frames = report.frames(heading)
    if frames is None:
        raise Wrong(f"no stack under a line with '{heading}'")
    seen = [(name, line) for _, _, name, line in (frames[:1] if first else frames)]
    if not set(seen) & set(places):
        raise Wrong(f"under '{heading or 'the headline'}': expected {places}, got {seen}")


def check_kind(row, report, model):
    """The report that is there is the expected one, and says so."""
    kind, choices = report.kinds[0], getattr(row, model).split("|")
    if len(report.kinds) != 1:
        raise Wrong(f"expected one report, got {len(report.kinds)}")
    if kind not in choices:
        raise Wrong(f"report '{kind}', expected {' or '.join(choices)}")
    if report.status != 66:
        raise Wrong(f"exit status {report.status}, expected 66 after a report")
    matrix = MATRIX.search(report.output)
    if not matrix:
        raise Wrong("no line 'models: permission: ... exact: ... address: ...'")
    for name, said in zip(MODELS, matrix.groups()):
        expected = getattr(row, name)
        if expected and "|" not in expected and is_report(expected) != (said == "violated"):
            raise Wrong(f"the matrix says {name}: {said}; expected {expected}")


def check_places(row, report, kind):
    """Its frames are at the marked lines, and readable."""
    summary = SUMMARY.search(report.output)
    if not summary or summary.group(1) != kind:
        raise Wrong(f"expected a line SUMMARY: CustodySanitizer: {kind} ...")
    mangled = MANGLED.search(report.output)
    if mangled:
        raise Wrong(f"a mangled name: {mangled.group(0)}")
    if row.at:
        places = marked(row, row.at)
        expect_frame(report, "", places, first=True)
        name, line = places[0]
        if not re.search(rf"\b{re.escape(name)}:{line}(:\d+)? in \S", summary.group(2)):
            raise Wrong(f"SUMMARY must name {name}:{line}")
    if row.caller:
        expect_frame(report, "", marked(row, row.caller), first=False)
    if row.lost:
        expect_frame(report, "were lost here|was borrowed here", marked(row, row.lost), first=True)
    if row.released:
        expect_frame(report, "released here", marked(row, row.released), first=False)
    if row.freed:
        expect_frame(report, "freed here", marked(row, row.freed), first=False)
    if row.first:
        expect_frame(report, "reclaimed here first", marked(row, row.first), first=False)
    for pattern in row.shows:
        if not re.search(pattern, report.output, re.M):
            raise Wrong(f"nothing in the report matches '{pattern}'")


def is_report(expected):
    return expected != "silent" and not expected[0].isdigit()


def check_silence(report, expected):
    if expected != "silent":
        verdict_format.check_silent(report, expected)
        return
    stats = STATS.findall(report.output)
    if report.status or len(stats) != 1 or int(stats[0][2]):
        raise Wrong("expected silence, exit status 0 and one line of counts without a report")


def first_reporting(row):
    """The model whose report is looked at in full."""
    return next((m for m in MODELS if getattr(row, m) and is_report(getattr(row, m))), None)


def check(row, report, model, full):
    if report.kinds:
        check_kind(row, report, model)
        if full:
            check_places(row, report, report.kinds[0])
        return
    silent = [choice for choice in getattr(row, model).split("|") if not is_report(choice)]
    if not silent:
        raise Wrong(f"no report, expected {getattr(row, model)}")
    check_silence(report, silent[0])


# --- lit -----------------------------------------------------------------------------------------


class RustFormat(lit.formats.TestFormat):
    """TABLE is a module with ROWS."""

    def __init__(self, table):
        self.quick = False
        self.rows = {row.name: row for row in table.ROWS}
        if len(self.rows) != len(table.ROWS):
            raise ValueError("two rows of the table have one name")

    def all_runs(self, row, config):
        """[(build, compiler)] of ROW."""
        first, *others = compilers(config) or ["none"]
        yield from ((build, first) for build in row.builds)
        if row.others:
            yield from ((build, other) for build in ("debug", "release") for other in others)

    def runs(self, row, config):
        """Those of all_runs() that this run of lit makes."""
        for build, compiler in self.all_runs(row, config):
            if not self.quick or (build == QUICK_BUILD and compiler == next(iter(compilers(config)), "none")):
                yield build, compiler

    def jobs(self, config):
        """All that is to be built, what takes longest first."""
        jobs = {Job(row.program, *run) for row in self.rows.values() for run in self.runs(row, config)}
        return sorted(jobs, key=lambda job: (-len(BUILDS[job.build]), job.program.name, job.compiler))

    def getTestsInDirectory(self, suite, path_in_suite, lit_config, local_config):
        self.quick = verdict_format.is_quick(lit_config)
        if self.quick:
            self.note_left_out(path_in_suite, lit_config, local_config)
        for row in self.rows.values():
            for model in MODELS:
                for build, compiler in self.runs(row, local_config) if getattr(row, model) else ():
                    name = f"{row.name}-{build}-{compiler}-{model}.verdict"
                    yield lit.Test.Test(suite, path_in_suite + (name,), local_config)

    def note_left_out(self, path_in_suite, lit_config, config):
        """Says which tests a quick run does not make."""
        def count(runs):
            return sum(len([model for model in MODELS if getattr(row, model)]) * len(list(runs(row, config)))
                       for row in self.rows.values())

        first, *others = compilers(config) or ["none"]
        text = f"test/{'/'.join(path_in_suite)}: {count(self.all_runs) - count(self.runs)} of " \
               f"{count(self.all_runs)} tests: every build but {QUICK_BUILD}"
        if others:
            text += f", every compiler but {first} ({', '.join(others)})"
        verdict_format.note_left_out(lit_config, text)

    def execute(self, test, lit_config):
        stem = os.path.splitext(test.path_in_suite[-1])[0]
        name, build, compiler, model = stem.rsplit("-", 3)
        row = self.rows[name]
        if "rust" not in test.config.available_features:
            return lit.Test.UNSUPPORTED, "it needs rust\n"
        full = build in ("debug", "release") and model == first_reporting(row)
        said = ""
        try:
            directory = os.path.join(os.path.dirname(test.getExecPath()), "Output")
            builder = Builder(test.config, directory)
            job = Job(row.program, build, compiler)
            path = builder.program_with_help(job, lambda: self.jobs(test.config))
            command = [path] + row.args.split()
            options = f"model={model}:print_stats=1:symbolize={int(full)}:{row.options}".rstrip(":")
            said = f"$ CUSTODY_OPTIONS={options} {shlex.join(command)}\n"
            environment = {**os.environ, **test.config.environment, "CUSTODY_OPTIONS": options}
            done = subprocess.run(command, env=environment, capture_output=True, text=True,
                                  errors="replace", timeout=TIMEOUT, check=False)
            said += f"{done.stdout}{done.stderr}exit status {done.returncode}\n"
            report = verdict_format.Report(done.stdout + done.stderr, done.returncode)
            check(row, report, model, full)
        except subprocess.TimeoutExpired as timeout:
            return lit.Test.FAIL, f"{said}no end within {timeout.timeout} seconds\n"
        except Wrong as wrong:
            return lit.Test.FAIL, f"{said}{row.name}, {build}, under {model}: {wrong}\n"
        return lit.Test.PASS, ""
