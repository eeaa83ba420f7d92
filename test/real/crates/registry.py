"""Get crates from Debian's librust-*-dev packages. These contain the complete sources and the tests.

The crates under test and all their dependencies are downloaded and unpacked into a separate directory,
which serves as a directory source for cargo. Or they are taken from the directory in which they are
installed. Nothing outside the separate directory is changed, and root is not needed.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import glob
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "bench"))

import sources

Unavailable = sources.Unavailable
INSTALLED = "/usr/share/cargo/registry"


def package_of(crate, feature=None):
    """Return the name of the Debian package of a crate."""
    name = "librust-" + crate.lower().replace("_", "-")
    return name + ("+" + feature.lower().replace("_", "-") if feature else "") + "-dev"


class Installed:
    """The packages that are installed on this machine."""

    registry = INSTALLED

    def source(self, crate):
        """Return the directory of a crate. If there are several versions, return the newest."""
        found = []
        for path in glob.glob(os.path.join(self.registry, "*-[0-9]*")):
            name, version = re.fullmatch(r"(.*?)-([0-9]+\.[0-9].*)", os.path.basename(path)).groups()
            if name.replace("_", "-") == crate.replace("_", "-"):
                found.append(([int(number) for number in re.findall("[0-9]+", version)], path))
        if not found:
            raise Unavailable("%s is not there" % package_of(crate))
        return max(found)[1]

    def need(self, dependencies):
        """Do nothing. If a crate is missing, cargo says so."""


class Store(Installed, sources.Store):
    """Packages that are unpacked in one directory."""

    def __init__(self, directory):
        sources.Store.__init__(self, directory)
        self.debs = os.path.join(directory, "registry")
        self.registry = os.path.join(self.debs, INSTALLED.lstrip("/"))
        self.known = None

    def entries(self, text, deb822):
        return re.sub(r"\bdeb-src\b", "deb", sources.as_source_entries(text, deb822))

    def options(self):
        # With an empty status file, apt believes that nothing is installed, so it names all needed packages.
        return super().options() + [
            "-o", "Dir::State::status=" + os.path.join(self.apt, "status"),
            "-o", "Dir::State::extended_states=" + os.path.join(self.apt, "extended"),
            "-o", "APT::Install-Recommends=false",
            "-o", "Debug::NoLocking=1",
        ]

    def prepare(self):
        if not self.ready:
            os.makedirs(self.apt, exist_ok=True)
            with open(os.path.join(self.apt, "status"), "w", encoding="ascii"):
                pass
        super().prepare()

    def providers(self):
        """Return the name of a librust package -> the packages that have or provide this name."""
        if self.known is None:
            self.prepare()
            done = subprocess.run(["apt-cache"] + self.options() + ["dumpavail"], stdout=subprocess.PIPE, text=True, check=True)
            self.known = {}
            for stanza in done.stdout.split("\n\n"):
                package = re.match(r"Package: (librust-\S+)$", stanza, flags=re.M)
                if package:
                    provided = re.search(r"^Provides: (.*)$", stanza, flags=re.M)
                    for name in [package[1]] + re.findall(r"librust-[^\s,]+", provided[1] if provided else ""):
                        self.known.setdefault(name, []).append(package[1])
        return self.known

    def need(self, dependencies):
        """Unpack the crates and their dependencies. DEPENDENCIES are (crate, features)."""
        stamp = os.path.join(self.debs, "unpacked")
        there = set()
        if os.path.exists(stamp):
            with open(stamp, encoding="ascii") as file:
                there = set(file.read().split())
        wanted = set()
        for crate, features in dependencies:
            wanted.add(package_of(crate))
            wanted.update(package_of(crate, feature) for feature in ["default"] + features)
        if wanted <= there:
            return
        # If several packages provide a name, this script chooses. All versions can be unpacked side by side.
        asked = sorted({name if name in packages else packages[0]
                        for name in wanted for packages in [self.providers().get(name)] if packages})
        command = ["apt-get", "-qq", "-y"] + self.options() + ["--download-only", "install"] + asked
        for attempt in (1, 2, 3):
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            if done.returncode == 0:
                break
            if attempt == 3:
                raise Unavailable("apt-get: %s" % done.stdout.decode(errors="replace").strip()[-500:])
        os.makedirs(self.debs, exist_ok=True)
        for path in sorted(glob.glob(os.path.join(self.apt, "archives", "librust-*.deb"))):
            subprocess.run(["dpkg-deb", "-x", path, self.debs], check=True)
        with open(stamp, "w", encoding="ascii") as file:
            file.write("\n".join(sorted(there | wanted)) + "\n")


def cargo_home(directory, registry):
    """Make a cargo home that uses the directory source and no network. Return its path."""
    home = os.path.join(directory, "cargo-" + ("installed" if registry == INSTALLED else "home"))
    os.makedirs(home, exist_ok=True)
    with open(os.path.join(home, "config.toml"), "w", encoding="utf-8") as file:
        file.write('[source.crates-io]\nreplace-with = "debian"\n[source.debian]\ndirectory = "%s"\n' % registry)
        file.write("[net]\noffline = true\n")
    return home


def copy_of(source, target):
    """Make a writable copy of the sources, because cargo writes its lock file there."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, symlinks=True, ignore=shutil.ignore_patterns(".cargo-checksum.json", ".pc", "debian"))
    for directory, _, files in os.walk(target):
        os.chmod(directory, 0o755)
        for name in files:
            path = os.path.join(directory, name)
            if not os.path.islink(path):
                os.chmod(path, os.stat(path).st_mode | 0o200)
