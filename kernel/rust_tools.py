"""What a kernel with Rust needs beside the packages: a rustc that fits, its source, and bindgen.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import os
import re
import subprocess

# Linux 6.12 wants 0.72.1 or newer for libclang 22.
BINDGEN = "0.72.1"


class Missing(Exception):
    """The text says what to install."""


def output_of(*command):
    try:
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False).stdout
    except OSError:
        return ""


def find_rustc(llvm):
    """(path, version) of a rustc whose LLVM has the major version LLVM: Debian's, or $CUSTODY_RUSTC."""
    for rustc in filter(None, (os.environ.get("CUSTODY_RUSTC"), "/usr/bin/rustc")):
        about = output_of(rustc, "-vV")
        version = re.search(r"^release: (\S+)", about, re.M)
        if version and re.search(r"^LLVM version: %s\." % llvm, about, re.M):
            return rustc, version.group(1)
    raise Missing("no rustc has LLVM %s: install the package rustc-web, or set CUSTODY_RUSTC" % llvm)


def find_source(rustc, version):
    """The source of the standard library of RUSTC, which the kernel compiles `core` from."""
    places = ("/usr/src/rustc-%s/library" % version,
              os.path.join(output_of(rustc, "--print", "sysroot").strip(), "lib/rustlib/src/rust/library"))
    for place in places:
        if os.path.exists(os.path.join(place, "core/src/lib.rs")):
            return place
    raise Missing("the source of rustc %s is missing: install the package rust-web-src" % version)


def install_bindgen(place, log, rustc):
    """The path of bindgen, installed from crates.io below PLACE."""
    root = os.path.join(place, "bindgen")
    program = os.path.join(root, "bin/bindgen")
    if BINDGEN in output_of(program, "--version"):
        return program
    command = [os.path.join(os.path.dirname(rustc), "cargo"), "install", "bindgen-cli", "--version", "=" + BINDGEN,
               "--locked", "--root", root]
    environment = {**os.environ, "RUSTC": rustc, "CARGO_TARGET_DIR": os.path.join(root, "target")}
    with open(log, "w", encoding="utf-8") as file:
        if subprocess.run(command, stdout=file, stderr=subprocess.STDOUT, env=environment, check=False).returncode:
            raise Missing("'%s' failed: %s has all of its output" % (" ".join(command), log))
    return program


def make_variables(place, llvm):
    """The variables for make, and in os.environ what bindgen needs."""
    rustc, version = find_rustc(llvm)
    source = find_source(rustc, version)
    os.environ["LIBCLANG_PATH"] = "/usr/lib/llvm-%s/lib" % llvm
    return ["RUSTC=" + rustc, "HOSTRUSTC=" + rustc, "RUSTDOC=" + os.path.join(os.path.dirname(rustc), "rustdoc"),
            "RUST_LIB_SRC=" + source,
            "BINDGEN=" + install_bindgen(place, os.path.join(place, "bindgen.log"), rustc)]
