"""Download Debian source packages and unpack them in a separate directory.

This does not change the apt configuration of the machine. The script copies its entries, with deb-src
instead of deb, and runs apt with the copies and a separate package list. SPDX-License-Identifier: Apache-2.0 WITH
LLVM-exception
"""
import glob
import os
import re
import shutil
import subprocess
import threading


class Unavailable(Exception):
    """The sources of a package are not available."""


def as_source_entries(text, deb822):
    """Return the Debian entries of one apt sources file, changed to entries for source packages."""
    if not deb822:
        lines = [line for line in text.splitlines() if re.match(r"deb\s", line) and "debian" in line]
        return "".join(re.sub(r"^deb\b", "deb-src", line) + "\n" for line in lines)
    kept = []
    for stanza in re.split(r"\n\s*\n", text):
        if re.search(r"^URIs:.*debian", stanza, flags=re.M | re.I) and not re.search(r"^Enabled:\s*no", stanza, flags=re.M | re.I):
            kept.append(re.sub(r"^Types:.*$", "Types: deb-src", stanza.strip("\n"), flags=re.M))
    return "\n\n".join(kept) + "\n" if kept else ""


class Store:
    """Unpack packages in DIRECTORY/src, each one once."""

    def __init__(self, directory):
        self.src = os.path.join(directory, "src")
        self.apt = os.path.join(directory, "apt")
        self.ready = False
        self.lock = threading.Lock()  # of who unpacks sources and prepares them

    def entries(self, text, deb822):
        return as_source_entries(text, deb822)

    def options(self):
        parts = os.path.join(self.apt, "parts")
        return [
            "-o", "Dir::Etc::sourcelist=/dev/null",
            "-o", "Dir::Etc::sourceparts=" + parts,
            "-o", "Dir::State::lists=" + os.path.join(self.apt, "lists"),
            "-o", "Dir::Cache::archives=" + os.path.join(self.apt, "archives"),
            "-o", "APT::Sandbox::User=" + ("root" if os.geteuid() == 0 else ""),
        ]

    def prepare(self):
        """Fetch the lists of source packages, once."""
        if self.ready:
            return
        for name in ("parts", "lists/partial", "archives/partial"):
            os.makedirs(os.path.join(self.apt, name), exist_ok=True)
        found = False
        files = ["/etc/apt/sources.list"] + glob.glob("/etc/apt/sources.list.d/*.list") + glob.glob("/etc/apt/sources.list.d/*.sources")
        for number, path in enumerate(files):
            if not os.path.exists(path):
                continue
            with open(path, encoding="utf-8") as file:
                entries = self.entries(file.read(), path.endswith(".sources"))
            if entries:
                found = True
                name = "%d%s" % (number, os.path.splitext(path)[1])
                with open(os.path.join(self.apt, "parts", name), "w", encoding="utf-8") as file:
                    file.write(entries)
        if not found:
            raise Unavailable("no Debian entry in the machine's apt sources")
        done = subprocess.run(["apt-get", "-qq"] + self.options() + ["update"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if done.returncode:
            raise Unavailable("apt-get update: %s" % done.stdout.decode(errors="replace").strip()[-300:])
        self.ready = True

    def versions(self, package):
        """Return all versions of the package, newest first. A mirror may have removed the newest."""
        command = ["apt-cache"] + self.options() + ["showsrc", package]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        found = []
        for version in re.findall(r"^Version: (\S+)$", done.stdout, flags=re.M):
            if version not in found:
                found.append(version)
        return found

    def unpacked(self, package):
        """Return the directory with the sources of the package."""
        where = os.path.join(self.src, package)
        if os.path.isdir(where):
            return where
        if not shutil.which("apt-get"):
            raise Unavailable("no apt-get here")
        self.prepare()
        said = "no such source package"
        scratch = where + ".tmp"
        for version in self.versions(package):
            shutil.rmtree(scratch, ignore_errors=True)
            os.makedirs(scratch)
            done = subprocess.run(
                ["apt-get", "-qq"] + self.options() + ["source", "%s=%s" % (package, version)],
                cwd=scratch, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )
            trees = [path for path in glob.glob(os.path.join(scratch, "*")) if os.path.isdir(path)]
            if done.returncode == 0 and len(trees) == 1:
                os.rename(trees[0], where)
                shutil.rmtree(scratch)
                return where
            said = done.stdout.decode(errors="replace").strip()[-300:]
        shutil.rmtree(scratch, ignore_errors=True)
        raise Unavailable("%s: %s" % (package, said))
