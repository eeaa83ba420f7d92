"""Runs a command with a stack of 8 MiB, the usual limit.

usage: small-stack.py COMMAND [ARGUMENT...]
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import os
import resource
import sys

resource.setrlimit(resource.RLIMIT_STACK, (8 << 20, resource.getrlimit(resource.RLIMIT_STACK)[1]))
os.execvp(sys.argv[1], sys.argv[1:])
