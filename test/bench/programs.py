"""The programs that ./dev bench measures, one entry each.

  package    Debian source package; the sources are those of Debian, with its patches applied
  kernel     instead of package: a file of Debian's kernel source package, which is copied into the
             directory of the sources
  prepare    commands that run once in the sources, before anything is measured; the environment
             variable CC names the compiler
  needs      programs that these commands need
  sources    patterns of C files below the sources; {work} is the directory work/ beside this file
  exclude    patterns to leave out
  flags      compiler flags; {src}, {work} and {test} (the directory above) stand for directories
  libraries  libraries to link
  inputs     file name: function of (scale) that returns the contents of the file
  command    arguments of the program; {work} and {in} (the directory of the inputs) are replaced
  stdin      name of the input that the program reads from standard input, if any
  result     name of a file in {in} that the program writes; it counts as output
  ignore     pattern of output that may differ, such as times

Scales are those of full, quick and small inputs; what is missing is as the one before. Built plain and with
full inputs, each command takes about one to two seconds. The small inputs are for counting instructions.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
from inputs import c_source, document, text, xml, yaml

PROGRAMS = [
    {
        "name": "lua",
        "what": "interpreter",
        "package": "lua5.4",
        # The build of the package generates this header. The bench does not use its contents.
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
        # Scripts in Tcl generate the amalgamation from the sources.
        "prepare": [["./configure", "--disable-tcl", "--disable-readline"], ["make", "sqlite3.c"]],
        "needs": ["tclsh", "make"],
        "sources": ["sqlite3.c", "test/speedtest1.c"],
        "flags": ["-I{src}", "-DSQLITE_THREADSAFE=0", "-DSQLITE_OMIT_LOAD_EXTENSION", "-DSQLITE_ENABLE_RTREE"],
        "libraries": ["-lm"],
        "command": ["--memdb", "--verify", "--size", "{scale}"],
        "scales": [40, 10, 3],
        "ignore": r"\.* *[0-9]+\.[0-9]+s$",
    },
    {
        "name": "bzip2",
        "what": "compressor",
        "package": "bzip2",
        "sources": ["blocksort.c", "huffman.c", "crctable.c", "randtable.c", "compress.c", "decompress.c", "bzlib.c", "bzip2.c"],
        "flags": ["-D_FILE_OFFSET_BITS=64"],
        "inputs": {"text": text},
        "input_scales": [16, 3, 0.5],
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
        "input_scales": [32, 8, 1],
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
        "scales": [4, 3, 1],
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
    {
        "name": "duktape",
        "what": "interpreter",
        "package": "duktape",
        "sources": ["src/duktape.c", "{work}/duktape.c"],
        "flags": ["-I{src}/src"],
        "libraries": ["-lm"],
        "command": ["{work}/mujs.js", "{scale}"],
        "scales": [3, 1],
    },
    {
        "name": "libxml2",
        "what": "XML: trees and XPath",
        "package": "libxml2",
        "prepare": [["./configure", "--disable-shared", "--without-python", "--without-lzma", "--without-zlib", "--without-threads",
                     "--without-iconv"]],
        "needs": ["make"],
        "sources": ["SAX*.c", "entities.c", "encoding.c", "error.c", "parser*.c", "tree.c", "hash.c", "list.c", "xml[Imrsuw]*.c", "uri.c",
                    "valid.c", "xlink.c", "HTML*.c", "debugXML.c", "xpath.c", "xpointer.c", "xinclude.c", "nano*.c", "catalog.c",
                    "globals.c",
                    "threads.c", "c14n.c", "buf.c", "relaxng.c", "dict.c", "legacy.c", "chvalid.c", "pattern.c", "schematron.c", "xzlib.c",
                    "{work}/libxml2.c"],
        "flags": ["-I{src}", "-I{src}/include", "-DHAVE_CONFIG_H", "-D_REENTRANT"],
        "libraries": ["-lm"],
        "inputs": {"document": xml},
        "input_scales": [400, 100],
        "command": ["{in}/document", "{scale}"],
        "scales": [8, 8, 1],
    },
    {
        "name": "expat",
        "what": "XML: events",
        "package": "expat",
        # The flags below set everything that configure would set.
        "prepare": [["touch", "expat/lib/expat_config.h"]],
        "sources": ["expat/lib/*.c", "{work}/expat.c"],
        "flags": ["-I{src}/expat/lib", "-DXML_POOR_ENTROPY", "-DXML_NS", "-DXML_DTD", "-DXML_CONTEXT_BYTES=1024", "-DBYTEORDER=1234"],
        "inputs": {"document": xml},
        "input_scales": [1000, 250],
        "command": ["{in}/document", "{scale}"],
        "scales": [32, 32, 2],
    },
    {
        "name": "jansson",
        "what": "JSON parser",
        "package": "jansson",
        "prepare": [["cp", "android/jansson_config.h", "src"], ["touch", "src/jansson_private_config.h"]],
        "sources": ["src/*.c", "{work}/jansson.c"],
        "flags": ["-I{src}/src", "-DHAVE_STDINT_H"],
        "inputs": {"document": document},
        "input_scales": [1500, 400],
        "command": ["{in}/document", "{scale}"],
        "scales": [8, 8, 1],
    },
    {
        "name": "libyaml",
        "what": "YAML loader and emitter",
        "package": "libyaml",
        "sources": ["src/*.c", "{work}/libyaml.c"],
        "flags": ["-I{src}/include", "-I{src}/src", "-DYAML_VERSION_MAJOR=0", "-DYAML_VERSION_MINOR=2", "-DYAML_VERSION_PATCH=5",
                  "-DYAML_VERSION_STRING=\"0.2.5\""],
        "inputs": {"stream": yaml},
        "input_scales": [3000, 700],
        "command": ["{in}/stream", "{scale}"],
        "scales": [14, 14, 1],
    },
    {
        "name": "zlib",
        "what": "compressor",
        "package": "zlib",
        "sources": ["*.c", "test/minigzip.c"],
        "flags": ["-I{src}", "-DHAVE_UNISTD_H", "-D_LARGEFILE64_SOURCE=1"],
        "inputs": {"text": text},
        "input_scales": [30, 7, 1],
        "command": ["-9"],
        "stdin": "text",
    },
    {
        "name": "lz4",
        "what": "compressor",
        "package": "lz4",
        "sources": ["lib/*.c", "programs/*.c"],
        "flags": ["-I{src}/lib", "-I{src}/programs", "-DXXH_NAMESPACE=LZ4_"],
        "inputs": {"text": text},
        "input_scales": [32, 8, 1],
        "command": ["-9", "-q", "-c"],
        "stdin": "text",
    },
    {
        "name": "pcre2",
        "what": "regular expressions",
        "package": "pcre2",
        "prepare": [["sh", "-c", "cd src && cp config.h.generic config.h && cp pcre2.h.generic pcre2.h && "
                                 "cp pcre2_chartables.c.dist pcre2_chartables.c"]],
        "sources": ["src/pcre2_*.c", "{work}/pcre2.c"],
        "exclude": ["src/pcre2_dftables.c", "src/pcre2_fuzzsupport.c", "src/pcre2_jit_[mnst]*.c",
                    "src/pcre2_printint.c", "src/pcre2_ucptables.c"],
        "flags": ["-I{src}/src", "-DHAVE_CONFIG_H", "-DPCRE2_CODE_UNIT_WIDTH=8", "-DSUPPORT_UNICODE", "-DPCRE2_STATIC"],
        "inputs": {"text": text},
        "input_scales": [1, 0.3, 0.1],
        "command": ["{in}/text", "{scale}"],
        "scales": [4, 4, 1],
    },
    {
        "name": "tcc",
        "what": "C compiler",
        "package": "tcc",
        "prepare": [["sh", "-c", "./configure --cc=\"$CC\""]],
        "sources": ["tcc.c"],
        "flags": ["-I{src}", "-DONE_SOURCE=1", "-DTCC_TARGET_X86_64"],
        "libraries": ["-lm", "-ldl"],
        "inputs": {"big.c": c_source},
        "input_scales": [30000, 7000, 1500],
        "command": ["-nostdinc", "-c", "{in}/big.c", "-o", "{in}/big.o"],
        "result": "big.o",
    },
    {
        "name": "treap",
        "what": "nothing but pointers",
        "sources": ["{work}/treap.c"],
        "flags": [],
        "command": ["{scale}"],
        "scales": [45, 10, 2],
    },
    {
        "name": "devres",
        "what": "the kernel's registry of resources",
        "kernel": "drivers/base/devres.c",
        "sources": ["devres.c", "{work}/devres.c"],
        "flags": ["-I{test}/real/linux-devres/shim", "-I{test}/../include"],
        "command": ["{scale}"],
        "scales": [25, 6, 1],
    },
]
