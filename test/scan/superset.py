#!/usr/bin/env python3
# What changes if custody-scan gets more files. Not a test: superset.test is one.
#
#   superset.py SMALL LARGE
#
# SMALL and LARGE are what custody-scan --json wrote for a set of files, and for more files. Prints how many keys,
# registrations and suspicious reclaims both have, which ones are only in one of them, and which findings have another
# text. The exit status is 1 if something of SMALL is missing in LARGE.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
import json
import sys


def place(at):
    return "%s:%d" % (at["file"], at["line"])


def named(results):
    """kind -> name -> what is said of it"""
    return {
        "keys": {"%s %s() parameter %d" % (place(k["declared"]), k["function"], k["parameter"]): None for k in results["keys"]},
        "registrations": {"%s %s() parameter %d in %s for %s" % (place(r["declared"]), r["function"], r["parameter"], r["stored_in"],
                                                                 r["callback_stored_in"]): None
                          for r in results["registrations"]},
        "suspicious_reclaims": {"%s %s() '%s' %s" % (place(s["reclaim"]), s["function"], s["value"], s["action"]):
                                (s["confidence"], s["confidence_reason"], s["trace"]) for s in results["suspicious_reclaims"]},
    }


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        small = named(json.load(file))
    with open(sys.argv[2], encoding="utf-8") as file:
        large = named(json.load(file))
    missing = False
    for kind in small:
        lost = sorted(set(small[kind]) - set(large[kind]))
        changed = sorted(name for name in set(small[kind]) & set(large[kind]) if small[kind][name] != large[kind][name])
        print("%s: %d in the small set, %d in the large one, %d lost, %d say something else" %
              (kind, len(small[kind]), len(large[kind]), len(lost), len(changed)))
        for name in lost:
            print("  lost: " + name)
        for name in changed:
            print("  before: %s: %s, %s" % ((name,) + small[kind][name][:2]))
            print("  after:  %s, %s" % large[kind][name][:2])
        missing |= bool(lost)
    return int(missing)


sys.exit(main())
