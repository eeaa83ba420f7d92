#!/usr/bin/env python3
# How custody-scan scales: CPU time against clang -fsyntax-only, memory, wall time. Not a test: it takes long.
#
#   scale.py COMMANDS [--scan PROGRAM] [--counts 100,584,1453] [--jobs 1,2] [--keep DIRECTORY] [--only syntax|scan]
#
# COMMANDS is a compile_commands.json (Inputs/kernel-commands.py writes one for a kernel). For each count, the
# files are an even sample of it, so each set is not contained in the next one. For each set and number of jobs there
# are two runs: the first writes the cache, and before the second a comment was appended to one file. Memory is the
# largest sum of the proportional set sizes of all processes of the scan, sampled four times a second.
#
# --keep keeps what was measured, the caches and the JSON of each scan in DIRECTORY. What is there is not measured again,
# so that the table can be made in parts. --only measures only one of the two programs.
import argparse
import json
import os
import resource
import shutil
import subprocess
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
parser = argparse.ArgumentParser()
parser.add_argument("commands")
parser.add_argument("--scan", default=os.path.join(HERE, "../../build/bin/custody-scan"))
parser.add_argument("--counts", default="100,584,1453")
parser.add_argument("--jobs", default="1,2")
parser.add_argument("--keep")
parser.add_argument("--only", choices=["syntax", "scan"])
options = parser.parse_args()


def cpu():
    """The CPU time of all children that have ended, in seconds: user and system."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Kept:
    """Measurements in a file: a dictionary that is written at each change."""

    def __init__(self, path):
        self.path = path
        self.values = {}
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                self.values = json.load(file)

    def __contains__(self, key):
        return key in self.values

    def __getitem__(self, key):
        return self.values[key]

    def __setitem__(self, key, value):
        self.values[key] = value
        with open(self.path + ".new", "w", encoding="utf-8") as out:
            json.dump(self.values, out, indent=0)
        os.replace(self.path + ".new", self.path)


def syntax(command):
    """The CPU time of clang -fsyntax-only for COMMAND, in seconds."""
    arguments = [a for a in command["arguments"] if a != "-c"]
    before = cpu()
    subprocess.run(arguments[:1] + ["-fsyntax-only"] + arguments[1:], cwd=command["directory"],
                   stderr=subprocess.DEVNULL, check=False)
    return cpu() - before


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
            time.sleep(0.25)
    return {"status": process.returncode, "cpu": cpu() - before, "wall": time.time() - start, "peak": peak,
            "load": os.getloadavg()[0]}


def scan(chosen, jobs, where, scans):
    """Scans twice with JOBS jobs. WHERE is the directory of this set of files."""
    name = os.path.basename(where)
    arguments = [options.scan, "-p", where, "-j" + jobs, "--no-table", "--cache=" + os.path.join(where, "cache-" + jobs)]
    if name + " first " + jobs not in scans:
        shutil.rmtree(os.path.join(where, "cache-" + jobs), ignore_errors=True)
        scans[name + " first " + jobs] = run(arguments + ["--json=" + os.path.join(where, "found-%s.json" % jobs)])
    if name + " second " + jobs not in scans:
        touched = os.path.join(chosen[0]["directory"], chosen[0]["file"])
        size = os.stat(touched).st_size
        with open(touched, "a", encoding="utf-8") as file:
            file.write("/* changed */\n")
        try:
            scans[name + " second " + jobs] = run(arguments + ["--json=" + os.path.join(where, "found-again.json")])
        finally:
            os.truncate(touched, size)


def main():
    keep = options.keep or tempfile.mkdtemp()
    os.makedirs(keep, exist_ok=True)
    plain, scans = Kept(os.path.join(keep, "syntax.json")), Kept(os.path.join(keep, "scans.json"))
    with open(options.commands, encoding="utf-8") as file:
        commands = json.load(file)
    counts = [min(int(c), len(commands)) for c in options.counts.split(",")]
    sets = {count: [commands[i * len(commands) // count] for i in range(count)] for count in counts}
    for count, chosen in sets.items():
        for command in chosen:
            if options.only != "scan" and command["file"] not in plain:
                plain[command["file"]] = syntax(command)
        where = os.path.join(keep, str(count))
        os.makedirs(where, exist_ok=True)
        with open(os.path.join(where, "compile_commands.json"), "w", encoding="utf-8") as out:
            json.dump(chosen, out)
        if options.only != "syntax":
            for jobs in options.jobs.split(","):
                scan(chosen, jobs, where, scans)
    print("| files | jobs | run | CPU | of -fsyntax-only | wall | load | peak memory of all processes | status |")
    print("|---|---|---|---|---|---|---|---|---|")
    for count, chosen in sets.items():
        known = [plain[c["file"]] for c in chosen if c["file"] in plain]
        if len(known) == count:
            print("| %d | 1 | -fsyntax-only | %.0f s | 1.00 | | | | |" % (count, sum(known)))
        for jobs in options.jobs.split(","):
            for name in ["first", "second"]:
                key = "%d %s %s" % (count, name, jobs)
                if key in scans:
                    m = scans[key]
                    ratio = "%.2f" % (m["cpu"] / sum(known)) if len(known) == count else "?"
                    print("| %d | %s | %s | %.0f s | %s | %.0f s | %.1f | %.0f MB | %d |" %
                          (count, jobs, name, m["cpu"], ratio, m["wall"], m["load"], m["peak"] / 1e6, m["status"]))
    if not options.keep:
        shutil.rmtree(keep)


main()
