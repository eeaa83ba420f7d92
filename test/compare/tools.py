# tools.py - how each tool compiles and runs a program, and what it said
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The tools that compare.py compares. Each one answers with the names of the errors that it reported."""

import os
import re
import shutil
import subprocess

import cases

ROOT = os.path.dirname(os.path.dirname(cases.HERE))
COMMON = ["-g", "-O1", "-D_GNU_SOURCE", "-I", os.path.join(ROOT, "include"), "-I", cases.DEVRES]
TIMEOUT = 120
NOT = "did not happen"
EXPECT = re.compile(r"^\S+:\d+: expected ", re.M)  # of inner.h: what the program needs did not happen
PROBE = "int main(void) { return 0; }\n"

# What the last line of a report says; TypeSanitizer prints no such line.
HEADLINE = re.compile(r"ERROR: TypeSanitizer: ([\w-]+)")
SUMMARY = re.compile(r"^SUMMARY: \w+Sanitizer: (\d+ byte|[\w-]+)", re.M)
UNVERIFIED = re.compile(r"CustodySanitizer: \d+ verified, [1-9]\d* unverified")


class Failed(Exception):
    """The tool could not compile or start a program."""


def call(command, environment=None):
    """Runs COMMAND. The result has its output as text."""
    clean = {key: value for key, value in os.environ.items()
             if not key.endswith("SAN_OPTIONS") and not key.startswith("CUSTODY_")}
    try:
        return subprocess.run(command, env={**clean, **(environment or {})}, capture_output=True, text=True,
                              errors="replace", timeout=TIMEOUT, check=False)
    except (OSError, subprocess.TimeoutExpired) as wrong:
        raise Failed(str(wrong).split("\n", maxsplit=1)[0]) from wrong


def answers(done, reported):
    """What a run says: what the tool REPORTED, or how the program ended."""
    if EXPECT.search(done.stderr):
        return {NOT}
    if reported or not done.returncode:
        return reported
    return {"crash" if done.returncode < 0 else "exit status %d" % done.returncode}


def must(done, what):
    """Raises Failed with the first line of what WHAT said, if it failed."""
    if done.returncode:
        raise Failed("%s says: %s" % (what, done.stderr.strip().split("\n", maxsplit=1)[0]))


class Tool:
    """A compiler with flags, and a way to run what it made."""

    def __init__(self, heading, compiler, flags=(), environment=None, runner=()):
        self.heading = heading
        self.compiler = compiler
        self.flags = list(flags)
        self.environment = environment or {}
        self.runner = list(runner)

    def version(self):
        """The name and the version of the program behind the tool. Raises Failed if it is not installed."""
        program = self.runner[0] if self.runner else self.compiler
        if not shutil.which(program):
            raise Failed("%s is not installed" % os.path.basename(program))
        number = re.search(r"\d+\.\d+(?:\.\d+)?", call([program, "--version"]).stdout)
        name = re.match("[a-z]*", os.path.basename(program))[0]
        return "%s %s" % ({"gcc": "GCC"}.get(name, name.capitalize()), number[0] if number else "?")

    def compile(self, files, macros, program, plain=()):
        """Compiles FILES to PROGRAM. Custody leaves the files in PLAIN, a part of FILES, uninstrumented."""
        del plain  # other tools treat all files alike
        must(call([self.compiler] + COMMON + self.flags + ["-D" + macro for macro in macros] + list(files)
                  + ["-o", program, "-lpthread"]), "the compiler")

    def probe(self, directory):
        """Raises Failed if an empty program does not end well under the tool."""
        source = os.path.join(directory, "probe.c")
        with open(source, "w", encoding="utf-8") as file:
            file.write(PROBE)
        self.compile([source], [], source + ".exe")
        done = call(self.runner + [source + ".exe"], self.environment)
        if done.returncode or done.stderr:
            raise Failed("an empty program ends with %d: %s" % (done.returncode, done.stderr.strip().split("\n")[0]))

    def answer(self, case, twin, directory):
        """The names of the errors that the tool reports for CASE or its twin."""
        program = os.path.join(directory, case.program(twin))
        if not os.path.exists(program):
            self.compile(case.files(), case.macros(twin), program,
                         [path for path in case.files() if case.is_plain(path)])
        return self.run([program] + case.arguments(twin))

    def run(self, command):
        done = call(self.runner + command, self.environment)
        return answers(done, self.read(done))

    def read(self, done):
        """The names of the errors in what a run printed."""
        words = SUMMARY.findall(done.stderr) + HEADLINE.findall(done.stderr)
        return {"leak" if word.endswith("byte") else word for word in words}


class Valgrind(Tool):
    """Memcheck. Its errors have no names, so their first words are taken."""

    WORDS = re.compile(r"==\d+== +(?:[\d,]+(?: \([\d,]+ \w+, [\d,]+ \w+\))? bytes in [\d,]+ blocks are )?"
                       r"(Invalid \w+|Mismatched free|Conditional jump|Use of uninit\w+|definitely lost)")

    def read(self, done):
        names = {"definitely lost": "leak", "Conditional jump": "uninitialized"}
        return {names.get(word, word).lower().replace(" ", "-") for word in self.WORDS.findall(done.stderr)}


class Analyzer(Tool):
    """gcc -fanalyzer looks at one unit at a time. So all files of a case become one unit."""

    def answer(self, case, twin, directory):
        unit = os.path.join(directory, case.name + ("-twin" if twin else "") + ".c")
        with open(unit, "w", encoding="utf-8") as file:
            file.writelines('#include "%s"\n' % path for path in reversed(case.files()))
        done = call([self.compiler] + COMMON + self.flags + ["-D" + macro for macro in case.macros(twin)]
                    + ["-c", unit, "-o", os.devnull])
        must(done, "the compiler")
        return set(re.findall(r"\[-Wanalyzer-([\w-]+)\]", done.stderr))


class Custody(Tool):
    """The default model decides. If it reports nothing, it may still count something as unverified, and `exact` is asked."""

    def __init__(self, tree, clang):
        super().__init__("Custody", os.path.join(tree, "bin", "custody-clang"))
        self.clang = clang

    def version(self):
        if not os.path.exists(self.compiler):
            raise Failed("it is not built")
        return ""

    def compile(self, files, macros, program, plain=()):
        flags = ["-D" + macro for macro in macros]
        objects = []
        for number, path in enumerate(files):
            objects.append("%s.%d.o" % (program, number))
            must(call([self.clang if path in plain else self.compiler] + COMMON + flags
                      + ["-c", path, "-o", objects[-1]]), "the compiler")
        must(call([self.compiler] + objects + ["-o", program, "-lpthread"]), "the linker")

    def run(self, command):
        said = set()
        for model, word in (("permission", ""), ("exact", "`exact`: ")):
            done = call(command, {"CUSTODY_OPTIONS": "symbolize=0:print_stats=1:model=" + model})
            kinds = re.findall(r"ERROR: CustodySanitizer: ([\w-]+)", done.stderr)
            said.update(word + kind for kind in kinds)
            if kinds or done.returncode:
                break
            if UNVERIFIED.search(done.stderr):
                said.add("unverified")
        return answers(done, said)


def tools(tree, clang):
    """{name: tool}, in the order of the columns."""
    def sanitizer(heading, flags, options):
        return Tool(heading, clang, flags.split(), dict([options.split("=", maxsplit=1)]))

    return {
        "plain": Tool("no tool", clang),
        "custody": Custody(tree, clang),
        "asan": sanitizer("ASan", "-fsanitize=address", "ASAN_OPTIONS=symbolize=0"),
        # x86-64 has room for tags only in alias mode. Tags that are not random make each run alike.
        "hwasan": sanitizer("HWASan", "-fsanitize=hwaddress -fsanitize-hwaddress-experimental-aliasing",
                            "HWASAN_OPTIONS=symbolize=0:random_tags=0"),
        "msan": sanitizer("MSan", "-fsanitize=memory", "MSAN_OPTIONS=symbolize=0"),
        "tysan": sanitizer("TySan", "-fsanitize=type", "TYSAN_OPTIONS=symbolize=0"),
        "ubsan": sanitizer("UBSan", "-fsanitize=undefined",
                           "UBSAN_OPTIONS=symbolize=0:print_summary=1:report_error_type=1"),
        # DWARF 5 is too new for some versions.
        "valgrind": Valgrind("Valgrind", clang, ["-gdwarf-4"],
                             runner=["valgrind", "-q", "--leak-check=full", "--show-leak-kinds=definite"]),
        "gcc": Analyzer("gcc -fanalyzer", "gcc", ["-fanalyzer"]),
    }
