"""The projects whose test suites run under Custody, one entry each.

  name         name of the project and of the Debian source package, unless "package" says otherwise
  language     the language; C if it is missing
  needs        programs and files that the project needs; without them it is not tested
  build, test  lines of a shell script that runs in a copy of the sources. CC, CXX, CFLAGS and CXXFLAGS
               name the compiler and its flags, J the number of jobs, TREE the copy
  flags        compiler flags instead of -O2 -g1
  environment  environment variables for build and test
  results      how the output names the tests: names of harness.py, or patterns (see there)
  output       pattern of lines of the tests' output that must also be the same
  config       files that the configuration writes, which must be the same
  boundaries   more boundaries for the variants tags and mixed, in addition to allocators.list. A project
               that calls the allocator through pointers needs them
  mixed        what stays plain in the variant mixed: libraries, programs or half (see mixed-clang)
  skip         test: why it is not compared. Only tests of behavior that a compiler may change, and tests
               whose result differs from run to run
  without      part of the suite: why it is not built, or does not run
  limit        time limit in seconds, instead of --limit
  local        directory beside this file, instead of a package. It is tested only if it is named
"""

CTEST = "ctest --test-dir out -V -j1 --timeout 900"
NETWORK = "needs a network"
NLOHMANN = "allocator items iterators1"


def cmake(*options, source=".", targets=""):
    """Return commands that configure and build with CMake, in the directory out/."""
    return ['cmake -S %s -B out -G Ninja -DCMAKE_BUILD_TYPE=None %s' % (source, " ".join(options)), "ninja -C out -j$J " + targets]


def configure(*options):
    return ["./configure --disable-dependency-tracking " + " ".join(options), "make -j$J"]


PROJECTS = [
    {
        "name": "zlib",
        "needs": ["make"],
        "build": ["./configure", "make -j$J"],
        "test": ["make check"],
        "results": [r"^\s*\*\*\* (?P<name>zlib.*test) (?P<outcome>OK|FAILED) \*\*\*"],
        "output": r"^[a-z0-9]+\(\)|^zlib version|hello",
        "config": ["zconf.h"],
        "mixed": "libraries",
    },
    {
        "name": "jansson",
        "build": cmake("-DJANSSON_BUILD_SHARED_LIBS=ON", "-DJANSSON_BUILD_DOCS=OFF"),
        "test": [CTEST],
        "results": ["ctest"],
        "config": ["out/private_include/*.h", "out/include/*.h"],
        "boundaries": ["jsonp_malloc=release", "jsonp_strdup=release", "jsonp_strndup=release", "jsonp_free=reclaim:0"],
        "mixed": "programs",
    },
    {
        "name": "expat",
        "language": "C, C++",
        # Debian's patches need a value for it, and only the other configuration sets one.
        "build": ["sed -i 's/^#cmakedefine XML_DTD$/#define XML_DTD 1/' expat/expat_config.h.cmake"]
        + cmake("-DEXPAT_SHARED_LIBS=ON", "-DEXPAT_BUILD_DOCS=OFF", source="expat"),
        "test": [CTEST],
        "results": ["ctest", r"^(?P<name>\d+): 100%: Checks: (?P<checks>\d+), Failed: (?P<failures>\d+)"],
        "config": ["out/expat_config.h"],
        "boundaries": ["parserCreate=release", "XML_ParserFree=reclaim:0"],
        "mixed": "half",
    },
    {
        "name": "cjson",
        "build": cmake("-DENABLE_CJSON_UTILS=ON"),
        "test": [CTEST],
        "results": ["ctest", "unity"],
        "boundaries": ["cJSON_New_Item=release", "cJSON_Delete=reclaim:0"],
        "mixed": "libraries",
    },
    {
        "name": "libyaml",
        "build": cmake("-DBUILD_SHARED_LIBS=ON"),
        "test": ["status=0", CTEST + " || status=$?",
                 "for tool in run-scanner run-parser run-loader run-emitter run-dumper; do "
                 "out/$tool examples/*.yaml || status=$?; done", "exit $status"],
        "results": ["ctest", r"^(?P<name>\d+: checking .*?: 0 fail)", r"^\[\d+\] (?P<name>\w+.*?'.*?'): (?P<outcome>[A-Z]+)"],
        "config": ["out/include/config.h"],
        "mixed": "programs",
    },
    {
        "name": "libuv1",
        "build": cmake("-DLIBUV_BUILD_TESTS=ON"),
        "test": ["cd out; ./uv_run_tests || [ $? -lt 100 ]"],  # the exit status is the number of failed tests
        "environment": {"UV_RUN_AS_ROOT": "1", "UV_TEST_TIMEOUT_MULTIPLIER": "2", "RES_OPTIONS": "attempts:0"},
        "results": ["tap"],
        "skip": {"tcp_close_while_connecting": NETWORK, "tcp_connect_timeout": NETWORK},
        "boundaries": ["uv__malloc=release", "uv__calloc=release", "uv__realloc=release", "uv__strdup=release", "uv__strndup=release", "uv__free=reclaim:0"],
        "mixed": "libraries",
    },
    {
        "name": "libevent",
        "build": cmake("-DEVENT__DISABLE_OPENSSL=ON", "-DEVENT__DISABLE_BENCHMARK=ON", "-DEVENT__DISABLE_SAMPLES=ON"),
        "test": ["cd out; bin/regress"],
        "results": [r"^(?P<name>[\w/]+): (?:\[forking\] )?(?P<outcome>OK|FAILED|SKIPPED|DISABLED|\S+$)"],
        "config": ["out/include/event2/event-config.h", "out/include/evconfig-private.h"],
        "mixed": "half",
    },
    {
        "name": "libxml2",
        "build": cmake("-DLIBXML2_WITH_PYTHON=OFF", "-DLIBXML2_WITH_LZMA=OFF", "-DLIBXML2_WITH_ICU=OFF"),
        "test": [CTEST],
        "results": ["ctest", r"^(?P<name>\d+): Total:? (?P<checks>\d+)"],
        "output": r"^\d+: Total",  # runtest also fails without Custody: Debian left out the file invalid.xml of its thread test
        "config": ["out/config.h"],
        "boundaries": ["xmlNew*=release", "xmlHashCreate*=release", "xmlHashFree=reclaim:0", "xmlDictCreate*=release", "xmlDictFree=reclaim:0", "xmlFreeDoc=reclaim:0", "xmlFreeNode=reclaim:0", "xmlFreeNodeList=reclaim:0", "xmlFreeNs=reclaim:0", "xmlFreeNsList=reclaim:0", "xmlFreeProp=reclaim:0", "xmlFreePropList=reclaim:0", "xmlFreeDtd=reclaim:0", "xmlFreeParserCtxt=reclaim:0"],
        "mixed": "libraries",
    },
    {
        "name": "libzstd",
        "needs": ["make"],
        "build": ["make -C lib -j$J libzstd", "make -C programs -j$J zstd", "make -C tests -j$J fuzzer datagen poolTests invalidDictionaries"],
        "test": ["cd tests", "ZSTD_BIN=../programs/zstd; export ZSTD_BIN", "status=0",
                 "./poolTests || status=$?", "./invalidDictionaries || status=$?",
                 "./fuzzer -v -s1 -i50 --no-big-tests || status=$?",
                 "./cli-tests/run.py --zstd=../programs/zstd --datagen=./datagen || status=$?", "exit $status"],
        # Without the test that prints addresses.
        "results": [r"^test *(?P<name>\d+ *: (?!misc unaccounted).*?)[ :]*$", "automake"],
        "mixed": "libraries",
    },
    {
        "name": "sqlite3",
        "needs": ["make", "tclsh"],
        # make does this in one command; here each object is compiled separately.
        "build": ["./configure --disable-tcl --disable-readline", "make sqlite3.c",
                  "for file in test/fuzzcheck.c test/ossfuzz.c test/fuzzinvariants.c ext/recover/dbdata.c ext/recover/sqlite3recover.c test/vt02.c sqlite3.c; do "
                  "$CC $CFLAGS $(sed -n 's/^FUZZCHECK_OPT += -D/-D/p' Makefile) -DSQLITE_THREADSAFE=0 -I. -Itest -Iext/recover -c $file; done",
                  "$CC -o fuzzcheck *.o -lm"],
        "test": ["./fuzzcheck test/fuzzdata*.db"],
        "results": [r"^(?P<name>\S+): 0 errors out of (?P<checks>\d+) tests"],
        "mixed": "half",
    },
    {
        "name": "pcre2",
        "needs": ["make"],
        # pcre2grep's child and parent write at the same time, so one test is sometimes lost, also without Custody.
        "build": ["sed -i 's/^pid = fork();/(void)fflush(stdout); &/' src/pcre2grep.c"] + configure("--enable-jit"),
        "test": ["make check VERBOSE=1", "cat *.log"],
        "results": ["automake", r"^(?P<name>Test \d+: .*)\n  (?P<outcome>OK|\S+)"],
        "config": ["src/config.h"],
        "mixed": "half",
    },
    {
        "name": "nettle",
        "needs": ["make"],
        "build": configure("--disable-assembler", "--disable-documentation") + ["make -j$J -C testsuite $(: test programs are built by check)"],
        "test": ["make check"],
        "results": ["automake"],
        "config": ["config.h"],
        "mixed": "libraries",
    },
    {
        "name": "lz4",
        "needs": ["make"],
        "build": ["make -C lib -j$J", "make -C programs -j$J lz4", "make -C tests -j$J fuzzer frametest roundTripTest checkFrame"],
        "test": ["cd tests", "./fuzzer -v -s1 -i200 -T0s", "./frametest -v -s1 -i1000", "./roundTripTest ../lib/lz4.c 1", "./roundTripTest ../lib/lz4.c 9"],
        "results": [r"^(?P<name>LZ4\w+.*?) *$"],
        "mixed": "half",
    },
    {
        "name": "json-c",
        "build": cmake("-DDISABLE_WERROR=ON"),
        "test": [CTEST],
        "environment": {"USE_VALGRIND": "0", "VERBOSE": "1"},
        "results": ["ctest"],
        "config": ["out/config.h", "out/json_config.h"],
        "mixed": "programs",
    },
    {
        "name": "libtasn1-6",
        "needs": ["make"],
        "build": configure("--disable-doc", "--disable-valgrind-tests"),
        "test": ["make -k check"],
        "results": ["automake"],
        "config": ["config.h"],
        "mixed": "programs",
    },
    {
        "name": "jq",
        # autoconf would generate the configuration, but it may not be installed.
        "build": [r"sed -e 's/\\/\\\\/g' -e 's/\"/\\\"/g' -e 's/^/\"/' -e 's/$/\\n\"/' src/builtin.jq >src/builtin.inc",
                  "echo '#define JQ_VERSION \"1.6\"' >src/version.h",
                  "have=$(sed -n 's/.*HAVE_\\([A-Z0-9_]*\\).*/-DHAVE_\\1/p' src/libm.h | grep -vE 'POW10|GAMMA$|DREM$|SIGNIFICAND$' | sort -u)",
                  "for file in src/*.c; do case $file in *inject_errors*) ;; *main.c) $CC $CFLAGS -D_GNU_SOURCE -w -I. -c $file -o ${file%c}o ;; "
                  "*) $CC $CFLAGS -D_GNU_SOURCE -DIEEE_8087 -DHAVE_MEMMEM -DHAVE_TIMEGM -DHAVE_GMTIME_R -DHAVE_LOCALTIME_R -DHAVE_STRPTIME -DHAVE_STRFTIME $have "
                  "-w -I. -fPIC -c $file -o ${file%c}o ;; esac; done",
                  "$CC -shared -Wl,-soname,libjq.so -o libjq.so $(ls src/*.o | grep -v main.o) -lm -lpthread",
                  "$CC -o jq src/main.o libjq.so -Wl,-rpath,$TREE -lm -lpthread"],
        "test": ["status=0", "for name in jq base64; do ./jq -L tests/modules --run-tests tests/$name.test || status=$?; done", "exit $status"],
        "results": [r"^Testing (?P<name>.*)", r"^(?P<name>\*\*\* .*)", r"^(?P<name>\d+ of \d+ tests passed.*)"],
        "boundaries": ["jv_mem_alloc*=release", "jv_mem_calloc*=release", "jv_mem_realloc=release", "jv_mem_strdup=release", "jv_mem_free=reclaim:0"],
        "mixed": "half",
    },
    {
        "name": "double-conversion",
        "language": "C++",
        "build": cmake("-DBUILD_SHARED_LIBS=ON", "-DBUILD_TESTING=ON"),
        "test": [CTEST],
        "results": ["ctest", r"^(?P<name>\d+): Ran (?P<checks>\d+) tests"],
        "mixed": "programs",
    },
    {
        "name": "tinyxml2",
        "language": "C++",
        "build": cmake("-DBUILD_SHARED_LIBS=ON"),
        "test": [CTEST],
        "results": ["ctest", r"^\d+: \[(?P<outcome>pass|fail)\] ?(?P<name>.*)"],
        "mixed": "libraries",
    },
    {
        "name": "nlohmann-json3",
        "language": "C++",
        "without": {"most of the tests": "they take long to compile", "test data": NETWORK},
        "build": cmake("-DJSON_TestStandards=11", targets="$(for name in %s; do echo test-${name}_cpp11; done)" % NLOHMANN),
        "test": ["cd out/tests", "for program in test-*_cpp11; do echo program $program; ./$program; done"],
        "results": [r"^program (?P<name>.*)", r"^\[doctest\] (?P<name>test cases|assertions): +(?P<checks>\d+) \| +\d+ passed \| +(?P<failures>\d+) failed"],
        "mixed": "half",
    },
    {
        "name": "snappy",
        "language": "C++",
        "needs": ["/usr/include/gtest/gtest.h"],
        "build": ["sed -i 's/ -Werror//' CMakeLists.txt"] + cmake("-DBUILD_SHARED_LIBS=ON", "-DSNAPPY_BUILD_BENCHMARKS=OFF"),
        "test": [CTEST],
        "results": ["ctest", "gtest"],
        "mixed": "half",
    },
    {
        "name": "control",
        "local": "Inputs/control",
        "build": ["make"],
        "test": ["make -k check"],
        "results": ["automake"],
    },
]
