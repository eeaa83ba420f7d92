"""Runs a command once for each Rust compiler.

each-rustc.py NAME=RUSTC... [--first] [--check FILE] -- COMMAND...

In the command's environment RUSTC and CUSTODY_RUSTC are the compiler, CARGO and RUSTDOC what is
beside it, RUST_NAME its name. Fails when one of the commands failed, or with --check, when
FileCheck does not find in the output of one what FILE says. --first: only with the first compiler.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import os
import subprocess
import sys

separator = sys.argv.index("--")
compilers, command = sys.argv[1:separator], sys.argv[separator + 1 :]
check = None
if "--check" in compilers:
    at = compilers.index("--check")
    check = compilers[at + 1]
    del compilers[at : at + 2]
if "--first" in compilers:
    compilers = compilers[:1]
if not compilers or not command:
    sys.exit("each-rustc.py: no compiler or no command")
failed = []
for compiler in compilers:
    name, path = compiler.split("=", 1)
    beside = os.path.dirname(path)
    environment = dict(
        os.environ,
        RUST_NAME=name,
        RUSTC=path,
        CUSTODY_RUSTC=path,
        CARGO=os.path.join(beside, "cargo"),
        RUSTDOC=os.path.join(beside, "rustdoc"),
    )
    result = subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    print("=== %s" % name, flush=True)
    sys.stdout.buffer.write(result.stdout)
    sys.stdout.flush()
    right = result.returncode == 0
    if check and right:
        right = subprocess.run(["FileCheck", check], input=result.stdout).returncode == 0
    if not right:
        failed.append(name)
if failed:
    sys.exit("each-rustc.py: failed with " + ", ".join(failed))
