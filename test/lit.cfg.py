# -*- Python -*-
"""Tests of Custody: small files with RUN lines, below the directories of this one.

Substitutions, besides lit's own (%s %S %t %T ...):

  %custody-clang, %custody-clang++   the wrappers
  %custody-config                    where things are
  %clang, %clang++                   the compiler without Custody
  %opt                               opt with the plug-in loaded
  %plugin, %runtime, %include        the plug-in, the runtime archive, the directory for -I
  %FileCheck                         FileCheck of the same LLVM (also in PATH, like not and opt)
  %run-custody                       runs a program without colors, with the counts printed at exit
  %root                              top of the source tree (read only), %build of the build tree
  %sanitizers                        directory of the sanitizer runtimes
  %python                            Python 3
  %llvm-major                        22 or 19
  %custody-rustc, %cargo-custody     the wrappers; CUSTODY_RUSTC is the first compiler found
  %each-rustc [--check FILE] -- CMD  runs CMD once for each compiler found, with its rustc in RUSTC
                                     and CUSTODY_RUSTC, and CARGO and RUSTDOC from beside it;
                                     each output must be as FILE says to FileCheck; with
                                     --first only for the first
  %rustc-NAME                        one compiler: NAME is distribution, stable, nightly, ...

Features for REQUIRES and UNSUPPORTED: llvm-22 or llvm-19, lld, lto-plugin, asan, tsan, msan, lsan, ubsan,
linux-source-6.12, rust (a rustc of the same LLVM), rust-NAME, rust-source, cargo (one beside each), librust-cc-dev.

Parameters: --param quick=1 leaves rows of the tables in test/devres and test/rust out, so that a run
takes seconds; --param left_out=FILE appends to FILE what they left out.
"""
import glob
import os
import shutil
import sys

import lit.formats

sys.dont_write_bytecode = True  # what is imported from the source tree leaves nothing there
sys.path.insert(0, os.path.dirname(__file__))
import compilers
import features

config.name = "Custody"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".c", ".cpp", ".ll", ".test"]
config.excludes = ["__pycache__", "Inputs", "bench", "unit", "fuzz", "package", "CMakeLists.txt"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.custody_build, "test")

lib = os.path.join(config.custody_build, "lib", "custody")
tools = os.path.join(config.custody_build, "bin")
llvm = config.llvm_bindir

config.environment["PATH"] = os.pathsep.join([llvm, tools, config.environment.get("PATH", "")])
config.environment["CUSTODY_OPTIONS"] = ""
config.environment["LC_ALL"] = "C"
config.environment["PYTHONDONTWRITEBYTECODE"] = "1"  # never write to the source tree
for name in list(config.environment):
    # What the developer's shell sets for itself must not decide a test.
    if name.endswith("SAN_OPTIONS") or name in ("CUSTODY_CC", "CUSTODY_CXX", "CUSTODY_TARGET", "CLICOLOR_FORCE", "NO_COLOR"):
        del config.environment[name]


def substitute(name, text):
    config.substitutions.append((name, text))


plugin = os.path.join(lib, "Custody.so")
substitute(r"%custody-clang\+\+", os.path.join(tools, "custody-clang++"))
substitute("%custody-clang", os.path.join(tools, "custody-clang"))
substitute("%custody-config", os.path.join(tools, "custody-config"))
substitute(r"%clang\+\+", os.path.join(llvm, "clang++"))
substitute("%clang", os.path.join(llvm, "clang"))
substitute("%opt", os.path.join(llvm, "opt") + " -load-pass-plugin=" + plugin)
substitute("%plugin", plugin)
substitute("%runtime", os.path.join(lib, "libcustody_rt.a"))
substitute("%include", os.path.join(config.custody_build, "include"))
substitute("%FileCheck", os.path.join(llvm, "FileCheck"))
substitute("%run-custody", "env CUSTODY_OPTIONS=color=never:print_stats=1")
substitute("%root", config.custody_source)
substitute("%build", config.custody_build)
substitute("%sanitizers", config.sanitizer_libdir)
substitute("%symbolizer", os.path.join(llvm, "llvm-symbolizer"))
substitute("%python", config.python)
substitute("%llvm-major", config.llvm_major)

config.available_features.add("llvm-" + config.llvm_major)


def feature(name, present, why):
    features.feature(config, lit_config, name, present, why)


feature("lld", os.path.exists(os.path.join(llvm, "ld.lld")), "lld-%s is not installed" % config.llvm_major)
feature("lto-plugin", os.path.exists(os.path.join(llvm, "..", "lib", "LLVMgold.so")) and shutil.which("ld.gold"),
        "there is no LLVMgold.so or no gold; Debian's package is llvm-%s-linker-tools" % config.llvm_major)
for sanitizer in ("asan", "tsan", "msan", "lsan", "ubsan"):
    archive = "libclang_rt.%s-x86_64.a" % sanitizer.replace("ubsan", "ubsan_standalone")
    feature(
        sanitizer,
        os.path.exists(os.path.join(config.sanitizer_libdir, archive)),
        "libclang-rt-%s-dev has no %s" % (config.llvm_major, archive),
    )
feature(
    "linux-source-6.12",
    os.path.exists("/usr/src/linux-source-6.12.tar.xz"),
    "the Debian package linux-source-6.12 is not installed",
)

rust = [(found.name, found.path) for found in compilers.rust_compilers(config.llvm_major) if not found.missing]
feature("rust", rust, "there is no rustc with LLVM " + config.llvm_major)
for name in compilers.WANTED:
    feature("rust-" + name, name in dict(rust), "the Rust compiler '%s' is missing" % name)
feature(
    "rust-source",
    glob.glob("/usr/src/rustc-*/library") + glob.glob(os.path.expanduser("~/.rustup/toolchains/*/lib/rustlib/src")),
    "there is no source of Rust's standard library; Debian's package is rust-web-src",
)
alone = [path for _, path in rust if not os.path.exists(os.path.join(os.path.dirname(path), "cargo"))]
feature("cargo", rust and not alone, "there is no cargo beside " + (", ".join(alone) or "any fitting rustc"))
feature(
    "librust-cc-dev",
    glob.glob("/usr/share/cargo/registry/cc-1.*"),
    "the Debian package librust-cc-dev is not installed",
)
for name, path in rust:
    config.available_features.add("rust-" + name)
    substitute("%rustc-" + name, path)
substitute("%custody-rustc", os.path.join(tools, "custody-rustc"))
substitute("%cargo-custody", os.path.join(tools, "cargo-custody"))
substitute(
    "%each-rustc",
    " ".join([config.python, os.path.join(config.custody_source, "test", "each-rustc.py")])
    + "".join(" %s=%s" % each for each in rust),
)
if rust:
    config.environment["CUSTODY_RUSTC"] = rust[0][1]
config.environment["CARGO_HOME"] = os.path.join(config.test_exec_root, "cargo-home")
config.environment["CARGO_NET_OFFLINE"] = "true"
config.environment["CARGO_BUILD_JOBS"] = "2"
config.environment["CARGO_TERM_COLOR"] = "never"

# A test that hangs is a failed test. lit can only end it where it can find its children.
supported, _ = lit_config.maxIndividualTestTimeIsSupported
if supported and not lit_config.maxIndividualTestTime:
    lit_config.maxIndividualTestTime = 600
