"""The test programs of libuv, GLib and SQLite: how each one is built, and with which arguments it runs.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import glob
import hashlib
import os
import re
import shutil
import sqlite3
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))


class Program:
    """One executable and its runs. A run is (arguments, file for standard input or None); all of them share a directory.

    HELPERS are programs that this one starts. If EXACT, every line of the output must be the same with Custody."""

    def __init__(self, name, sources, runs=(((), None),), flags=(), libraries=(), helpers=(), exact=False):
        self.name, self.sources, self.runs, self.helpers = name, list(sources), list(runs), list(helpers)
        self.flags, self.libraries, self.exact = list(flags), list(libraries), exact


class Suite:
    """The programs of one library.

    `allocators` release what they return, and `reclaimers` reclaim their first argument, beside malloc() and its like."""

    allocators, reclaimers = (), ()
    flags, libraries = (), ()

    def __init__(self, source, generated):
        """SOURCE is the unpacked source package. The suite may write files that its programs include to GENERATED."""
        self.source, self.generated = source, generated
        os.makedirs(generated, exist_ok=True)

    def environment(self, program, directory):
        """What PROGRAM needs in its environment. DIRECTORY has the executable and its helpers."""
        return {}

    def outcome(self, program, output):
        """The lines of PROGRAM's OUTPUT that must be the same with and without Custody."""
        return re.findall(r"^ *(?:not )?ok \d+ .*$", output, re.M)

    def in_source(self, *names):
        return [os.path.join(self.source, name) for name in names]

    def write(self, name, text):
        with open(os.path.join(self.generated, name), "w", encoding="ascii") as file:
            file.write(text)


class Libuv(Suite):
    name, package = "libuv", "libuv1"
    libraries = ["-luv", "-lpthread", "-ldl"]
    flags = ["-D_GNU_SOURCE", "-DUSING_UV_SHARED=1", "-Iinclude", "-Isrc"]

    def programs(self):
        files = glob.glob(os.path.join(self.source, "test", "*.c"))
        yield Program("run-tests", sorted(file for file in files if not re.search(r"/benchmark|/run-benchmarks|win", file)))

    def environment(self, program, directory):
        return {"UV_RUN_AS_ROOT": "1", "UV_TEST_TIMEOUT_MULTIPLIER": "3", "RES_OPTIONS": "attempts:0"}

    def outcome(self, program, output):
        return sorted(re.findall(r"^(?:not )?ok \d+ - \S+", output, re.M))


class GLib(Suite):
    name, package = "glib", "glib2.0"
    allocators = ["g_malloc", "g_malloc0", "g_malloc_n", "g_malloc0_n", "g_realloc", "g_strdup", "g_strdup_printf", "g_strndup",
                  "g_memdup2", "g_slice_alloc", "g_slice_alloc0"]
    reclaimers = ["g_free"]

    # What Meson's files say of single programs: other sources than NAME.c, options and libraries.
    sources = {
        "glib/gwakeup": ["gwakeuptest.c", "../gwakeup.c"], "glib/slice-memchunk": ["slice-memchunk.c", "memchunks.c"],
        "glib/overflow-fallback": ["overflow.c"], "glib/refcount-macro": ["refcount.c"], "glib/642026-ec": ["642026.c"],
        "gobject/defaultiface": ["defaultiface.c", "testmodule.c"], "gobject/dynamictype": ["dynamictype.c", "testmodule.c"],
        "gobject/signals-refcount1": ["signals-refcount.c"], "gobject/signals-refcount2": ["signals-refcount.c"],
        "gobject/signals-refcount3": ["signals-refcount.c"], "gobject/signals-refcount4": ["signals-refcount.c"],
    }
    options = {
        "glib/refcount-macro": ["-DG_DISABLE_CHECKS"],
        "glib/overflow-fallback": ["-D_GLIB_TEST_OVERFLOW_FALLBACK"], "glib/642026-ec": ["-DG_ERRORCHECK_MUTEXES"],
        "gobject/signals-refcount1": ["-DTESTNUM=1"], "gobject/signals-refcount2": ["-DTESTNUM=2"],
        "gobject/signals-refcount3": ["-DTESTNUM=3"], "gobject/signals-refcount4": ["-DTESTNUM=4"],
    }
    more_libraries = {"glib/regex": ["-lpcre2-8"]}
    helpers = {"spawn-path-search": ["spawn-path-search-helper"], "spawn-multithreaded": ["test-spawn-echo", "test-spawn-sleep"],
               "spawn-singlethread": ["test-spawn-echo"], "spawn-test": ["spawn-test-helper"], "testing": ["testing-helper"]}
    parts = ["gwakeuptest", "memchunks", "signals-refcount", "testmodule"]  # they are only sources of other programs
    elsewhere = ["win32", "gpoll", "spawn-test-win32-gui", "getpwuid-preload", "gutils-user-database", "assert-msg-test"]

    def __init__(self, source, generated):
        super().__init__(source, generated)
        wanted = ["pkg-config", "--cflags", "--libs", "gio-unix-2.0", "gmodule-2.0"]
        flags = subprocess.check_output(wanted, text=True).split()
        # The headers are those that the distribution installs. Only private ones come from the source package.
        self.flags = ["-I" + generated, *(flag for flag in flags if not flag.startswith("-l")), "-UG_DISABLE_ASSERT",
                      "-idirafter", source, "-idirafter", os.path.join(source, "glib")]
        self.libraries = [flag for flag in flags if flag.startswith("-l")] + ["-lpthread", "-lm"]
        names = ["LOCALTIME_R", "GMTIME_R", "STRUCT_TM_TM_GMTOFF", "SYS_TIME_H", "SYS_PRCTL_H", "READLINK", "PRLIMIT", "POSIX_MEMALIGN",
                 "UNISTD_H", "EVENTFD", "PTHREAD_SETNAME_NP_WITH_TID", "PTHREAD_GETNAME_NP", "PROC_SELF_CMDLINE"]
        self.write("config.h", "#define _GNU_SOURCE 1\n#define EXEEXT \"\"\n#define SIZEOF_VOID_P 8\n#define SIZEOF_INT 4\n"
                   "#define SIZEOF_LONG 8\n" + "".join("#define HAVE_%s 1\n" % name for name in names))
        marshal = ["glib-genmarshal", "--prefix=test", "--valist-marshallers", "--quiet",
                   os.path.join(source, "gobject", "tests", "marshalers.list")]
        for name, option in (("marshalers.h", ["--header"]), ("marshalers.c", ["--body", "--include-header=marshalers.h"])):
            subprocess.check_call([*marshal, *option, "--output=" + os.path.join(generated, name)])

    def programs(self):
        for part, domain in (("glib", "GLib"), ("gobject", "GLib-GObject")):
            tests = os.path.join(self.source, part, "tests")
            found = [os.path.basename(path)[:-2] for path in glob.glob(os.path.join(tests, "*.c"))]
            found += [name.split("/")[1] for name in self.sources if name.startswith(part + "/")]
            for name in sorted(set(found) - {*self.parts, *self.elsewhere, *sum(self.helpers.values(), [])}):
                full = "%s/%s" % (part, name)
                sources = [os.path.normpath(os.path.join(tests, file)) for file in self.sources.get(full, [name + ".c"])]
                if full in ("gobject/accumulator", "gobject/signals"):
                    sources.append(os.path.join(self.generated, "marshalers.c"))
                flags = ['-DG_LOG_DOMAIN="%s"' % domain, *self.options.get(full, [])]
                helpers = [Program("glib/" + helper, [os.path.join(tests, helper + ".c")], flags=flags)
                           for helper in (self.helpers.get(name, []) if part == "glib" else [])]
                yield Program(full, sources, flags=flags, libraries=self.more_libraries.get(full, []), helpers=helpers)

    def environment(self, program, directory):
        return {"G_TEST_SRCDIR": os.path.join(self.source, os.path.dirname(program.name), "tests"), "G_TEST_BUILDDIR": directory,
                "G_DEBUG": "gc-friendly"}

    def outcome(self, program, output):
        # Some lines end in times and random numbers, and some tests have a random number in their name.
        lines = [re.sub(r"seed:\d+", "seed:N", line) for line in super().outcome(program, output)]
        return [re.sub(r"[0-9.]+", "N", line) if "#" in line else line for line in lines]


class SQLite(Suite):
    name, package = "sqlite3", "sqlite3"
    libraries = ["-lsqlite3", "-lpthread", "-ldl", "-lm"]
    flags = ["-D_GNU_SOURCE", "-DSQLITE_THREADSAFE=1"]
    allocators = ["sqlite3_malloc", "sqlite3_malloc64", "sqlite3_realloc", "sqlite3_realloc64", "sqlite3_mprintf", "sqlite3_vmprintf"]
    reclaimers = ["sqlite3_free"]
    # Extensions that make functions, collations and virtual tables with data and destructors.
    extensions = ["amatch", "anycollseq", "blobio", "carray", "closure", "csv", "decimal", "eval", "explain", "fossildelta", "fuzzer",
                  "ieee754", "nextchar", "noop", "percentile", "prefixes", "regexp", "remember", "rot13", "series", "sha1", "shathree",
                  "showauth", "spellfix", "templatevtab", "totype", "uint", "unionvtab", "urifuncs", "uuid", "wholenumber", "zorder"]

    def programs(self):
        yield from self.databases()
        yield from self.threads()
        yield self.shell()
        sources = [os.path.join(HERE, "Inputs", "extensions.c")]
        sources += self.in_source(*("ext/misc/%s.c" % name for name in self.extensions))
        yield Program("extensions", sources, [([":memory:", os.path.join(HERE, "Inputs", "extensions.sql")], None)],
                      flags=["-DSQLITE_CORE", "-I" + os.path.join(self.source, "ext", "misc")], exact=True)

    def databases(self):
        sets = [[":memory:", "--size", "3", "--verify"], ["a.db", "--size", "3", "--verify", "--trace"]]
        sets += [[":memory:", "--size", "3", "--verify", "--testset", name] for name in ("cte", "fp", "orm", "debug1")]
        yield Program("speedtest1", self.in_source("test/speedtest1.c"), [(words, None) for words in sets])
        yield Program("kvtest", self.in_source("test/kvtest.c"), [(words, None) for words in (
            ["init", "kv.db", "--count", "200", "--size", "900"], ["run", "kv.db", "--count", "300", "--random"],
            ["run", "kv.db", "--count", "300", "--blob-api", "--update"], ["stat", "kv.db"])])
        text = self.in_source("test/speedtest1.c")[0]
        yield Program("wordcount", self.in_source("test/wordcount.c"), [(["--all", "--tag", "w", "words.db", text], None)])
        yield Program("startup", self.in_source("test/startup.c"), [(["init"], None), (["run"], None)])
        fuzz = "test/fuzzcheck.c test/ossfuzz.c test/fuzzinvariants.c test/vt02.c ext/recover/dbdata.c ext/recover/sqlite3recover.c"
        yield Program("fuzzcheck", self.in_source(*fuzz.split()),
                      [(["--native-malloc", *self.in_source("test/fuzzdata%d.db" % number)], None) for number in (4, 6, 8)],
                      flags=["-Isrc", "-Itest", "-Iext/recover", "-DSQLITE_CORE", "-DSQLITE_OSS_FUZZ", "-DSQLITE_ENABLE_MEMSYS5",
                             "-DSQLITE_ENABLE_DBPAGE_VTAB"])
        one, other = (self.sample(name, rows) for name, rows in (("one.db", 200), ("other.db", 210)))
        for name, *runs in (("dbhash", [one]), ("showdb", [one, "1", "2b"]), ("sqldiff", [one, other], ["--summary", one, other])):
            yield Program(name, self.in_source("tool/%s.c" % name), [(words, None) for words in runs], exact=True)

    def sample(self, name, rows):
        """The path of a new database with ROWS rows."""
        path = os.path.join(self.generated, name)
        if os.path.exists(path):
            os.unlink(path)
        database = sqlite3.connect(path)
        database.execute("create table t(a integer primary key, b text, c blob)")
        database.executemany("insert into t values(?, ?, ?)", ((i, "row %d" % (i * i), b"x" * i) for i in range(rows)))
        database.execute("create index i on t(b)")
        database.commit()
        database.close()
        return path

    def threads(self):
        yield Program("threadtest3", self.in_source("test/threadtest3.c", "src/test_multiplex.c"),
                      [(["lookaside1"], None), (["dynamic_triggers"], None)], flags=["-Isrc", "-Itest"])
        yield Program("threadtest4", self.in_source("test/threadtest4.c"), [(["4"], None), (["--serialized", "--wal", "4"], None)])
        yield Program("threadtest5", self.in_source("test/threadtest5.c"), [((), None)])
        mptest = os.path.join(self.source, "mptest")
        yield Program("mptest", self.in_source("mptest/mptest.c"),
                      [(["mp.db", os.path.join(mptest, name + ".test"), "--timeout", "90000"], None) for name in ("config01", "crash01")])

    def shell(self):
        tcl = shutil.which("tclsh")
        if tcl:
            text = subprocess.check_output([tcl, os.path.join(self.source, "tool", "mkshellc.tcl")], cwd=self.source, text=True)
            with open(os.path.join(self.generated, "shell.c"), "w", encoding="utf-8") as file:
                file.write(text)
        return Program("shell", [os.path.join(self.generated, "shell.c")],
                       [(["-batch", "shell.db"], os.path.join(HERE, "Inputs", "shell.sql"))], exact=True)

    def outcome(self, program, output):
        """For most programs only what says that something passed or failed, in any order, because threads print it."""
        if program.exact:
            return ["%d lines, SHA-256 %s" % (output.count("\n"), hashlib.sha256(output.encode()).hexdigest())]
        lines = [re.sub(r"0x[0-9a-f]+|[0-9]+\.[0-9]+s?\b|\b[0-9]+ ?(?:ms|microseconds)\b", "N", line) for line in output.splitlines()]
        return sorted(line for line in lines if re.search(r"(?i)hash|error|fail|mismatch|pass|ok|sum", line))
