//===- plugin.cpp - the C++ seam of the pass --------------------*- C++ -*-===//
// Part of Custody, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Why C cannot do it: a plug-in registers with llvm::PassBuilder, which is a
// C++ class, and the C API has no call for diagnostics, global constructors,
// or the operands of a DISubroutineType. All of that, and nothing else, is
// here; the pass itself is C.
//
//===----------------------------------------------------------------------===//

#include "seam.h"

#include "llvm/Analysis/GlobalsModRef.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"
#if LLVM_VERSION_MAJOR >= 22
#include "llvm/Plugins/PassPlugin.h"
#else
#include "llvm/Passes/PassPlugin.h"
#endif
#include "llvm/Transforms/Utils/ModuleUtils.h"

#include <cstdio>
#include <cstdlib>

using namespace llvm;

//===-- What the C API lacks ------------------------------------------------===//

namespace {
// LLVMContext::emitError has no way to say "warning".
class Message : public DiagnosticInfo {
  const char *Text;

public:
  Message(DiagnosticSeverity Severity, const char *Text)
      : DiagnosticInfo(DK_FirstPluginKind, Severity), Text(Text) {}
  void print(DiagnosticPrinter &Printer) const override { Printer << "Custody: " << Text; }
};
} // namespace

extern "C" void custody_seam_error(LLVMContextRef Context, const char *Text) {
  unwrap(Context)->diagnose(Message(DS_Error, Text));
}

extern "C" void custody_seam_warning(LLVMContextRef Context, const char *Text) {
  unwrap(Context)->diagnose(Message(DS_Warning, Text));
}

extern "C" void custody_seam_add_constructor(LLVMModuleRef M, LLVMValueRef Function, int Priority) {
  appendToGlobalCtors(*unwrap(M), cast<llvm::Function>(unwrap(Function)), Priority);
}

static const DISubroutineType *typeOf(LLVMMetadataRef Subprogram) {
  auto *SP = dyn_cast_or_null<DISubprogram>(unwrap(Subprogram));
  return SP ? SP->getType() : nullptr;
}

extern "C" unsigned custody_seam_parameter_count(LLVMMetadataRef Subprogram) {
  const DISubroutineType *Type = typeOf(Subprogram);
  if (!Type || Type->getTypeArray().size() == 0)
    return 0;
  unsigned Count = Type->getTypeArray().size() - 1;
  // A trailing null is the ellipsis of a variadic function.
  return Count && !Type->getTypeArray()[Count] ? Count - 1 : Count;
}

extern "C" LLVMMetadataRef custody_seam_parameter_type(LLVMMetadataRef Subprogram, int Index) {
  const DISubroutineType *Type = typeOf(Subprogram);
  if (!Type || static_cast<unsigned>(Index + 1) >= Type->getTypeArray().size())
    return nullptr;
  return wrap(Type->getTypeArray()[Index + 1]);
}

static const DIType *strip(const DIType *Type) {
  while (auto *Derived = dyn_cast_or_null<DIDerivedType>(Type)) {
    switch (Derived->getTag()) {
    case dwarf::DW_TAG_typedef:
    case dwarf::DW_TAG_const_type:
    case dwarf::DW_TAG_volatile_type:
    case dwarf::DW_TAG_restrict_type:
    case dwarf::DW_TAG_atomic_type:
      Type = Derived->getBaseType();
      continue;
    default:
      return Type;
    }
  }
  return Type;
}

extern "C" LLVMMetadataRef custody_seam_strip(LLVMMetadataRef Type) {
  return Type ? wrap(strip(dyn_cast<DIType>(unwrap(Type)))) : nullptr;
}

extern "C" LLVMMetadataRef custody_seam_pointee(LLVMMetadataRef Type) {
  if (!Type)
    return nullptr;
  auto *Pointer = dyn_cast_or_null<DIDerivedType>(strip(dyn_cast<DIType>(unwrap(Type))));
  if (!Pointer || (Pointer->getTag() != dwarf::DW_TAG_pointer_type &&
                   Pointer->getTag() != dwarf::DW_TAG_reference_type &&
                   Pointer->getTag() != dwarf::DW_TAG_rvalue_reference_type))
    return nullptr;
  return wrap(strip(Pointer->getBaseType()));
}

//===-- Registration --------------------------------------------------------===//

namespace {
// GlobalsAA is stateless to PreservedAnalyses::none(), and would go on saying
// that nobody but the old code touches our thread-local: stores get deleted.
PreservedAnalyses preserved(bool Changed) {
  if (!Changed)
    return PreservedAnalyses::all();
  PreservedAnalyses PA = PreservedAnalyses::none();
  PA.abandon<GlobalsAA>();
  return PA;
}

struct MarkPass : PassInfoMixin<MarkPass> {
  PreservedAnalyses run(Module &M, ModuleAnalysisManager &) {
    return preserved(custody_mark_module(wrap(&M)));
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
  custody_pass_options Options;
  PreservedAnalyses run(Module &M, ModuleAnalysisManager &) {
    return preserved(custody_propagate_module(wrap(&M), &Options));
  }
  static bool isRequired() { return true; }
};

void registerPasses(PassBuilder &PB) {
#if LLVM_VERSION_MAJOR < 22
  PB.registerPipelineStartEPCallback(
      [](ModulePassManager &MPM, OptimizationLevel) { MPM.addPass(PreparePass()); });
#endif
#if LLVM_VERSION_MAJOR >= 20
  PB.registerPipelineEarlySimplificationEPCallback(
      [](ModulePassManager &MPM, OptimizationLevel, ThinOrFullLTOPhase) {
        MPM.addPass(MarkPass());
      });
  PB.registerOptimizerLastEPCallback(
      [](ModulePassManager &MPM, OptimizationLevel, ThinOrFullLTOPhase) {
        MPM.addPass(PropagatePass{{}, {false}});
      });
#else
  PB.registerPipelineEarlySimplificationEPCallback(
      [](ModulePassManager &MPM, OptimizationLevel) { MPM.addPass(MarkPass()); });
  PB.registerOptimizerLastEPCallback([](ModulePassManager &MPM, OptimizationLevel) {
    MPM.addPass(PropagatePass{{}, {false}});
  });
#endif
  // For opt: custody-mark, custody-propagate, custody-propagate-calls.
  PB.registerPipelineParsingCallback(
      [](StringRef Name, ModulePassManager &MPM, ArrayRef<PassBuilder::PipelineElement>) {
        if (Name == "custody-mark")
          MPM.addPass(MarkPass());
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
    std::fprintf(stderr,
                 "Custody: error: Custody.so was built for LLVM %d, this compiler is LLVM %u.%u.%u; "
                 "use clang-%d, or build Custody with -DCUSTODY_LLVM_VERSION=%u\n",
                 LLVM_VERSION_MAJOR, Major, Minor, Patch, LLVM_VERSION_MAJOR, Major);
    std::exit(1);
  }
  return {LLVM_PLUGIN_API_VERSION, "Custody", "1", registerPasses};
}
