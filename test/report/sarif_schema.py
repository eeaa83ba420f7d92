#!/usr/bin/env python3
"""Downloads the JSON schema of SARIF 2.1.0, which the tests of SARIF need.

usage: sarif_schema.py --build DIR [--cargo CARGO]

The schema is part of the crate serde-sarif, which cargo downloads. It goes to DIR/sarif-schema/. If it is there, nothing is
done. The exit status is 0 if the schema is there in the end.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import argparse
import glob
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile

CRATE, VERSION = "serde-sarif", "0.4.2"
CHECKSUM = "af47e7b67f24efe74076621fd3a5fbe7398add9e84fe820c971219a385895cea"  # of the schema


def is_schema(path):
    try:
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest() == CHECKSUM
    except OSError:
        return False


def download(cargo, home):
    """Makes cargo download the crate, and returns the path of the schema in it."""
    with tempfile.TemporaryDirectory() as directory:
        os.mkdir(os.path.join(directory, "src"))
        with open(os.path.join(directory, "src", "lib.rs"), "w", encoding="ascii"):
            pass
        with open(os.path.join(directory, "Cargo.toml"), "w", encoding="ascii") as file:
            file.write('[package]\nname = "fetch"\nversion = "0.1.0"\nedition = "2021"\n[workspace]\n'
                       '[dependencies]\n%s = { version = "=%s", default-features = false }\n' % (CRATE, VERSION))
        subprocess.run([cargo, "fetch", "--quiet"], cwd=directory, env=dict(os.environ, CARGO_HOME=home), check=True,
                       stdin=subprocess.DEVNULL)
    found = glob.glob(os.path.join(home, "registry", "src", "*", "%s-%s" % (CRATE, VERSION), "src", "schema.json"))
    return found[0] if found else None


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--build", required=True)
    parser.add_argument("--cargo", default="cargo")
    options = parser.parse_args()
    directory = os.path.abspath(os.path.join(options.build, "sarif-schema"))
    path = os.path.join(directory, "sarif-2.1.0.json")
    if is_schema(path):
        return
    os.makedirs(directory, exist_ok=True)
    try:
        found = download(options.cargo, os.path.join(directory, "cargo-home"))
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit("sarif_schema.py: the schema could not be downloaded: %s" % error)
    if not found or not is_schema(found):
        sys.exit("sarif_schema.py: the crate has another schema than expected")
    with open(found, "rb") as source, open(path, "wb") as target:
        target.write(source.read())
    shutil.rmtree(os.path.join(directory, "cargo-home"), ignore_errors=True)


if __name__ == "__main__":
    main()
