"""Prints what kernel/ktap.py reads from the console FILE. usage: read-console.py FILE
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import sys

import ktap

with open(sys.argv[1], encoding="utf-8") as file:
    lines = ktap.read_lines(file.read())
results = ktap.read_results(lines)
for test, result in sorted(results.items()):
    print("%s: %s" % (test, result))
print(ktap.count(results), "in %d suites" % len(ktap.suites_of(results)))
for suite, seconds in sorted(ktap.suite_times(lines).items()):
    print("%s: %.2f s" % (suite, seconds))
for suite, text in ktap.reports_of(lines):
    print("in '%s': %s" % (suite, text))
print(ktap.counts_of(lines))
print(ktap.report_of(lines, ["s2_key_from_borrow", "wrong-provenance"]))
print(ktap.report_of(lines, ["nobody"]))
