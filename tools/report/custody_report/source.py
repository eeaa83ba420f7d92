"""Source lines around a frame.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import os
import re


class Sources:
    """Finds the files that reports name. ROOTS are directories to look in, besides the file's own path."""

    def __init__(self, roots=()):
        self.roots = [os.path.abspath(root) for root in roots] or [os.getcwd()]
        self._files = {}

    def shorten(self, results):
        """Makes the paths in RESULTS relative to the roots, where these contain them."""

        def short(text):
            for root in self.roots:
                for prefix in (root.rstrip(os.sep) + os.sep, os.path.realpath(root).rstrip(os.sep) + os.sep):
                    text = re.sub(r"(?<!\S)" + re.escape(prefix), "", text) if len(prefix) > 1 else text
            return text

        for bug in results.bugs:
            for report in bug.reports:
                report.summary = short(report.summary)
                for frame in (frame for step in report.steps for frame in step.frames):
                    frame.path = frame.path or frame.file
                    frame.file = short(frame.file)
        for each in results.unverified + results.unreclaimed:
            each["where"] = short(each.get("where", ""))

    def path(self, frame):
        """Where the file of FRAME is on this machine, or None."""
        names = [frame.path] if os.path.isabs(frame.path) else []
        names += [os.path.join(root, name) for root in self.roots for name in (frame.path, frame.file) if name and not os.path.isabs(name)]
        return next((name for name in names if os.path.isfile(name)), None)

    def relative(self, frame):
        """The path of FRAME's file relative to the first root that contains it; else as it is known."""
        path = self.path(frame) or frame.path or frame.file
        if not os.path.isabs(path):
            return path
        for root in self.roots:
            if path.startswith(root + os.sep):
                return os.path.relpath(path, root)
        return path

    def _lines(self, path):
        if path not in self._files:
            try:
                with open(path, encoding="utf-8", errors="replace") as file:
                    self._files[path] = file.read(8 << 20).split("\n")
            except OSError:
                self._files[path] = []
        return self._files[path]

    def around(self, frame, before=2, after=2):
        """Yield (number, text) of the lines around FRAME. Only its own line if the file has changed since."""
        if not frame.line:
            return []
        path = self.path(frame)
        lines = self._lines(path) if path else []
        there = frame.line <= len(lines)
        if not there or (frame.source and lines[frame.line - 1].rstrip("\r") != frame.source):
            return [(frame.line, frame.source)] if frame.source else []
        first = max(1, frame.line - before)
        last = min(len(lines), frame.line + after)
        if last == len(lines) and not lines[-1]:
            last -= 1
        return [(number, lines[number - 1].rstrip("\r")) for number in range(first, max(last, frame.line) + 1)]
