"""One program of the bench: its sources, builds and runs.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import fnmatch
import glob
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile

from measuring import HERE, Failure
from variants import WORK

sys.path.append(os.path.join(HERE, "..", "real", "linux-devres"))
import extract  # pylint: disable=wrong-import-position

STATS = re.compile(rb"^CustodySanitizer: (\d+) verified, (\d+) unverified, (\d+) reported\n", re.M)
REASON = re.compile(rb"^CustodySanitizer: \d+ unverified: .*\n", re.M)
NOTHING = re.compile(rb"^bench: (\d+) of NULL\n", re.M)


class Program:
    """One entry of programs.py, which is built and run in several variants."""

    def __init__(self, entry, where, inputs):
        """INPUTS is full, quick or small."""
        self.entry, self.name = entry, entry["name"]
        self.where = os.path.join(where, self.name)
        self.inputs = os.path.join(self.where, "in")
        self.size = ("full", "quick", "small").index(inputs)
        self.source = None

    def scaled(self, key):
        choices = self.entry.get(key, [1])
        return choices[min(self.size, len(choices) - 1)]

    def fill(self, word):
        return word.format(src=self.source, work=WORK, test=os.path.dirname(HERE), scale=self.scaled("scales"), **{"in": self.inputs})

    def fetch(self, store):
        for tool in self.entry.get("needs", []):
            if not shutil.which(tool):
                raise Failure("needs %s" % tool)
        if "package" in self.entry:
            self.source = store.unpacked(self.entry["package"])
        else:
            self.source = os.path.join(self.where, "src")
            os.makedirs(self.source, exist_ok=True)
        if "kernel" in self.entry:
            try:
                extract.extract(self.source, self.entry["kernel"])
            except (OSError, tarfile.TarError) as error:
                raise Failure("needs Debian's linux-source package: %s" % error) from error
        stamp = os.path.join(self.source, ".prepared")
        if not os.path.exists(stamp):
            for command in self.entry.get("prepare", []):
                done = subprocess.run(command, cwd=self.source, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
                if done.returncode:
                    raise Failure("%s: %s" % (" ".join(command), done.stdout.decode(errors="replace")[-500:]))
            with open(stamp, "w", encoding="ascii"):
                pass
        os.makedirs(self.inputs, exist_ok=True)
        for name, make in self.entry.get("inputs", {}).items():
            with open(os.path.join(self.inputs, name), "wb") as file:
                file.write(make(self.scaled("input_scales")))

    def files(self):
        found = []
        for pattern in self.entry["sources"]:
            matches = sorted(glob.glob(os.path.join(self.source, self.fill(pattern))))
            if not matches:
                raise Failure("no source %s" % pattern)
            found += [path for path in matches if path not in found]
        left_out = [os.path.join(self.source, pattern) for pattern in self.entry.get("exclude", [])]
        return [path for path in found if not any(fnmatch.fnmatch(path, pattern) for pattern in left_out)]

    def directory(self, variant):
        return os.path.join(self.where, variant.objects or variant.name)

    def build(self, variants, measure, size):
        """Return ({name: (program, cost of compiling, bytes of code)}, {name: why it was not built}).

        Each file is compiled in all variants before the next one, so that other work on the machine
        affects all compilers alike."""
        failed = {}
        compiling = [variant for variant in variants if not variant.objects]
        objects = {variant.name: [] for variant in compiling}
        cost = dict.fromkeys(objects, 0.0)
        for variant in compiling:
            shutil.rmtree(self.directory(variant), ignore_errors=True)
            os.makedirs(self.directory(variant))
        words = [self.fill(word) for word in self.entry["flags"]]
        environments = {}
        for variant in compiling:
            try:
                environments[variant.name] = self.environment(variant, words)
            except Failure as failure:
                failed[variant.name] = "build: %s" % failure
        for path in self.files():
            for variant in compiling:
                if variant.name in failed:
                    continue
                made = objects[variant.name]
                target = os.path.join(self.directory(variant), "%d-%s.o" % (len(made), os.path.basename(path)))
                command = [variant.compiler, "-O2", "-w", "-c", path, "-o", target] + words + list(variant.flags)
                try:
                    cost[variant.name] += measure.run(command, env=environments[variant.name])[0]
                except Failure as failure:
                    failed[variant.name] = "build: %s: %s" % (os.path.basename(path), failure)
                made.append(target)
        built = {}
        for variant in variants:
            of = variant.objects or variant.name
            if variant.name in failed or of in failed:
                failed.setdefault(variant.name, failed.get(of))
                continue
            try:
                program = self.link(variant, objects[of], measure)
                built[variant.name] = program, cost[of], code_size(size, objects[of])
            except Failure as failure:
                failed[variant.name] = "build: %s" % failure
        return built, failed

    def environment(self, variant, words):
        """Return the environment for compiling: with the list of the program's types, if the variant has one."""
        if not variant.scan:
            return dict(os.environ)
        listed = os.path.join(self.directory(variant), "types.list")
        command = [variant.scan, "--no-table", "--types=" + listed] + self.files() + ["--"] + words
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode:
            raise Failure("custody-scan: %s" % done.stdout.decode(errors="replace")[-500:])
        return dict(os.environ, CUSTODY_BOUNDARIES=listed)

    def link(self, variant, objects, measure):
        program = os.path.join(self.directory(variant), "%s-%s" % (self.name, variant.name))
        more = []
        for path in variant.linked:
            more.append("%s-%s.o" % (program, os.path.basename(path)))
            measure.run([variant.compiler, "-O2", "-c", path, "-o", more[-1]])
        flags = [flag for flag in variant.flags if flag.startswith("-f")]
        measure.run([variant.compiler] + objects + more + ["-o", program] + flags + self.entry.get("libraries", []))
        return program

    def run(self, program, variant, measure, first=False):
        """Return (user time, peak KiB, digest of the output, counts).

        The FIRST run is not measured. If the variant has counts, it returns them: (verified, unverified, reported,
        unverified because NULL)."""
        counted = first and variant.counts
        command = [program] + [self.fill(word) for word in self.entry["command"]]
        stdin = os.path.join(self.inputs, self.entry["stdin"]) if "stdin" in self.entry else os.devnull
        output, complaint = (os.path.join(self.where, name) for name in ("stdout", "stderr"))
        environment = dict(os.environ, **dict(variant.environment))
        if counted:
            environment.update(CUSTODY_OPTIONS="print_stats=1", BENCH_COUNTS="1")
        with open(stdin, "rb") as source, open(output, "wb") as out, open(complaint, "wb") as err:
            user, peak = measure.run(command, program=not first, stdin=source, stdout=out, stderr=err, env=environment)
        with open(complaint, "rb") as file:
            said = file.read()
        counts = None
        if counted and STATS.search(said):
            nothing = NOTHING.search(said)
            counts = tuple(int(word) for word in STATS.search(said).groups()) + (int(nothing.group(1)) if nothing else 0,)
            said = REASON.sub(b"", STATS.sub(b"", NOTHING.sub(b"", said)))
        if said.strip():
            raise Failure("said: %s" % first_complaint(said.decode(errors="replace")))
        with open(output, "rb") as file:
            printed = file.read()
        if "ignore" in self.entry:
            printed = re.sub(self.entry["ignore"].encode(), b"", printed, flags=re.M)
        if "result" in self.entry:
            with open(os.path.join(self.inputs, self.entry["result"]), "rb") as file:
                printed += file.read()
        return user, peak, hashlib.sha256(printed).hexdigest(), counts


def first_complaint(said):
    """Return the most important part of a program's messages: a sanitizer's headline and its frames."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    for number, line in enumerate(lines):
        if re.search(r"(ERROR|WARNING): \w+Sanitizer", line):
            frames = [re.sub(r"^(#\d+) 0x\w+ in (\w+).*", r"\1 \2", frame) for frame in lines[number + 1:number + 4]]
            return " ".join([re.sub(r"^==\d+==\s*", "", line)] + frames)
    return " ".join(lines)[:300]


def code_size(size, objects):
    """Return the size of .text of the objects, in bytes."""
    code = 0
    for line in subprocess.run([size, "-A"] + objects, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines():
        if line.startswith(".text"):
            code += int(line.split()[1])
    return code
