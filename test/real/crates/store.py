"""Get crates from crates.io at exact versions, with the ordinary cargo.

The file crates.lock has one line for each version of each crate that is ever compiled here, with the
SHA-256 checksum of its .crate file. Cargo checks the files against it. Nothing is compiled that has no
line in it, so a run can be repeated exactly. Everything is kept in one directory of the build tree, a
cargo home included. The developer's own one is not used.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import glob
import hashlib
import os
import re
import shutil
import subprocess
import tarfile
import tomllib

HERE = os.path.dirname(os.path.abspath(__file__))
LOCK = os.path.join(HERE, "crates.lock")
SOURCE = "registry+https://github.com/rust-lang/crates.io-index"  # how a Cargo.lock names crates.io
TARGET = "x86_64-unknown-linux-gnu"


class Unavailable(Exception):
    """Something cannot be downloaded, or is not what the lock file says."""


class Lock:
    """The lines of crates.lock: name, version, checksum."""

    def __init__(self, path=LOCK):
        self.path, self.sums = path, {}
        if os.path.exists(path):
            with open(path, encoding="ascii") as file:
                for line in file:
                    if line.strip() and not line.startswith("#"):
                        name, version, checksum = line.split()
                        self.sums[name, version] = checksum

    def write(self):
        with open(self.path, "w", encoding="ascii") as file:
            file.write("# Every version of every crate that crates.py compiles, with the SHA-256 checksum of its .crate\n"
                       "# file. crates.py --update adds lines. Nobody needs to edit this file.\n")
            for (name, version), checksum in sorted(self.sums.items()):
                file.write("%s %s %s\n" % (name, version, checksum))

    def as_cargo_lock(self, root=None):
        """Return all lines as a Cargo.lock. Cargo takes what it needs, and drops the others.

        ROOT is (name of the package that depends on them, what it depends on). Cargo takes a version that
        was yanked only if the lock says who depends on it."""
        first = ""
        if root:
            needed = ['"%s %s"' % item for item in root[1]]
            first = '\n[[package]]\nname = "%s"\nversion = "0.1.0"\ndependencies = [%s]\n' % (root[0], ", ".join(needed))
        stanza = '\n[[package]]\nname = "%s"\nversion = "%s"\nsource = "%s"\nchecksum = "%s"\n'
        return "version = 4\n" + first + "".join(stanza % (name, version, SOURCE, checksum)
                                                 for (name, version), checksum in sorted(self.sums.items()))

    def missing(self, path):
        """Return the lines that the Cargo.lock at PATH has and this lock does not have."""
        with open(path, "rb") as file:
            packages = tomllib.load(file).get("package", [])
        lines = {(p["name"], p["version"]): p["checksum"] for p in packages if p.get("source") == SOURCE}
        return {key: checksum for key, checksum in lines.items() if self.sums.get(key) != checksum}

    def covers(self, path):
        """Whether there is a Cargo.lock at PATH, and this lock has all its lines."""
        return os.path.exists(path) and not self.missing(path)


class Store:
    """Downloaded and unpacked crates below DIRECTORY. If UPDATE, new lines may be added to the lock."""

    def __init__(self, directory, arguments):
        self.directory, self.cargo, self.rustc = directory, arguments.cargo, arguments.rustc
        self.offline, self.update = arguments.offline, arguments.update
        self.home = os.path.join(directory, "cargo-home")
        self.lock = Lock()

    def environment(self):
        kept = {name: value for name, value in os.environ.items() if not re.match(r"(CARGO|RUST|CUSTODY)", name)}
        kept.update(CARGO_HOME=self.home, CARGO_TERM_COLOR="never", RUSTC=self.rustc, LC_ALL="C")
        if self.offline:
            kept["CARGO_NET_OFFLINE"] = "true"
        return kept

    def resolve(self, directory, root=None):
        """Write the Cargo.lock of the package in DIRECTORY, and download what it names for this machine.

        ROOT is as in as_cargo_lock()."""
        path = os.path.join(directory, "Cargo.lock")
        with open(path, "w", encoding="ascii") as file:
            file.write(self.lock.as_cargo_lock(root))
        os.makedirs(self.home, exist_ok=True)
        done = subprocess.run([self.cargo, "fetch", "--quiet", "--target", TARGET], cwd=directory, env=self.environment(),
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            raise Unavailable("cargo fetch: " + " ".join(done.stdout.split())[-600:])
        fresh = self.lock.missing(path)
        if fresh and self.update:
            self.lock.sums.update(fresh)
            self.lock.write()
        elif fresh:
            raise Unavailable("crates.lock has no %s; crates.py --update adds it"
                              % ", ".join("%s %s" % key for key in sorted(fresh)))

    def source(self, name, version):
        """Return the directory with the unpacked sources of a crate."""
        target = os.path.join(self.directory, "src", "%s-%s" % (name, version))
        checksum = self.lock.sums.get((name, version))
        if not checksum and not self.update:
            raise Unavailable("crates.lock has no %s %s; crates.py --update adds it" % (name, version))
        stamp = os.path.join(target, ".custody-checksum")
        if checksum and os.path.exists(stamp):
            with open(stamp, encoding="ascii") as file:
                if file.read() == checksum:
                    return target
        archive = self.archive(name, version)
        checksum = self.lock.sums[name, version]
        with open(archive, "rb") as file:
            if hashlib.sha256(file.read()).hexdigest() != checksum:
                raise Unavailable("%s is not the file that crates.lock names" % os.path.basename(archive))
        shutil.rmtree(target, ignore_errors=True)
        with tarfile.open(archive) as tar:
            files = [member for member in tar.getmembers() if member.isfile()]
            if any(".." in member.name.split("/") or not member.name.startswith(os.path.basename(target) + "/") for member in files):
                raise Unavailable("%s has files outside of its directory" % os.path.basename(archive))
            tar.extractall(os.path.dirname(target), files)
        with open(stamp, "w", encoding="ascii") as file:
            file.write(checksum)
        return target

    def archive(self, name, version):
        """Return the path of a .crate file. A package that depends on the crate makes cargo download it."""
        pattern = os.path.join(self.home, "registry", "cache", "*", "%s-%s.crate" % (name, version))
        if not glob.glob(pattern) or (name, version) not in self.lock.sums:
            directory = os.path.join(self.directory, "fetch", "%s-%s" % (name, version))
            os.makedirs(os.path.join(directory, "src"), exist_ok=True)
            with open(os.path.join(directory, "src", "lib.rs"), "w", encoding="ascii"):
                pass
            with open(os.path.join(directory, "Cargo.toml"), "w", encoding="ascii") as file:
                file.write('[package]\nname = "fetch"\nversion = "0.1.0"\nedition = "2021"\n[workspace]\n'
                           '[dependencies]\n"%s" = { version = "=%s", default-features = false }\n' % (name, version))
            known = (name, version) in self.lock.sums
            self.resolve(directory, ("fetch", [(name, version)]) if known else None)
        found = glob.glob(pattern)
        if not found:
            raise Unavailable("cargo did not download %s %s" % (name, version))
        return found[0]


def copy_of(source, target):
    """Make a writable copy of the sources, because cargo writes its lock file there."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, symlinks=True, ignore=shutil.ignore_patterns(".custody-checksum", ".cargo-ok", ".cargo"))
