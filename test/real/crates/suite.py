"""One crate: its manifest, its builds, and the results of its tests.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import fcntl
import glob
import json
import os
import re
import shutil
import signal
import subprocess
import time
import tomllib

import store as crates_io

COUNTS = re.compile(r"^CustodySanitizer: (\d+) verified, (\d+) unverified, (\d+) reported$", re.M)
REASON = re.compile(r"^CustodySanitizer: (\d+) unverified: ([a-z-]+): ", re.M)
REPORT = re.compile(r"^(?:=+\n)?==\d+==ERROR: CustodySanitizer:.*?^SUMMARY: (?:CustodySanitizer: )?(.*?)$", re.M | re.S)
TROUBLE = re.compile(r"^(?:==\d+==)?(CustodySanitizer:? (?:CHECK|internal|fatal|error).*)$", re.M)
RUNNING = re.compile(r"^     Running (?:unittests )?(\S+) \(")
OUTCOME = re.compile(r"(?:^|\s)test (\S.*?)(?: - should panic)? \.\.\. (ok|FAILED|ignored)")

# Dev-dependencies that only benchmarks and special configurations need. They take long to compile.
UNUSED = ("criterion", "criterion2", "codspeed-criterion-compat", "codspeed-divan-compat", "divan", "iai", "iai-callgrind",
          "bencher", "loom", "wasm-bindgen-test", "shuttle", "pprof", "brunch", "dhat")

# Test files that use these check what the compiler says. They are left out.
COMPILER_TESTS = ("trybuild", "ui_test", "compiletest_rs", "macrotest", "version-sync")

# Random tests take few rounds, the same number plain and with Custody.
ROUNDS = {"QUICKCHECK_TESTS": "20", "PROPTEST_CASES": "20", "PROPTEST_RNG_SEED": "1", "BOLERO_RANDOM_ITERATIONS": "20"}


class Failure(Exception):
    """One crate cannot be tested. The others can."""


def read(path):
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read()
    except FileNotFoundError:
        return ""


# --- the manifest ----------------------------------------------------------------------------


def manifest_of(directory):
    with open(os.path.join(directory, "Cargo.toml"), "rb") as file:
        return tomllib.load(file)


def tables(manifest, kind):
    return [part.get(kind, {}) for part in [manifest] + list(manifest.get("target", {}).values())]


def not_named(manifest, directory):
    """Return the dev-dependencies that neither the crate nor its tests name: benchmarks and examples need them."""
    text = ""
    for part in ("src", "tests"):
        for path in glob.glob(os.path.join(directory, part, "**", "*.rs"), recursive=True):
            text += read(path)
    words = set(re.findall(r"\w+", text))
    others = {name for table in tables(manifest, "dependencies") for name in table}
    return [name for table in tables(manifest, "dev-dependencies") for name in table
            if name not in others and name.replace("-", "_") not in words]


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
        self.entry, self.name, self.version = entry, entry["name"], entry["version"]
        self.where, self.arguments = where, arguments
        self.work = os.path.join(where, "work", self.name)
        self.left_out = []  # test files that only check what the compiler says

    def unpack(self, store):
        """Make a working copy, and download what it depends on. Another run may be doing the same."""
        os.makedirs(os.path.dirname(self.work), exist_ok=True)
        stamp = self.work + ".stamp"
        with open(self.work + ".busy", "w", encoding="ascii") as busy:
            fcntl.flock(busy, fcntl.LOCK_EX)
            wanted = json.dumps([self.entry, UNUSED, COMPILER_TESTS], sort_keys=True)
            if not store.update and read(stamp) == wanted and store.lock.covers(os.path.join(self.work, "Cargo.lock")):
                return
            self.unpack_afresh(store)
            with open(stamp, "w", encoding="ascii") as file:
                file.write(wanted)

    def unpack_afresh(self, store):
        crates_io.copy_of(store.source(self.name, self.version), self.work)
        path = os.path.join(self.work, "Cargo.toml")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        manifest = tomllib.loads(text)
        needed = self.entry.get("keep", ())
        dropped = [name for name in [*UNUSED, *COMPILER_TESTS, *not_named(manifest, self.work)] if name not in needed]
        dropped += list(self.entry.get("drop", {}))
        # A feature that is about such a dev-dependency would name nothing.
        text = re.sub(r'^"?[\w-]+"? = \[[^\]]*"(?:%s)\??/[^\]]*\]\n' % "|".join(dropped), "", text, flags=re.M)
        text = without_sections(text, dropped)
        for name, version in self.entry.get("add", {}).items():
            text += '\n[dev-dependencies.%s]\nversion = "%s"\n' % (name, version)
        if "workspace" not in manifest:
            text += "\n[workspace]\n"  # so that the copy is not part of a workspace around it
        if self.entry.get("patch"):
            text += '[patch.crates-io]\n%s = { path = "." }\n' % self.name
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        left = [name for table in tables(manifest_of(self.work), "dev-dependencies") for name in table if name in dropped]
        if left:
            raise Failure("cannot drop %s" % ", ".join(left))
        store.resolve(self.work)

    def environment(self, home, custody):
        kept = {name: value for name, value in os.environ.items() if not re.match(r"(CARGO|RUST|CUSTODY)", name)}
        kept.update(ROUNDS, CARGO_HOME=home, CARGO_TERM_COLOR="never", CARGO_BUILD_JOBS=str(self.arguments.jobs), LC_ALL="C",
                    RUSTC=self.arguments.rustc, RUSTFLAGS="--cap-lints=allow", RUST_BACKTRACE="0", CARGO_INCREMENTAL="0",
                    CARGO_NET_OFFLINE="true", CARGO_PROFILE_DEV_DEBUG="0", CARGO_PROFILE_TEST_DEBUG="0")
        kept.update(self.entry.get("env", {}))
        kept["CARGO_TARGET_DIR"] = os.path.join(self.where, "target", "custody" if custody else "plain")
        if custody:
            kept.update(CUSTODY_RUSTC=self.arguments.rustc, CARGO=self.arguments.cargo)
        return kept

    def command(self, custody):
        return [os.path.join(self.arguments.build, "bin", "cargo-custody")] if custody else [self.arguments.cargo]

    def targets(self, environment):
        """Return the arguments that select the tests to compile."""
        done = subprocess.run([self.arguments.cargo, "metadata", "--no-deps", "--format-version", "1"], cwd=self.work,
                              env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        if done.returncode:
            raise Failure("cargo metadata: %s" % done.stderr[-500:])
        words = ["--lib"] if self.entry.get("lib", True) else []
        for target in json.loads(done.stdout)["packages"][0]["targets"]:
            if target["kind"] != ["test"] or target["name"] in self.entry.get("without", {}):
                continue
            text = read(target["src_path"])
            if any(name.replace("-", "_") + "::" in text for name in COMPILER_TESTS):
                self.left_out.append(target["name"])
                continue
            words += ["--test", target["name"]]
        if not words:
            raise Failure("no tests")
        return words

    def test(self, profile, custody, home):
        """Build and run the tests. Return a Result."""
        environment = self.environment(home, custody)
        words = self.command(custody) + ["test", "--locked", "--no-fail-fast"]
        words += self.targets(environment) + self.entry.get("features", [])
        words += ["--release"] if profile == "release" else []
        logs = os.path.join(self.where, "log", "%s-%s-%s" % (self.name, profile, "custody" if custody else "plain"))
        marker, state = os.path.join(logs, "done"), json.dumps([self.entry, words], sort_keys=True)
        if not custody and self.arguments.keep_plain and read(marker).startswith(state + "\n"):
            ended, seconds = read(marker).splitlines()[1:]
            return Result(logs, ended, float(seconds))
        shutil.rmtree(logs, ignore_errors=True)
        os.makedirs(logs)
        compiled = run(words + ["--no-run"], self.work, environment, os.path.join(logs, "build"), self.arguments.limit)
        if compiled:
            raise Failure("does not compile %s (%s), see %s"
                          % ("under Custody" if custody else "plain", compiled, os.path.join(logs, "build")))
        environment["CUSTODY_OPTIONS"] = "print_stats=1:halt_on_error=0:color=never:log_path=" + os.path.join(logs, "custody")
        words += ["--", "--test-threads=%d" % self.arguments.jobs]
        for name in self.entry.get("skip", {}):
            words += ["--skip", name]
        begin = time.monotonic()
        ended = run(words, self.work, environment, os.path.join(logs, "output"), self.arguments.run_limit)
        seconds = time.monotonic() - begin
        with open(marker, "w", encoding="utf-8") as file:
            file.write("%s\n%s\n%.1f\n" % (state, ended, seconds))
        return Result(logs, ended, seconds)


def run(words, directory, environment, output, limit):
    """Run a command with its output in a file. Return an empty string, or what went wrong."""
    with open(output, "wb") as file:
        process = subprocess.Popen(words, cwd=directory, env=environment, stdin=subprocess.DEVNULL, stdout=file,
                                   stderr=subprocess.STDOUT, start_new_session=True)
        try:
            status = process.wait(limit)
        except BaseException as error:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            if not isinstance(error, subprocess.TimeoutExpired):
                raise
            file.write(b"\nstopped: over the limit of time\n")
            return "over %d s" % limit
    return "exit status %d" % status if status else ""


class Result:
    """What the tests printed, and what Custody said of them."""

    def __init__(self, logs, ended, seconds):
        self.ended, self.seconds, self.outcomes = ended, seconds, {}
        binary = "?"
        with open(os.path.join(logs, "output"), encoding="utf-8", errors="replace") as file:
            for line in file:
                start = RUNNING.match(line)
                if start:
                    binary = start.group(1)
                for name, outcome in OUTCOME.findall(line):
                    self.outcomes[binary + "::" + name] = outcome
        self.read_logs(logs)

    def read_logs(self, logs):
        self.counts, self.reasons, self.reports, self.trouble, self.texts = [0, 0, 0], {}, [], [], {}
        for path in sorted(glob.glob(os.path.join(logs, "custody.*"))):
            with open(path, encoding="utf-8", errors="replace") as file:
                text = file.read()
            for found in COUNTS.finditer(text):
                self.counts = [a + int(b) for a, b in zip(self.counts, found.groups())]
            for number, reason in REASON.findall(text):
                self.reasons[reason] = self.reasons.get(reason, 0) + int(number)
            for report in REPORT.finditer(text):
                self.reports.append(report.group(1))
                self.texts.setdefault(report.group(1), report.group(0))
            self.trouble += TROUBLE.findall(text)
        if self.texts:
            with open(os.path.join(logs, "reports"), "w", encoding="utf-8") as file:
                file.write("\n\n".join(self.texts.values()) + "\n")

    def with_outcome(self, word):
        return {name for name, outcome in self.outcomes.items() if outcome == word}
