"""Runs commands under measure.c.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


class Failure(Exception):
    """Something cannot be measured; the rest can."""


def say(words):
    print(words, file=sys.stderr, flush=True)


class Measure:
    """The compiled measure.c. With INSTRUCTIONS, costs are instructions instead of seconds."""

    def __init__(self, directory, compiler, instructions=False):
        self.program = os.path.join(directory, "measure")
        self.result = os.path.join(directory, "measured")
        self.instructions = instructions
        subprocess.run([compiler, "-O1", os.path.join(HERE, "measure.c"), "-o", self.program], check=True)
        if instructions:
            self.run(["true"])

    def run(self, command, **options):
        """(user seconds, or thousands of millions of instructions; peak KiB) of the command; Failure if it fails."""
        done = subprocess.run([self.program, self.result] + command, **options)
        try:
            with open(self.result, encoding="ascii") as file:
                user, _, peak, status, instructions = (int(word) for word in file.read().split())
        except FileNotFoundError as error:  # it was killed itself
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
