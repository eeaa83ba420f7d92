# Copies a program, in which the path of the compiler's llvm-symbolizer becomes one that is not there.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
import re
import shutil
import sys

program, copy = sys.argv[1:3]
with open(program, "rb") as file:
    data = file.read()
data, count = re.subn(rb"(?<=\0)/[^\0]*/(?=llvm-symbolizer\0)", lambda m: b"/nowhere".ljust(len(m[0]), b"/"), data)
if count != 1:
    sys.exit("%s has %d paths of a symbolizer" % (program, count))
with open(copy, "wb") as file:
    file.write(data)
shutil.copymode(program, copy)
