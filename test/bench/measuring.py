"""Run commands under measure.c and read the results.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


class Failure(Exception):
    """One program or variant cannot be measured. The others can."""


def say(words):
    print(words, file=sys.stderr, flush=True)


class Measure:
    """The compiled measure.c. With INSTRUCTIONS, it counts instructions instead of seconds."""

    def __init__(self, directory, compiler, instructions=False):
        self.program = os.path.join(directory, "measure")
        self.result = os.path.join(directory, "measured")
        self.instructions = instructions
        subprocess.run([compiler, "-O1", os.path.join(HERE, "measure.c"), "-o", self.program], check=True)
        if instructions:
            self.run(["true"])

    def run(self, command, **options):
        """Run the command. Return (user seconds or thousands of millions of instructions, peak KiB).

        Raise Failure if the command fails."""
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
