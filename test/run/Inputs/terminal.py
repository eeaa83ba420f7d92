# Runs a program on a terminal of its own, and prints what it writes there.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
import pty
import sys

pty.spawn(sys.argv[1:])
