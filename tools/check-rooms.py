"""Checks that the rooms of the source tree use each other as tools/rooms.txt allows.

usage: check-rooms.py [--root DIRECTORY] [--build DIRECTORY] [--table FILE] [--nm PROGRAM]

It reads every #include line, and the symbols of the object files that compile_commands.json names,
so the tree must be built. It prints each broken rule with what to do about it, and exits with 1 if
there is one.
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import argparse
import collections
import json
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass, field

SOURCES = (".c", ".cpp")
HEADERS = (".h", ".def", ".inc")
INCLUDE = re.compile(r'^\s*#\s*include\s*["<]([^">]+)[">]')
ROOM = re.compile(r"^(?P<name>[^\s:]+)(?P<flags>( seam| circles)*):(?P<public>.*?)->(?P<uses>.*)$")
ADVICE = "Move the code to a room that may, or take what it needs as a parameter."


@dataclass
class Room:
    """A line of the table."""

    name: str
    public: tuple  # names of headers, or "*"
    uses: tuple  # names of rooms
    seam: bool = False  # it declares functions that a room above it defines
    circles: bool = False  # its files may use each other in a circle
    advice: str = ADVICE


@dataclass
class Unit:
    """A source file and what its object files define and use."""

    path: str  # below the root
    includes: list = field(default_factory=list)  # directories of -I
    objects: list = field(default_factory=list)  # one for each target that compiles it
    defines: set = field(default_factory=set)  # symbols that other files can use
    uses: set = field(default_factory=set)  # symbols of other files


class TableError(Exception):
    """The table cannot be used."""


# --- the table -----------------------------------------------------------------------------------


def read_table(path):
    """The table in the file PATH: {name: Room}, and the functions of the C library that we define too."""
    rooms, last, interposed = {}, None, set()
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            where = "%s:%d" % (os.path.basename(path), number)
            if line.startswith("|"):
                if not last:
                    raise TableError("%s: advice without a room above it" % where)
                last.advice = line[1:].strip()
                continue
            if line.startswith("interposed:"):
                interposed.update(line.split()[1:])
                continue
            match = ROOM.match(line)
            if not match:
                raise TableError("%s: expected 'ROOM: PUBLIC-HEADER... -> ROOM...'" % where)
            last = Room(match["name"], tuple(match["public"].split()), tuple(match["uses"].split()),
                        "seam" in match["flags"], "circles" in match["flags"])
            if last.name in rooms:
                raise TableError("%s: the room %s has two lines" % (where, last.name))
            rooms[last.name] = last
    for room in rooms.values():
        for used in room.uses:
            if used not in rooms:
                raise TableError("the room %s may use %s, which has no line" % (room.name, used))
    circle = find_circle({room.name: set(room.uses) for room in rooms.values()})
    if circle:
        raise TableError("the table has a circle: %s" % " -> ".join(circle + circle[:1]))
    return rooms, interposed


def find_circle(graph):
    """The nodes of one shortest circle of GRAPH {node: set of nodes}, in order; empty if there is none."""
    best = []
    for start in sorted(graph):
        before, queue = {start: None}, collections.deque([start])
        while queue:
            node = queue.popleft()
            if start in graph.get(node, ()):
                circle = []
                while node is not None:
                    circle.append(node)
                    node = before[node]
                if not best or len(circle) < len(best):
                    best = circle[::-1]
                break
            for following in sorted(graph.get(node, ())):
                if following not in before:
                    before[following] = node
                    queue.append(following)
    return best


# --- the tree ------------------------------------------------------------------------------------


class Tree:
    """The files below ROOT that belong to the rooms, and the units of them that were compiled."""

    def __init__(self, root, build, rooms, interposed):
        self.root = root
        self.build = build
        self.rooms = rooms
        self.interposed = interposed
        self.files = []  # sources and headers, below the root
        self.units = {}  # {path of a source: Unit}

    def room_of(self, path):
        """The room of the file PATH, or None."""
        return self.rooms.get(path) or self.rooms.get(os.path.dirname(path))

    def find_files(self):
        for top in sorted({name.split("/")[0] for name in self.rooms}):
            for directory, _, names in os.walk(os.path.join(self.root, top)):
                self.files += [os.path.relpath(os.path.join(directory, name), self.root) for name in names
                               if name.endswith(SOURCES + HEADERS)]
        self.files.sort()

    def read_commands(self):
        """Reads compile_commands.json, and the symbols of the objects that it names."""
        with open(os.path.join(self.build, "compile_commands.json"), encoding="utf-8") as file:
            commands = json.load(file)
        for entry in commands:
            directory = entry["directory"]
            path = os.path.relpath(os.path.join(directory, entry["file"]), self.root)
            if path.startswith("..") or not self.room_of(path):
                continue
            words = entry.get("arguments") or shlex.split(entry["command"])
            unit = self.units.setdefault(path, Unit(path))
            for at, word in enumerate(words):
                if word in ("-I", "-isystem", "-iquote", "-idirafter"):
                    unit.includes.append(os.path.join(directory, words[at + 1]))
                elif word.startswith("-I"):
                    unit.includes.append(os.path.join(directory, word[2:]))
            unit.objects.append(os.path.join(directory, words[words.index("-o") + 1]))

    def read_symbols(self, nm):
        for unit in self.units.values():
            for path in filter(os.path.exists, unit.objects):
                done = subprocess.run([nm, "--format=posix", path], capture_output=True, text=True, check=False)
                if done.returncode:
                    raise TableError("%s cannot read %s: %s" % (nm, path, done.stderr.strip()))
                for line in done.stdout.splitlines():
                    name, kind = line.split()[:2]
                    if name in self.interposed:
                        continue
                    if kind in "Uwv":
                        unit.uses.add(name)
                    elif kind.isupper() or kind == "u":
                        unit.defines.add(name)

    def resolve(self, path, name):
        """The file below the root that the line '#include NAME' of PATH reads; None for other files."""
        if path in self.units:
            directories = self.units[path].includes
        else:  # a header is read by sources of the same top folder
            top = path.split("/")[0] + "/"
            directories = [d for other, unit in self.units.items() if other.startswith(top) for d in unit.includes]
        here = os.path.join(self.root, os.path.dirname(path))
        for directory in [here, *directories, self.root, os.path.join(self.root, "include")]:
            file = os.path.normpath(os.path.join(directory, name))
            if os.path.isfile(file):
                below = os.path.relpath(file, self.root)
                return None if below.startswith("..") or file.startswith(self.build + os.sep) else below
        return None

    def seam_words(self, room):
        """The identifiers in the headers of ROOM."""
        words = set()
        for path in self.files:
            if self.room_of(path) is room:
                with open(os.path.join(self.root, path), encoding="utf-8") as file:
                    words.update(re.findall(r"\w+", file.read()))
        return words


# --- the rules -----------------------------------------------------------------------------------


def check_folders(tree):
    """Every folder with sources is a room, and every room has files."""
    for directory in sorted({os.path.dirname(path) for path in tree.files if not tree.room_of(path)}):
        yield "%s has source files and is no room. Add a line to tools/rooms.txt: what may it use?" % directory
    inhabited = {tree.room_of(path).name for path in tree.files if tree.room_of(path)}
    for name in sorted(set(tree.rooms) - inhabited):
        yield "the room %s has no files. Remove its line from tools/rooms.txt." % name
    for path, unit in sorted(tree.units.items()):
        if not any(map(os.path.exists, unit.objects)):
            yield "%s has no object file. Build the tree first: ./dev build." % path


def check_includes(tree):
    """No file includes a room that its own room may not use, or a private header of another room."""
    for path in tree.files:
        room = tree.room_of(path)
        if not room:
            continue
        with open(os.path.join(tree.root, path), encoding="utf-8") as file:
            lines = file.read().splitlines()
        for number, line in enumerate(lines, 1):
            match = INCLUDE.match(line)
            included = match and tree.resolve(path, match.group(1))
            if not included or tree.room_of(included) is room:
                continue
            where = "%s:%d includes %s" % (path, number, included)
            other = tree.room_of(included)
            if not other:
                yield "%s: this file is in no room. Include headers of rooms only (tools/rooms.txt)." % where
            elif other.name not in room.uses:
                yield "%s: %s may not use %s (tools/rooms.txt). %s" % (where, room.name, other.name, room.advice)
            elif "*" not in other.public and os.path.basename(included) not in other.public:
                yield ("%s: this header is private to %s. Its public headers are: %s (tools/rooms.txt)." %
                       (where, other.name, " ".join(other.public) or "none"))


def definers(tree):
    """{symbol: units that define it}"""
    result = collections.defaultdict(list)
    for _, unit in sorted(tree.units.items()):
        for symbol in unit.defines:
            result[symbol].append(unit)
    return result


def check_calls(tree):
    """No file uses a symbol of a room that its own room may not use."""
    defined = definers(tree)
    seams = {room.name: tree.seam_words(room) for room in tree.rooms.values() if room.seam}
    for path, unit in sorted(tree.units.items()):
        room = tree.room_of(path)
        declared = set().union(*(seams[name] for name in room.uses if name in seams))
        bad = collections.defaultdict(list)  # {file: symbols}
        for symbol in sorted(unit.uses - declared):
            others = [other for other in defined.get(symbol, ()) if other is not unit]
            rooms = [tree.room_of(other.path) for other in others]
            # Where two files define the symbol, we do not know which one is linked: one may be right.
            if others and not any(other is room or other.name in room.uses for other in rooms):
                bad[others[0].path].append(symbol)
        for other, symbols in sorted(bad.items()):
            yield ("%s uses %s of %s: %s may not use %s (tools/rooms.txt). %s" %
                   (path, some(symbols), other, room.name, tree.room_of(other).name, room.advice))


def check_circles(tree):
    """The files of one room do not use each other in a circle."""
    defined = definers(tree)
    arrows = collections.defaultdict(lambda: collections.defaultdict(list))  # [from][to] = symbols
    for path, unit in tree.units.items():
        for symbol in sorted(unit.uses):
            others = defined.get(symbol, ())
            if len(others) == 1 and tree.room_of(others[0].path) is tree.room_of(path):
                arrows[path][others[0].path].append(symbol)
    for name in sorted(name for name, room in tree.rooms.items() if not room.circles):
        graph = {path: set(to) for path, to in arrows.items() if tree.room_of(path).name == name}
        while circle := find_circle(graph):
            steps = ["%s uses %s of %s" % (here, some(arrows[here][there]), there)
                     for here, there in zip(circle, circle[1:] + circle[:1])]
            yield ("circle in the room %s: %s. Move what both need into a file below them, or let one return "
                   "what it found instead of calling the other." % (name, "; ".join(steps)))
            for node in circle:  # other circles may be in the rest of the room
                graph.pop(node)


def some(symbols):
    """The first of SYMBOLS, and how many more there are."""
    return symbols[0] if len(symbols) == 1 else "%s and %d more" % (symbols[0], len(symbols) - 1)


def main():
    parser = argparse.ArgumentParser(description="Check that the rooms use each other as tools/rooms.txt allows.")
    parser.add_argument("--root", default=os.path.join(os.path.dirname(__file__), ".."), help="top of the tree")
    parser.add_argument("--build", help="its build directory; the default is build/ in it")
    parser.add_argument("--table", help="the table; the default is tools/rooms.txt in it")
    parser.add_argument("--nm", default="llvm-nm-22", help="LLVM's nm; the default is %(default)s")
    arguments = parser.parse_args()
    root = os.path.realpath(arguments.root)
    build = os.path.realpath(arguments.build or os.path.join(root, "build"))
    try:
        tree = Tree(root, build, *read_table(arguments.table or os.path.join(root, "tools", "rooms.txt")))
        tree.find_files()
        tree.read_commands()
        tree.read_symbols(arguments.nm)
    except (TableError, OSError) as error:
        sys.exit("check-rooms: %s" % error)
    rules = (check_folders, check_includes, check_calls, check_circles)
    problems = [problem for rule in rules for problem in rule(tree)]
    for problem in problems:
        print(problem)
    print("check-rooms: %d files in %d rooms, %d problems" % (len(tree.files), len(tree.rooms), len(problems)))
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
