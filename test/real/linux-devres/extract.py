# extract.py - get one file of Debian's kernel source
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Copy a file from Debian's linux-source package into a directory of the build tree, unchanged.

Reading the archive takes seconds. So the first test that needs the file extracts it, and the others use it.
"""

import fcntl
import os
import tarfile

ARCHIVE = "/usr/src/linux-source-6.12.tar.xz"


def extract(directory, file):
    """Return the path of the extracted file in DIRECTORY. Raise OSError or tarfile.TarError."""
    target = os.path.join(directory, os.path.basename(file))
    os.makedirs(directory, exist_ok=True)
    with open(target + ".lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if os.path.exists(target):
            return target
        with tarfile.open(ARCHIVE, "r|xz") as archive:
            for member in archive:
                if member.isfile() and member.name.partition("/")[2] == file:
                    content = archive.extractfile(member).read()
                    break
            else:
                raise FileNotFoundError(f"{ARCHIVE} has no {file}")
        with open(target + ".part", "wb") as output:
            output.write(content)
        os.rename(target + ".part", target)
    return target
