# The compile commands of a part of a kernel, without building it: what make would run is read from `make -n`.
#
#   kernel-commands.py KERNEL OUTPUT DIRECTORY...
#
# KERNEL is a configured and prepared source tree (make LLVM=-22 allmodconfig prepare). Writes OUTPUT, a
# compile_commands.json of the C files of the given directories, in the order in which make names them.
import json
import re
import shlex
import subprocess
import sys

kernel, output, directories = sys.argv[1], sys.argv[2], sys.argv[3:]
made = subprocess.run(["make", "-n", "LLVM=-22", "-C", kernel] + [d.rstrip("/") + "/" for d in directories],
                      stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
commands, seen = [], set()
for line in made.splitlines():
    for found in re.finditer(r"(clang-22 -Wp,-MMD,(?:[^;'\"]|'[^']*'|\"[^\"]*\")* -c -o \S+ (\S+\.c))(?= *;)", line):
        text, file = found.groups()
        if file in seen or not any(file.startswith(d.rstrip("/") + "/") for d in directories):
            continue
        seen.add(file)
        arguments = [a for a in shlex.split(text) if not a.startswith("-Wp,-MMD")]
        commands.append({"directory": kernel, "file": file, "arguments": arguments})
with open(output, "w", encoding="utf-8") as out:
    json.dump(commands, out, indent=0)
print(len(commands), "commands")
