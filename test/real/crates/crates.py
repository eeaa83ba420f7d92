#!/usr/bin/env python3
"""Run the test suites of real crates under Custody, and compare with the results without Custody.

usage: crates.py --build DIRECTORY [--profile debug|release|both] [--installed] [--quick] [--page FILE]
                 [CRATE...]

Each crate comes from a Debian package. It is built twice, plain and by cargo custody, and its own tests
run in both builds. The same tests must pass in both. Custody may report only the known bugs in the
table. The result also says how many reclaims were verified, and how many had an unknown history. The
table goes to standard output.

Everything is unpacked and built in the build directory. The results are kept there too. --page FILE
writes a page with all crates that were tested there so far.

With --installed, the sources are those of the installed librust-*-dev packages, and nothing is fetched.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import argparse
import glob
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib

import registry
from table import CRATES

COUNTS = re.compile(r"^CustodySanitizer: (\d+) verified, (\d+) unverified, (\d+) reported$", re.M)
RUNNING = re.compile(r"^     Running (?:unittests )?(\S+) \(")
OUTCOME = re.compile(r"(?:^|\s)test (\S.*?)(?: - should panic)? \.\.\. (ok|FAILED|ignored)")


class Failure(Exception):
    """One crate cannot be tested. The others can."""


def say(words):
    print(words, file=sys.stderr, flush=True)


# --- the manifest ----------------------------------------------------------------------------


def manifest_of(directory):
    with open(os.path.join(directory, "Cargo.toml"), "rb") as file:
        return tomllib.load(file)


def dependencies_of(manifest):
    """Return (crate, features) of all dependencies. Cargo needs the optional ones too."""
    found = []
    for part in [manifest] + list(manifest.get("target", {}).values()):
        for table in ("dependencies", "dev-dependencies", "build-dependencies"):
            for name, entry in part.get(table, {}).items():
                entry = entry if isinstance(entry, dict) else {}
                found.append((entry.get("package", name), entry.get("features", [])))
    return found


def without_sections(text, dropped):
    """Return the manifest without the dev-dependencies DROPPED.

    The manifest has one section for each dependency, because cargo publish writes it this way."""
    kept, skipping = [], False
    for line in text.splitlines(keepends=True):
        header = re.match(r"\[+\s*(.*?)\s*\]+\s*$", line)
        if header:
            word = re.search(r'(?:^|\.)dev-dependencies\."?([\w-]+)"?(\.|$)', header.group(1))
            skipping = bool(word and word.group(1) in dropped)
        plain = re.match(r'"?([\w-]+)"?\s*=', line)
        if not skipping and not (plain and plain.group(1) in dropped and in_dev_table(kept)):
            kept.append(line)
    return "".join(kept)


def in_dev_table(lines):
    for line in reversed(lines):
        if line.startswith("["):
            return "dev-dependencies]" in line
    return False


# --- one crate -------------------------------------------------------------------------------


class Crate:
    def __init__(self, entry, where, arguments):
        self.entry, self.name = entry, entry["name"]
        self.where, self.arguments = where, arguments
        self.work = os.path.join(where, "work" + ("-installed" if arguments.installed else ""), self.name)
        self.version = "?"

    def unpack(self, store):
        """Make a working copy. Return its dependencies."""
        registry.copy_of(store.source(self.name), self.work)
        path = os.path.join(self.work, "Cargo.toml")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        manifest = tomllib.loads(text)
        text = without_sections(text, self.entry.get("drop", {}))
        for name in self.entry.get("add", []):
            text += '\n[dev-dependencies.%s]\nversion = "*"\n' % name
        if "workspace" not in manifest:
            text += "\n[workspace]\n"  # so that the copy is not part of a workspace around it
        if self.entry.get("patch"):
            text += '[patch.crates-io]\n%s = { path = "." }\n' % self.name
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        manifest = manifest_of(self.work)
        for name in self.entry.get("drop", {}):
            if name in json.dumps(manifest.get("dev-dependencies", {})):
                raise Failure("cannot drop %s" % name)
        lock = os.path.join(self.work, "Cargo.lock")
        if os.path.exists(lock):
            os.unlink(lock)
        self.version = manifest["package"]["version"]
        return dependencies_of(manifest)

    def environment(self, home, custody):
        kept = {name: value for name, value in os.environ.items() if not re.match(r"(CARGO|RUST|CUSTODY_)", name)}
        kept.update(CARGO_HOME=home, CARGO_TERM_COLOR="never", CARGO_BUILD_JOBS=str(self.arguments.jobs), LC_ALL="C",
                    RUSTC=self.arguments.rustc, RUSTFLAGS="--cap-lints=allow", RUST_BACKTRACE="0", CARGO_INCREMENTAL="0")
        kept["CARGO_TARGET_DIR"] = os.path.join(self.where, "target", "custody" if custody else "plain")
        if custody:
            kept["CUSTODY_RUSTC"] = self.arguments.rustc
        return kept

    def targets(self, environment):
        """Return the arguments that select the tests to compile."""
        done = subprocess.run([self.arguments.cargo, "metadata", "--no-deps", "--format-version", "1"], cwd=self.work,
                              env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if done.returncode:
            raise Failure("cargo metadata: %s" % done.stderr[-500:])
        words = ["--lib"] if self.entry.get("lib", True) else []
        for target in json.loads(done.stdout)["packages"][0]["targets"]:
            if target["kind"] == ["test"] and target["name"] not in self.entry.get("without", {}):
                words += ["--test", target["name"]]
        return words

    def test(self, profile, custody, home):
        """Return (name of a test -> outcome, counts, reports)."""
        environment = self.environment(home, custody)
        words = [os.path.join(self.arguments.build, "bin", "cargo-custody")] if custody else [self.arguments.cargo]
        if custody:
            environment["CARGO"] = self.arguments.cargo
        words += ["test", "--no-fail-fast"] + self.targets(environment) + self.entry.get("features", [])
        words += ["--release"] if profile == "release" else []
        logs = os.path.join(self.where, "log", "%s-%s-%s" % (self.name, profile, "custody" if custody else "plain"))
        shutil.rmtree(logs, ignore_errors=True)
        os.makedirs(logs)
        compiled = self.run(words + ["--no-run"], environment, os.path.join(logs, "build"), self.arguments.limit)
        if compiled:
            raise Failure("does not compile %s (%s), see %s"
                          % ("under Custody" if custody else "plain", compiled, os.path.join(logs, "build")))
        environment["CUSTODY_OPTIONS"] = "print_stats=1:halt_on_error=0:color=never:log_path=" + os.path.join(logs, "custody")
        words += ["--", "--test-threads=%d" % self.arguments.jobs]
        for name in self.entry.get("skip", {}):
            words += ["--skip", name]
        self.run(words, environment, os.path.join(logs, "output"), self.arguments.limit)
        return self.outcome(logs)

    def run(self, words, environment, output, limit):
        """Return an empty string, or what went wrong."""
        with open(output, "wb") as file:
            process = subprocess.Popen(words, cwd=self.work, env=environment, stdin=subprocess.DEVNULL, stdout=file,
                                       stderr=subprocess.STDOUT, start_new_session=True)
            try:
                status = process.wait(limit)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                file.write(b"\nstopped: over the limit of time\n")
                return "over %d s" % limit
        return "exit status %d" % status if status else ""

    def outcome(self, logs):
        outcomes, binary = {}, "?"
        with open(os.path.join(logs, "output"), encoding="utf-8", errors="replace") as file:
            for line in file:
                start = RUNNING.match(line)
                if start:
                    binary = start.group(1)
                for name, outcome in OUTCOME.findall(line):
                    outcomes[binary + "::" + name] = outcome
        counts, reports = [0, 0, 0], []
        for path in glob.glob(os.path.join(logs, "custody.*")):
            with open(path, encoding="utf-8", errors="replace") as file:
                text = file.read()
            for found in COUNTS.findall(text):
                counts = [a + int(b) for a, b in zip(counts, found)]
            reports += re.findall(r"^SUMMARY: (.*)$", text, flags=re.M)
        return outcomes, counts, reports


def passed(outcomes):
    return {name for name, outcome in outcomes.items() if outcome == "ok"}


def check(crate, profile, home):
    """Return (row of the table, complaints)."""
    begin = time.monotonic()
    plain, _, _ = crate.test(profile, False, home)
    middle = time.monotonic()
    custody, counts, reports = crate.test(profile, True, home)
    wrong = []
    failing = sorted(name for name, outcome in plain.items() if outcome == "FAILED")
    if failing:
        wrong.append("fails without Custody, too: " + ", ".join(failing))
    if not passed(plain):
        wrong.append("no test passes without Custody")
    for name in sorted(passed(plain) ^ passed(custody)):
        wrong.append("%s: %s plain, %s with Custody" % (name, plain.get(name, "no outcome"), custody.get(name, "no outcome")))
    bugs = crate.entry.get("bugs", {})
    for summary in sorted(set(reports)):
        if not any(name in summary for name in bugs):
            wrong.append("%d times %s" % (reports.count(summary), summary))
    for name in bugs:
        if not any(name in summary for summary in reports):
            wrong.append("nothing reported in %s, where there is a bug" % name)
    if counts[2] and not reports:
        wrong.append("%d reported" % counts[2])
    say("  %s: %d of %d tests, %d verified, %d unverified, %d reported; %d s plain, %d s with Custody" % (
        profile, len(passed(custody)), len(passed(plain)), *counts, middle - begin, time.monotonic() - middle))
    return [crate.name, crate.version, profile, len(passed(plain)), len(passed(custody))] + counts, wrong


# --- the page --------------------------------------------------------------------------------

HEAD = ["crate", "version", "build", "tests passed plain", "with Custody", "verified", "unverified", "reported"]


def table(rows):
    rows = [HEAD] + [[str(cell) for cell in row] for row in rows]
    total = [sum(int(row[column]) for row in rows[1:]) for column in range(3, len(HEAD))]
    rows.append(["total", "", ""] + [str(number) for number in total])
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    lines = []
    for row in rows:
        lines.append("| " + " | ".join(c.ljust(w) if i < 3 else c.rjust(w) for i, (c, w) in enumerate(zip(row, widths))) + " |")
    lines.insert(1, "|" + "|".join("-" * (w + 1) + ("-" if i < 3 else ":") for i, w in enumerate(widths)) + "|")
    return "\n".join(lines) + "\n"


def left_out(entries):
    lines = []
    for entry in entries:
        for key, words in (("drop", "dev-dependency dropped"), ("without", "test file left out"), ("skip", "test left out")):
            for name, why in entry.get(key, {}).items():
                lines.append("- %s: %s `%s`: %s" % (entry["name"], words, name, why))
    return "\n".join(lines) + "\n" if lines else ""


def remembered(where):
    """Return the last row of each crate and profile, in the order of the table."""
    rows = {}
    try:
        with open(os.path.join(where, "results.json"), encoding="utf-8") as file:
            rows = json.load(file)
    except FileNotFoundError:
        pass
    keys = ["%s %s" % (entry["name"], profile) for entry in CRATES for profile in ("debug", "release")]
    return [rows[key] for key in keys if key in rows]


def remember(where, row):
    """Save the row after each crate. A complete run takes long, so it can be stopped and continued."""
    rows = {"%s %s" % (old[0], old[2]): old for old in remembered(where)}
    rows["%s %s" % (row[0], row[2])] = row
    with open(os.path.join(where, "results.json"), "w", encoding="utf-8") as file:
        json.dump(rows, file, indent=0)


def bugs_of(entries):
    lines = ["- %s, `%s`: %s\n" % (entry["name"], name, what) for entry in entries for name, what in entry.get("bugs", {}).items()]
    return "\n## What was reported\n\nOnly bugs of these versions are reported:\n\n" + "".join(lines) if lines else ""


def page_of(rows):
    tested = {row[0] for row in rows}
    entries = [entry for entry in CRATES if entry["name"] in tested]
    return """# Real crates under Custody

The crates are those of Debian 12. Their own tests run plain and under `cargo custody test`, and the same
tests pass. A reclaim is *verified* if the history of the pointer shows that the reclaim is right. It is
*unverified* if the history is unknown. `test/real/crates/crates.py --page` writes this page. The counts
differ a little from run to run, because of threads.

%s%s
## What was left out

Examples, benchmarks and documentation tests are left out for all crates. These are left out too:

%s""" % (table(rows), bugs_of(entries), left_out(entries))


# --- main ------------------------------------------------------------------------------------


def main():
    parser = argparse.ArgumentParser(description="Run the tests of real crates under Custody.")
    parser.add_argument("--build", required=True)
    parser.add_argument("--profile", choices=["debug", "release", "both"], default="both")
    parser.add_argument("--installed", action="store_true", help="from /usr/share/cargo/registry, nothing is fetched")
    quick = " ".join(e["name"] for e in CRATES if e.get("quick"))
    parser.add_argument("--quick", action="store_true", help="only the crates that always run: " + quick)
    parser.add_argument("--page", help="write the table and what was left out to this file, too")
    parser.add_argument("--rustc", default="/usr/bin/rustc" if os.path.exists("/usr/bin/rustc") else "rustc")
    parser.add_argument("--cargo", default="/usr/bin/cargo" if os.path.exists("/usr/bin/cargo") else "cargo")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--limit", type=int, default=900, help="seconds for a build or a run (900)")
    parser.add_argument("--fetch", action="store_true", help="only unpack")
    parser.add_argument("crate", nargs="*", help="names; all by default")
    arguments = parser.parse_args()
    arguments.build = os.path.abspath(arguments.build)
    known = {entry["name"]: entry for entry in CRATES}
    for name in arguments.crate:
        if name not in known:
            parser.error("there is no crate %s" % name)

    where = os.path.join(arguments.build, "crates")
    os.makedirs(where, exist_ok=True)
    store = registry.Installed() if arguments.installed else registry.Store(where)
    entries = [known[name] for name in arguments.crate or known if known[name].get("quick") or not arguments.quick]
    rows, failures, crates, dependencies = [], [], [], []
    try:
        store.need([(entry["name"], []) for entry in entries])
        for entry in entries:
            crate = Crate(entry, where, arguments)
            try:
                dependencies += crate.unpack(store)
                crates.append(crate)
            except (Failure, registry.Unavailable) as failure:
                failures.append("%s: %s" % (crate.name, failure))
                say(failures[-1])
        store.need(dependencies)
    except registry.Unavailable as failure:
        print(failure)
        sys.exit(1)
    if arguments.fetch:
        sys.exit(1 if failures else 0)
    home = registry.cargo_home(where, store.registry)
    for crate in crates:
        say("%s %s" % (crate.name, crate.version))
        for profile in ("debug", "release") if arguments.profile == "both" else (arguments.profile,):
            try:
                row, wrong = check(crate, profile, home)
            except Failure as failure:
                wrong = [str(failure)]
            else:
                rows.append(row)
                remember(where, row)
            for words in wrong:
                failures.append("%s, %s: %s" % (crate.name, profile, words))
                say("  " + words)

    if rows:
        print(table(rows), end="")
    if arguments.page:
        with open(arguments.page, "w", encoding="utf-8") as file:
            file.write(page_of(remembered(where)))
    for failure in failures:
        print("wrong: %s" % failure)
    print("%d crates: %s" % (len(entries), "%d complaints" % len(failures) if failures else "silent"))
    sys.exit(1 if failures or not rows else 0)


if __name__ == "__main__":
    main()
