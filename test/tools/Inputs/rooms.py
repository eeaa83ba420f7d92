"""Compiles a made-up tree and checks its rooms.

usage: rooms.py CLANG NM CHECK-ROOMS TREE
"""
import json
import os
import subprocess
import sys

clang, nm, check, tree = sys.argv[1:]
commands = []
os.makedirs(os.path.join(tree, "build"), exist_ok=True)
for directory, _, names in sorted(os.walk(tree)):
    for name in sorted(names):
        if name.endswith(".c"):
            source = os.path.join(directory, name)
            target = os.path.join("build", os.path.relpath(source, tree).replace("/", "-") + ".o")
            arguments = [clang, "-I" + tree, "-c", source, "-o", target]
            subprocess.run(arguments, cwd=tree, check=True)
            commands.append({"directory": tree, "file": source, "arguments": arguments})
with open(os.path.join(tree, "build", "compile_commands.json"), "w", encoding="utf-8") as file:
    json.dump(commands, file)
done = subprocess.run([sys.executable, check, "--root", tree, "--nm", nm], check=False)
sys.exit(done.returncode)
