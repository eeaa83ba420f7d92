"""The programs that ./dev bench measures, one entry each.

  package    Debian source package; the sources are what Debian ships, patches applied
  prepare    commands that are run once in the unpacked sources, before anything is measured; CC
             in their environment names the compiler
  sources    patterns of C files below the sources; {work} is the directory work/ beside this file
  exclude    patterns to leave out
  flags      of every compilation; {src}, {work} stand for the directories
  libraries  of the link
  inputs     file name: function of (scale) that returns its bytes
  command    arguments of the program; {work} and {in} (the directory of the inputs) are replaced
  stdin      name of an input, if it reads one
  ignore     pattern of output that may differ (times)

The commands take about one to two seconds each, built plain. A scale below 1 makes them quicker.
"""
import json
import random


def text(megabytes):
    """Compressible: words of a small language, with numbers in between."""
    source = random.Random(1)
    words = ["".join(source.choice("etaoinshrdlucmf") for _ in range(source.randint(2, 9))) for _ in range(4000)]
    out, size = [], 0
    while size < megabytes * 1000000:
        line = " ".join(source.choices(words, k=12)) + " %d\n" % source.randint(0, 99999)
        out.append(line)
        size += len(line)
    return "".join(out).encode()


def document(items):
    """A JSON array of nested records."""
    source = random.Random(2)

    def record(depth):
        entry = {"id": source.randint(0, 1 << 30), "name": "item %d" % source.randint(0, 9999), "on": source.random() < 0.5}
        entry["values"] = [round(source.random() * 1000, 3) for _ in range(6)]
        if depth:
            entry["parts"] = [record(depth - 1) for _ in range(3)]
        return entry

    return json.dumps([record(2) for _ in range(items)]).encode()


PROGRAMS = [
    {
        "name": "lua",
        "what": "interpreter",
        "package": "lua5.4",
        # The package's build makes this header; what it names is not used here.
        "prepare": [["sh", "-c", "echo '#define DEB_HOST_MULTIARCH \"x86_64-linux-gnu\"' >src/lua5.4-deb-multiarch.h"]],
        "sources": ["src/*.c"],
        "exclude": ["src/luac.c"],
        "flags": ["-DLUA_COMPAT_5_3", "-DLUA_USE_LINUX"],
        "libraries": ["-lm", "-ldl"],
        "command": ["{work}/lua.lua", "{scale}"],
        "scales": [4, 1],
    },
    {
        "name": "sqlite",
        "what": "database, speedtest1",
        "package": "sqlite3",
        # The amalgamation is made from the sources by scripts in Tcl.
        "prepare": [["./configure", "--disable-tcl", "--disable-readline"], ["make", "sqlite3.c"]],
        "needs": ["tclsh", "make"],
        "sources": ["sqlite3.c", "test/speedtest1.c"],
        "flags": ["-I{src}", "-DSQLITE_THREADSAFE=0", "-DSQLITE_OMIT_LOAD_EXTENSION", "-DSQLITE_ENABLE_RTREE"],
        "libraries": ["-lm"],
        "command": ["--memdb", "--verify", "--size", "{scale}"],
        "scales": [40, 10],
        "ignore": r"[0-9]+\.[0-9]+s$",
    },
    {
        "name": "bzip2",
        "what": "compressor",
        "package": "bzip2",
        "sources": ["blocksort.c", "huffman.c", "crctable.c", "randtable.c", "compress.c", "decompress.c", "bzlib.c", "bzip2.c"],
        "flags": ["-D_FILE_OFFSET_BITS=64"],
        "inputs": {"text": text},
        "input_scales": [16, 3],
        "command": ["-9", "-c"],
        "stdin": "text",
    },
    {
        "name": "zstd",
        "what": "compressor",
        "package": "libzstd",
        "sources": ["lib/common/*.c", "lib/compress/*.c", "lib/decompress/*.c", "lib/dictBuilder/*.c", "programs/*.c"],
        "flags": ["-DZSTD_DISABLE_ASM=1", "-DXXH_NAMESPACE=ZSTD_", "-DZSTD_LEGACY_SUPPORT=0",
                  "-I{src}/lib", "-I{src}/lib/common", "-I{src}/programs"],
        "inputs": {"text": text},
        "input_scales": [32, 8],
        "command": ["-9", "-q", "-c", "--single-thread"],
        "stdin": "text",
    },
    {
        "name": "cjson",
        "what": "JSON parser",
        "package": "cjson",
        "sources": ["cJSON.c", "{work}/cjson.c"],
        "flags": ["-I{src}"],
        "libraries": ["-lm"],
        "inputs": {"document": document},
        "input_scales": [2000, 500],
        "command": ["{in}/document", "{scale}"],
        "scales": [4, 3],
    },
    {
        "name": "mujs",
        "what": "interpreter",
        "package": "mujs",
        "sources": ["js*.c", "utf*.c", "regexp.c", "main.c"],
        "flags": [],
        "libraries": ["-lm"],
        "command": ["{work}/mujs.js", "{scale}"],
        "scales": [3, 1],
    },
]
