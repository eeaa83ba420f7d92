"""How a kernel of each architecture is configured, built and booted.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import os
import shutil
import stat
import subprocess
import time


class Failed(Exception):
    """A step went wrong; the text says what to look at."""


class UserMode:
    """User Mode Linux: the kernel is a program."""

    arch = "um"  # of make and of kunit.py
    config = "kunitconfig"
    defconfig = "arch/um/configs/x86_64_defconfig"
    kunit_arguments = ()
    exec_arguments = ()
    end = "kunit_shutdown=halt"  # when the suites have run
    last_call = "RB_POWER_OFF"  # of the first program
    small_memory = "32M"
    other_boots = {}  # {what: (name, arguments of boot)}

    @staticmethod
    def command(out, arguments, memory, initrd, _cpu):
        given = ["console=tty", "mem=" + memory, *arguments]
        if initrd:
            given.insert(0, "initrd=" + initrd)
        return [os.path.join(out, "linux"), *given]

    @staticmethod
    def wanted():
        """The program that is missing, or None."""
        return None


class X86_64:
    """x86-64 under QEMU, without KVM, with four processors."""

    arch = "x86_64"
    config = "x86_64.kunitconfig"
    defconfig = "arch/x86/configs/x86_64_defconfig"
    qemu = "qemu-system-x86_64"
    # The tables of a machine without ACPI name one processor for each socket.
    processors = "4,sockets=4"
    kunit_arguments = ("--arch", "x86_64")
    exec_arguments = ("--qemu_args", "-smp " + processors, "--kernel_args", "no_timer_check")
    end = "kunit_shutdown=reboot"
    last_call = "RB_AUTOBOOT"
    small_memory = "96M"
    other_boots = {"five levels of page tables": ("levels", {"cpu": "max"})}

    @classmethod
    def command(cls, out, arguments, memory, initrd, cpu):
        given = ["console=ttyS0", "no_timer_check", "panic=-1", *arguments]
        return [cls.qemu, "-nodefaults", "-no-reboot", "-nographic", "-serial", "stdio", "-bios", "qboot.rom",
                "-smp", cls.processors, "-m", memory, "-kernel", os.path.join(out, "arch/x86/boot/bzImage"),
                *(["-initrd", initrd] if initrd else []), *(["-cpu", cpu] if cpu else []),
                "-append", " ".join(given)]

    @classmethod
    def wanted(cls):
        return None if shutil.which(cls.qemu) else cls.qemu


ALL = {machine.arch: machine for machine in (UserMode, X86_64)}


def boot(machine, out, *arguments, memory="256M", initrd=None, cpu=None, timeout=900):
    """The console of a boot, and the seconds that it took."""
    start = time.monotonic()
    try:
        result = subprocess.run(machine.command(out, arguments, memory, initrd, cpu), stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
                                timeout=timeout, check=False)
    except subprocess.TimeoutExpired:
        raise Failed("%s with '%s' did not end in %d s" % (out, " ".join(arguments), timeout)) from None
    return result.stdout, time.monotonic() - start


# --- a first program -------------------------------------------------------------------------


def write_cpio(path, files):
    """A cpio archive (format newc). FILES are (name, mode, device, content)."""
    with open(path, "wb") as archive:
        for number, (name, mode, device, content) in enumerate([*files, ("TRAILER!!!", 0, (0, 0), b"")]):
            fields = (number, mode, 0, 0, 1, 0, len(content), 0, 0, *device, len(name) + 1, 0)
            archive.write(b"070701" + b"".join(b"%08X" % field for field in fields))
            for part in (name.encode() + b"\0", content):
                archive.write(part)
                archive.write(b"\0" * (-archive.tell() % 4))


def write_archive(path, files):
    """An initial RAM disk with a console and FILES: {name: path}."""
    found = [("dev", stat.S_IFDIR | 0o755, (0, 0), b""), ("dev/console", stat.S_IFCHR | 0o600, (5, 1), b"")]
    for name, source in files.items():
        with open(source, "rb") as file:
            found.append((name, stat.S_IFREG | 0o755, (0, 0), file.read()))
    write_cpio(path, found)
