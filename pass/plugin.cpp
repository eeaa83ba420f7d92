//===- plugin.cpp - how the compiler finds the pass --------------*- C++ -*-===//
// Part of Custody, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Why C cannot do it: a plug-in registers its passes with llvm::PassBuilder,
// which is a C++ class. Nothing else is here; driver.h has what it calls.
//
//===----------------------------------------------------------------------===//

#include "driver.h"

#include "llvm/Analysis/GlobalsModRef.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"
#if LLVM_VERSION_MAJOR >= 22
#include "llvm/Plugins/PassPlugin.h"
#else
#include "llvm/Passes/PassPlugin.h"
#endif

#include <cstdio>
#include <cstdlib>

using namespace llvm;

namespace {
// PreservedAnalyses::none() keeps GlobalsAA, which would go on to say that only
// the old code touches our thread-local variable. LLVM would then delete stores
// to it.
PreservedAnalyses preserved(bool Changed) {
  if (!Changed)
    return PreservedAnalyses::all();
  PreservedAnalyses PA = PreservedAnalyses::none();
  PA.abandon<GlobalsAA>();
  return PA;
}

struct MarkPass : PassInfoMixin<MarkPass> {
  custody_mark_options Options;
  PreservedAnalyses run(Module &M, ModuleAnalysisManager &) {
    return preserved(custody_mark_module(wrap(&M), &Options));
  }
  static bool isRequired() { return true; } // optnone functions too
};

struct PreparePass : PassInfoMixin<PreparePass> {
  PreservedAnalyses run(Module &M, ModuleAnalysisManager &) {
    return preserved(custody_prepare_module(wrap(&M)));
  }
  static bool isRequired() { return true; }
};

struct PropagatePass : PassInfoMixin<PropagatePass> {
  custody_propagate_options Options;
  PreservedAnalyses run(Module &M, ModuleAnalysisManager &) {
    return preserved(custody_propagate_module(wrap(&M), &Options));
  }
  static bool isRequired() { return true; }
};

void registerPasses(PassBuilder &PB) {
  PB.registerPipelineStartEPCallback(
      [](ModulePassManager &MPM, OptimizationLevel) { MPM.addPass(PreparePass()); });
#if LLVM_VERSION_MAJOR >= 20
  PB.registerPipelineEarlySimplificationEPCallback(
      [](ModulePassManager &MPM, OptimizationLevel, ThinOrFullLTOPhase Phase) {
        MPM.addPass(MarkPass{{}, {Phase != ThinOrFullLTOPhase::ThinLTOPostLink}});
      });
  PB.registerOptimizerLastEPCallback(
      [](ModulePassManager &MPM, OptimizationLevel, ThinOrFullLTOPhase) {
        MPM.addPass(PropagatePass{{}, {false}});
      });
#else
  PB.registerPipelineEarlySimplificationEPCallback(
      [](ModulePassManager &MPM, OptimizationLevel) { MPM.addPass(MarkPass{{}, {true}}); });
  PB.registerOptimizerLastEPCallback(
      [](ModulePassManager &MPM, OptimizationLevel) { MPM.addPass(PropagatePass{{}, {false}}); });
#endif
  // For opt: custody-prepare, custody-mark, custody-propagate, custody-propagate-calls.
  PB.registerPipelineParsingCallback(
      [](StringRef Name, ModulePassManager &MPM, ArrayRef<PassBuilder::PipelineElement>) {
        if (Name == "custody-prepare")
          MPM.addPass(PreparePass());
        else if (Name == "custody-mark")
          MPM.addPass(MarkPass{{}, {true}});
        else if (Name == "custody-propagate")
          MPM.addPass(PropagatePass{{}, {false}});
        else if (Name == "custody-propagate-calls")
          MPM.addPass(PropagatePass{{}, {true}});
        else
          return false;
        return true;
      });
}
} // namespace

extern "C" __attribute__((visibility("default"))) PassPluginLibraryInfo llvmGetPassPluginInfo() {
  // The plug-in API number does not tell majors apart, and nothing else of
  // LLVM may be called before the versions are known to agree.
  unsigned Major = 0, Minor = 0, Patch = 0;
  LLVMGetVersion(&Major, &Minor, &Patch);
  if (Major != LLVM_VERSION_MAJOR) {
    std::fprintf(
        stderr,
        "Custody: error: Custody.so was built for LLVM %d, this compiler is LLVM %u.%u.%u. "
        "Use clang-%d. Or use custody-clang or pkg-config's custody-%u: they take the plug-in for "
        "LLVM %u, if it is installed (a build with -DCUSTODY_LLVM_VERSION=%u makes it)\n",
        LLVM_VERSION_MAJOR, Major, Minor, Patch, LLVM_VERSION_MAJOR, Major, Major, Major);
    std::exit(1);
  }
  return {LLVM_PLUGIN_API_VERSION, "Custody", "1", registerPasses};
}
