#!/usr/bin/env python3
# How custody-scan scales: CPU time against clang -fsyntax-only, memory, wall time. Not a test: it takes long.
#
#   scale.py COMMANDS [--scan PROGRAM]... [--counts 100,584,1453] [--jobs 1,2] [--syntax FILE]
#
# COMMANDS is a compile_commands.json (Inputs/kernel-commands.py writes one for a kernel). For each count, the
# files are an even sample of it, so each set is not contained in the next one. Memory is the sum of the
# proportional set sizes of all processes of the scan, sampled ten times a second. --syntax keeps the CPU time of
# clang -fsyntax-only for each file in FILE, because that takes longest.
import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
parser = argparse.ArgumentParser()
parser.add_argument("commands")
parser.add_argument("--scan", action="append")
parser.add_argument("--counts", default="100,584,1453")
parser.add_argument("--jobs", default="1,2")
parser.add_argument("--syntax")
parser.add_argument("--no-cache", action="store_true", help="the program has no --cache")
options = parser.parse_args()
scanners = options.scan or [os.path.join(HERE, "../../build/bin/custody-scan")]
commands = json.load(open(options.commands, encoding="utf-8"))


def cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def syntax(command, known):
    file = command["file"]
    if file not in known:
        arguments = [a for a in command["arguments"] if a != "-c"]
        before = cpu()
        subprocess.run(arguments[:1] + ["-fsyntax-only"] + arguments[1:], cwd=command["directory"],
                       stderr=subprocess.DEVNULL, check=False)
        known[file] = cpu() - before
    return known[file]


def memory(pid):
    """The proportional set size of a process and its children, in bytes."""
    total = 0
    try:
        with open("/proc/%d/smaps_rollup" % pid, encoding="ascii") as rollup:
            total = sum(int(line.split()[1]) * 1024 for line in rollup if line.startswith("Pss:"))
        with open("/proc/%d/task/%d/children" % (pid, pid), encoding="ascii") as children:
            for child in children.read().split():
                total += memory(int(child))
    except OSError:
        pass
    return total


def run(arguments):
    before, start, peak = cpu(), time.time(), 0
    with open(os.devnull, "w", encoding="ascii") as nothing:
        process = subprocess.Popen(arguments, stdout=nothing, stderr=nothing)
        while process.poll() is None:
            peak = max(peak, memory(process.pid))
            time.sleep(0.1)
    return process.returncode, cpu() - before, time.time() - start, peak


def main():
    known = {}
    if options.syntax and os.path.exists(options.syntax):
        known = json.load(open(options.syntax, encoding="utf-8"))
    print("| scanner | files | jobs | cache | CPU | of -fsyntax-only | wall | peak memory | status |")
    print("|---|---|---|---|---|---|---|---|---|")
    for count in [int(c) for c in options.counts.split(",")]:
        count = min(count, len(commands))
        chosen = [commands[i * len(commands) // count] for i in range(count)]
        plain = 0.0
        for command in chosen:
            plain += syntax(command, known)
            if options.syntax:
                with open(options.syntax + ".new", "w", encoding="utf-8") as out:
                    json.dump(known, out)
                os.replace(options.syntax + ".new", options.syntax)
        where = tempfile.mkdtemp()
        with open(os.path.join(where, "compile_commands.json"), "w", encoding="utf-8") as out:
            json.dump(chosen, out)
        for scanner in scanners:
            for jobs in options.jobs.split(","):
                base = [scanner, "-p", where, "-j" + jobs, "--no-table", "--json=" + os.path.join(where, "out.json")]
                runs = [("none", base)]
                if not options.no_cache:
                    cached = base + ["--cache=" + os.path.join(where, "cache-" + jobs)]
                    runs = [("written", cached), ("one file changed", cached)]
                for name, arguments in runs:
                    if name == "one file changed":
                        touched = os.path.join(chosen[0]["directory"], chosen[0]["file"])
                        kept = os.stat(touched)
                        with open(touched, "a", encoding="utf-8") as file:
                            file.write("/* changed */\n")
                    code, used, wall, peak = run(arguments)
                    if name == "one file changed":
                        os.truncate(touched, kept.st_size)
                    print("| %s | %d | %s | %s | %.0f s | %.2f | %.0f s | %.0f MB | %d |" %
                          (os.path.basename(scanner), count, jobs, name, used, used / plain, wall, peak / 1e6, code))
                    sys.stdout.flush()
        shutil.rmtree(where)


main()
