"""Read the output of other people's test harnesses as name -> outcome.

An outcome is "pass", "fail" or "skip". SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import re

WORDS = {
    "pass": "pass", "passed": "pass", "ok": "pass", "xfail": "pass", "success": "pass",
    "skip": "skip", "skipped": "skip", "disabled": "skip", "ignore": "skip", "ignored": "skip",
}

# ctest -V prints the number of the test in front of each line of the test.
NUMBER = r"^(?:\d+: )?"

# Each pattern has the groups "name" and "outcome".
HARNESSES = {
    "automake": r"^(?P<outcome>PASS|FAIL|XFAIL|XPASS|SKIP|ERROR): (?P<name>.*?)\s*$",
    "ctest": r"^\s*\d+/\d+ Test\s+#\d+: (?P<name>.*?) \.*\s*(?:\*+)?(?P<outcome>[A-Z][A-Za-z]+)",
    "gtest": NUMBER + r"\[ +(?P<outcome>OK|FAILED|SKIPPED) +\] (?P<name>[^\s(,]+)(?:, where .*)?(?: \(\d+ ms\))?$",
    "tap": NUMBER + r"(?P<outcome>ok|not ok) \d+ (?:- )?(?P<name>\S[^#\n]*?)\s*(?P<skip># ?SKIP.*)?$",
    "unity": NUMBER + r"(?P<name>[\w./-]+:\d+:\w+):(?P<outcome>PASS|FAIL|IGNORE)",
    "meson": r"^\s*\d+/\d+ (?P<name>.*?)\s+(?P<outcome>OK|FAIL|SKIP|TIMEOUT|ERROR|EXPECTEDFAIL)\s+\d+\.\d+s",
}


def outcomes(kinds, text, tree):
    """Return name -> outcome. KINDS are names of harnesses, or patterns with the same groups.

    A pattern without the group "outcome" names tests that passed, because their names were printed. A pattern
    with the group "checks" gives the number of checks that passed."""
    found = {}
    text = text.replace(tree + "/", "")
    for kind in kinds:
        for match in re.finditer(HARNESSES.get(kind, kind), text, flags=re.M):
            groups = match.groupdict()
            if "checks" in groups:
                name, outcome = "%s checks in %s" % (groups["checks"], groups.get("name") or "all"), "pass"
                if int(groups.get("failures") or 0):
                    outcome = "fail"
            else:
                name, outcome = groups["name"], WORDS.get(groups.get("outcome", "pass").lower(), "fail")
                if groups.get("skip"):
                    outcome = "skip"
            if kind == "gtest" and found.get(name) == outcome == "fail":
                continue  # the harness lists failures again at the end
            serial, unique = 1, name
            while unique in found:
                serial += 1
                unique = "%s (%d)" % (name, serial)
            found[unique] = outcome
    return found
