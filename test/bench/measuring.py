"""Run commands under measure.c and read the results.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import copy
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


class Failure(Exception):
    """One program or variant cannot be measured. The others can."""


def say(words):
    print(words, file=sys.stderr, flush=True)


class Measure:
    """The compiled measure.c. With INSTRUCTIONS, it counts instructions instead of seconds.

    If the processor's counter cannot be had, as on most virtual machines, programs run a second time under
    valgrind's cachegrind, which counts too. For the compiler, seconds are measured then."""

    def __init__(self, directory, compiler, instructions=False):
        self.program = os.path.join(directory, "measure")
        self.result = os.path.join(directory, "measured")
        self.instructions = instructions
        self.valgrind = None
        subprocess.run([compiler, "-O1", os.path.join(HERE, "measure.c"), "-o", self.program], check=True)
        if instructions:
            self.choose_counter()

    def apart(self, name):
        """Return a copy for the directory NAME, so that several programs can be measured at once."""
        other = copy.copy(self)
        directory = os.path.join(os.path.dirname(self.result), name)
        os.makedirs(directory, exist_ok=True)
        other.result = os.path.join(directory, "measured")
        return other

    def choose_counter(self):
        try:
            self.run(["true"])
        except Failure:
            self.valgrind = shutil.which("valgrind")
            if not self.valgrind:
                raise
            self.instructions = False

    def count(self, command, options):
        """Return the instructions of the command in thousands of millions, as cachegrind counts them."""
        profile, stripped = self.result + ".counts", self.result + ".stripped"
        # Valgrind 3.19 ends when it reads the debug info of newer compilers.
        subprocess.run(["strip", "-g", "-o", stripped, command[0]], check=True)
        words = [self.valgrind, "-q", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=" + profile, "--log-file=/dev/null"]
        done = subprocess.run(words + [stripped] + command[1:], **options)
        try:
            with open(profile, encoding="utf-8", errors="replace") as file:
                total = re.findall(r"^summary: (\d+)", file.read(), flags=re.M)
        except FileNotFoundError:
            total = []
        if done.returncode or not total:
            raise Failure("%s failed under valgrind" % os.path.basename(command[0]))
        os.unlink(profile)
        return int(total[-1]) / 1e9

    def run(self, command, program=False, **options):
        """Run the command. Return (user seconds or thousands of millions of instructions, peak KiB).

        PROGRAM says that the command is a program that is measured, not a compiler. Raise Failure if the
        command fails."""
        if program and self.valgrind:
            peak = self.run(command, **dict(options, stdout=subprocess.DEVNULL))[1]
            if options.get("stdin"):
                options["stdin"].seek(0)
            return self.count(command, options), peak
        done = subprocess.run([self.program, self.result] + command, **options)
        try:
            with open(self.result, encoding="ascii") as file:
                user, _, peak, status, instructions = (int(word) for word in file.read().split())
        except FileNotFoundError as error:  # measure itself was killed
            raise Failure("%s could not be measured" % os.path.basename(command[0])) from error
        os.unlink(self.result)
        if done.returncode or status:
            raise Failure("%s failed (wait status %d)" % (os.path.basename(command[0]), status))
        if not self.instructions:
            return user / 1e6, peak
        if instructions < 0:
            raise Failure("--instructions: the processor's counter of user instructions cannot be had here (%s)"
                          % os.strerror(-instructions))
        return instructions / 1e9, peak
