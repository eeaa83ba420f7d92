"""The command line of custody-report.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import argparse
import json
import sys

from . import github, junit, page, read, sarif, source, terminal

DESCRIPTION = """Reads the files that programs wrote with CUSTODY_OPTIONS=log_format=json:log_path=FILE, and prints a summary of
the bugs. The options write other forms too."""

EPILOG = """FILE is a file, a directory of files, the value of log_path (then all files FILE.* are read), or - for the standard
input. Lines that are no report are skipped, so a log of a program's output will do too.

The exit status is 1 if there is a bug, 0 if there is none, and 2 if something went wrong: a report that cannot be read, for example.
With --baseline, it is 1 only if there is a bug that the baseline does not have.

example:
  CUSTODY_OPTIONS=log_format=json:log_path=/tmp/reports/log ctest
  custody-report /tmp/reports --html report.html --sarif report.sarif"""


def parser(version):
    p = argparse.ArgumentParser(prog="custody-report", description=DESCRIPTION, epilog=EPILOG,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("files", nargs="+", metavar="FILE", help="what to read")
    p.add_argument("--html", metavar="OUT", help="write a page that shows each bug, with its source lines and a picture")
    p.add_argument("--sarif", metavar="OUT", help="write SARIF 2.1.0, for code hosts and editors")
    p.add_argument("--junit", metavar="OUT", help="write JUnit XML, for CI servers")
    p.add_argument("--tests", metavar="FILE", action="append", default=[],
                   help="a JUnit file of the test runner: --junit writes it again, and tests with bugs have failed in it")
    p.add_argument("--github", action="store_true", help="print annotations for GitHub Actions instead of the summary")
    p.add_argument("--baseline", metavar="FILE", help="bugs in this file are known: only others fail")
    p.add_argument("--write-baseline", metavar="OUT", help="write a baseline with all bugs")
    p.add_argument("--source-root", metavar="DIR", action="append", default=[],
                   help="look for source files here, and write paths relative to it; the default is the current directory")
    p.add_argument("--title", default="Custody report", help="the title of the page")
    p.add_argument("--full", action="store_true", help="print the whole first report of each bug too")
    p.add_argument("--quiet", action="store_true", help="print no summary")
    p.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="colors of the summary")
    p.add_argument("--version", action="version", version="custody-report " + version)
    return p


BASELINE = "custody-baseline"


def read_baseline(path):
    try:
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
    except ValueError:
        data = None
    if not isinstance(data, dict) or data.get("type") != BASELINE:
        raise ValueError("%s is no baseline; --write-baseline writes one" % path)
    return {bug["fingerprint"] for bug in data["bugs"]}


def baseline_of(results):
    bugs = [{"fingerprint": bug.fingerprint, "kind": bug.kind, "summary": bug.summary} for bug in results.bugs]
    return json.dumps({"type": BASELINE, "version": 1, "bugs": sorted(bugs, key=lambda bug: bug["fingerprint"])}, indent=1) + "\n"


def write(path, text):
    if path == "-":
        sys.stdout.write(text)
        return
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def run(options, version):
    results = read.read(options.files)
    known = read_baseline(options.baseline) if options.baseline else set()
    states = {bug.fingerprint: ("known" if bug.fingerprint in known else "new") if options.baseline else "" for bug in results.bugs}
    sources = source.Sources(options.source_root)
    sources.shorten(results)
    if options.html:
        write(options.html, page.document(results, states, sources, options.title))
    if options.sarif:
        write(options.sarif, json.dumps(sarif.document(results, states, sources, version), indent=1, ensure_ascii=False) + "\n")
    if options.junit:
        write(options.junit, junit.merged(results, states, options.tests) if options.tests else junit.document(results, states))
    if options.write_baseline:
        write(options.write_baseline, baseline_of(results))
    if options.github:
        for line in github.annotations(results, states, sources):
            print(line)
    elif not options.quiet and "-" not in (options.html, options.sarif, options.junit, options.write_baseline):
        terminal.write(results, states, options)
    if any(state != "known" for state in states.values()):
        return 1
    return 2 if results.unread else 0


def main(arguments, version):
    p = parser(version)
    options = p.parse_args(arguments)
    if options.tests and not options.junit:
        p.error("--tests is for --junit")
    try:
        return run(options, version)
    except BrokenPipeError:
        sys.stderr.close()
        return 2
    except OSError as error:
        what = "%s: %s" % (error.filename, error.strerror) if error.filename and error.strerror else error
        print("custody-report: error: %s" % what, file=sys.stderr)
        return 2
    except (ValueError, KeyError) as error:
        print("custody-report: error: %s" % error, file=sys.stderr)
        return 2
