"""The command line of the scripts that look at one build of each program: causes.py and phases.py.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import argparse
import os
import sys

import sources
import tables
from building import Program
from measuring import Failure, say
from programs import PROGRAMS


class Command:
    """What was asked for, and where it is done."""

    def __init__(self, name, description):
        """NAME is that of the table and of its file."""
        self.name = name
        parser = argparse.ArgumentParser(description=description)
        parser.add_argument("--build", required=True)
        parser.add_argument("--llvm", required=True)
        parser.add_argument("program", nargs="*")
        arguments = parser.parse_args()
        known = {entry["name"]: entry for entry in PROGRAMS}
        for program in arguments.program:
            if program not in known:
                parser.error("there is no program %s" % program)
        build = os.path.abspath(arguments.build)
        self.where = os.path.join(build, "bench")
        os.makedirs(self.where, exist_ok=True)
        self.clang, self.custody = "clang-" + arguments.llvm, os.path.join(build, "bin", "custody-clang")
        self.size = "llvm-size-" + arguments.llvm
        self.programs = [known[program] for program in arguments.program or known]
        os.environ["LC_ALL"] = "C"
        for variable in ("CUSTODY_OPTIONS", "CUSTODY_BOUNDARIES"):
            os.environ.pop(variable, None)

    def table(self, head, rows_of):
        """Print a table and keep it in a file. ROWS_OF(Program) returns the rows of a program. Return an exit code."""
        store = sources.Store(self.where)
        rows, failures = [head], []
        for entry in self.programs:
            program = Program(entry, self.where, "small")
            say("%s: %s" % (self.name, program.name))
            try:
                program.fetch(store)
                rows += rows_of(program)
            except (Failure, sources.Unavailable) as failure:
                failures.append("%s: %s" % (program.name, failure))
        page = tables.aligned(rows) + "".join("\nNot measured: %s\n" % failure for failure in failures)
        with open(os.path.join(self.where, self.name + ".md"), "w", encoding="utf-8") as file:
            file.write(page)
        print(page, end="")
        return 0 if len(rows) > 1 else 1

    def stop(self, failure):
        """End the script with a message."""
        sys.exit("%s.py: %s" % (self.name, failure))
