"""Published crates with a known bug: the buggy version must be reported at its line, the mended one not.

A small driver of our own (Inputs/NAME.rs) calls the crate, because the tests of the crate do not reach
the bug, or no longer compile. It is compiled once with each version.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import os
import shutil

import suite
from suite import Failure, Result, run

INPUTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "Inputs")

MANIFEST = """[package]
name = "driver"
version = "0.1.0"
edition = "2021"
publish = false
[workspace]
[features]
mended = []
[dependencies]
%s
"""


class Driver(suite.Crate):
    """The driver of one bug, compiled with one version of the crate."""

    def __init__(self, bug, version, where, arguments):
        suite.Crate.__init__(self, {"name": "%s-%s" % (bug["name"], bug["driver"][:-3]), "version": version}, where, arguments)
        self.bug, self.mended = bug, version != bug["version"]
        self.work = os.path.join(where, "drivers", "%s-%s" % (self.name, version))

    def unpack(self, store):
        shutil.rmtree(self.work, ignore_errors=True)
        os.makedirs(os.path.join(self.work, "src"))
        more = "".join(", %s" % words for words in [self.bug.get("options", "")] if words)
        lines = ['%s = { version = "=%s"%s }' % (self.bug["name"], self.version, more)]
        lines += ['%s = "=%s"' % item for item in self.bug.get("needs", {}).items()]
        with open(os.path.join(self.work, "Cargo.toml"), "w", encoding="ascii") as file:
            file.write(MANIFEST % "\n".join(lines))
        shutil.copy(os.path.join(INPUTS, self.bug["driver"]), os.path.join(self.work, "src", "main.rs"))
        needed = [(self.bug["name"], self.version), *self.bug.get("needs", {}).items()]
        store.resolve(self.work, ("driver", [item for item in needed if item in store.lock.sums]))

    def test(self, profile, custody, home):
        environment = self.environment(home, custody)
        logs = os.path.join(self.where, "log", "%s-%s-%s" % (self.name, self.version, profile))
        shutil.rmtree(logs, ignore_errors=True)
        os.makedirs(logs)
        words = self.command(custody) + ["build", "--locked"] + (["--features", "mended"] if self.mended else [])
        words += ["--release"] if profile == "release" else []
        compiled = run(words, self.work, environment, os.path.join(logs, "build"), self.arguments.limit)
        if compiled:
            raise Failure("does not compile (%s), see %s" % (compiled, os.path.join(logs, "build")))
        environment["CUSTODY_OPTIONS"] = "print_stats=1:halt_on_error=0:color=never:log_path=" + os.path.join(logs, "custody")
        program = os.path.join(environment["CARGO_TARGET_DIR"], "x86_64-unknown-linux-gnu", profile, "driver")
        ended = run([program], self.work, environment, os.path.join(logs, "output"), 60)
        return Result(logs, ended, 0)


def versions_of(bug):
    return [bug["version"]] + ([bug["mended"]] if "mended" in bug else [])


def check(bug, profile, where, arguments, store):
    """Return (row, complaints)."""
    wrong, found = [], {}
    missed = bug.get("missed", "") or bug.get("missed " + profile, "")
    for version in versions_of(bug):
        driver = Driver(bug, version, where, arguments)
        driver.unpack(store)
        result = driver.test(profile, True, store.home)
        found[version] = result
        if result.trouble:
            wrong.append("%s: %s" % (version, result.trouble[0]))
        if driver.mended:
            wrong += ["%s, which is mended: %s" % (version, summary) for summary in sorted(set(result.reports))]
            if result.ended:
                wrong.append("%s, which is mended, ends with %s" % (version, result.ended))
            continue
        hit = any(bug["line"] + ":" in summary for summary in result.reports)
        if not hit and not missed:
            wrong.append("%s: nothing reported at %s" % (version, bug["line"]))
        if hit and missed:
            wrong.append("%s: reported at %s, and the table says that it is missed" % (version, bug["line"]))
        expected = [bug["line"], *bug.get("then", [])]
        wrong += ["%s: also %s" % (version, summary) for summary in sorted(set(result.reports))
                  if not any(line + ":" in summary for line in expected)]
    reports = found[bug["version"]].reports
    mended = found.get(bug.get("mended"))
    row = {
        "crate": bug["name"], "version": bug["version"], "mended": bug.get("mended", ""), "profile": profile, "line": bug["line"],
        "driver": bug["driver"], "reports": sorted(set(reports)), "counts": found[bug["version"]].counts,
        "mended counts": mended.counts if mended else None, "complaints": wrong,
        "kind": reports[0].split()[0] if reports else "", "known": missed,
    }
    return row, wrong
