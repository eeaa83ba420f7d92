//===- seam.cpp - what LLVM's C API lacks -----------------------*- C++ -*-===//
// Part of Custody, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Why C cannot do it: the C API has no call for diagnostics, for constructors
// of a module, for debug records, for the parts of types in debug info, for a
// function that gets another signature, or for a copy of a function.
// seam.h has the contracts; the pass itself is C.
//
//===----------------------------------------------------------------------===//

#include "seam.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/BinaryFormat/Dwarf.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Demangle/Demangle.h"
#include "llvm/IR/DebugInfo.h"
#include "llvm/IR/DebugInfoMetadata.h"
#include "llvm/IR/DebugProgramInstruction.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Transforms/Utils/Cloning.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

#include <cstdio>

using namespace llvm;

//===-- Signatures ---------------------------------------------------------===//

// ATTRIBUTES for another result: what they say about the old one may not hold for it.
static AttributeList forResult(LLVMContext &C, AttributeList Attributes, Type *Old, Type *New,
                               unsigned Parameters) {
  if (Old == New)
    return Attributes;
  Attributes = Attributes.removeAttributesAtIndex(C, AttributeList::ReturnIndex);
  for (unsigned I = 0; I < Parameters; ++I)
    Attributes = Attributes.removeParamAttribute(C, I, Attribute::Returned);
  return Attributes;
}

extern "C" LLVMValueRef custody_seam_extended_function(LLVMValueRef FunctionRef, LLVMTypeRef Type) {
  Function &Old = *cast<Function>(unwrap(FunctionRef));
  auto *T = cast<FunctionType>(unwrap(Type));
  Function *New = Function::Create(T, Old.getLinkage(), Old.getAddressSpace());
  New->copyAttributesFrom(&Old);
  New->setAttributes(forResult(Old.getContext(), Old.getAttributes(), Old.getReturnType(),
                               T->getReturnType(), Old.arg_size()));
  New->setComdat(Old.getComdat());
  New->copyMetadata(&Old, 0);
  Old.getParent()->getFunctionList().insert(Old.getIterator(), New);
  New->takeName(&Old);
  New->splice(New->begin(), &Old);
  for (unsigned I = 0; I < Old.arg_size(); ++I) {
    New->getArg(I)->takeName(Old.getArg(I));
    Old.getArg(I)->replaceAllUsesWith(New->getArg(I));
  }
  Old.clearMetadata();
  return wrap(New);
}

extern "C" LLVMValueRef custody_seam_extended_call(LLVMValueRef CallRef, LLVMValueRef Callee,
                                                   LLVMValueRef *More, unsigned Count) {
  auto &Old = *cast<CallBase>(unwrap(CallRef));
  auto *F = cast<Function>(unwrap(Callee));
  SmallVector<Value *, 16> Arguments(Old.args());
  for (unsigned I = 0; I < Count; ++I)
    Arguments.push_back(unwrap(More[I]));
  SmallVector<OperandBundleDef, 1> Bundles;
  Old.getOperandBundlesAsDefs(Bundles);
  CallBase *New;
  if (auto *Invoke = dyn_cast<InvokeInst>(&Old)) {
    New = InvokeInst::Create(F->getFunctionType(), F, Invoke->getNormalDest(),
                             Invoke->getUnwindDest(), Arguments, Bundles, "", Old.getIterator());
  } else {
    auto *Call =
        CallInst::Create(F->getFunctionType(), F, Arguments, Bundles, "", Old.getIterator());
    Call->setTailCallKind(cast<CallInst>(Old).getTailCallKind());
    New = Call;
  }
  New->setCallingConv(Old.getCallingConv());
  New->setAttributes(forResult(F->getContext(), Old.getAttributes(), Old.getType(), New->getType(),
                               Old.arg_size()));
  New->copyMetadata(Old);
  if (!New->getType()->isVoidTy())
    New->takeName(&Old);
  return wrap(New);
}

//===-- Versions -----------------------------------------------------------===//

// Makes F a function that only the module knows.
static void makeInternal(Function &F) {
  F.setComdat(nullptr);
  F.setLinkage(GlobalValue::InternalLinkage);
  F.setVisibility(GlobalValue::DefaultVisibility);
  F.setDLLStorageClass(GlobalValue::DefaultStorageClass);
}

extern "C" LLVMValueRef custody_seam_copy_function(LLVMValueRef FunctionRef, const char *Name) {
  ValueToValueMapTy Map;
  Function *Copy = CloneFunction(cast<Function>(unwrap(FunctionRef)), Map);
  makeInternal(*Copy);
  Copy->setName(Name);
  for (BasicBlock &B : *Copy)
    for (Instruction &I : B)
      I.dropDbgRecords();
  return wrap(Copy);
}

extern "C" LLVMValueRef custody_seam_choose(LLVMValueRef FunctionRef, const char *Name,
                                            LLVMValueRef BareRef, LLVMValueRef FlagRef) {
  constexpr unsigned Small = 64; // instructions
  Function &F = *cast<Function>(unwrap(FunctionRef)), &Bare = *cast<Function>(unwrap(BareRef));
  LLVMContext &C = F.getContext();
  Function *Chooser = Function::Create(F.getFunctionType(), F.getLinkage(), F.getAddressSpace());
  Chooser->copyAttributesFrom(&F);
  Chooser->setComdat(F.getComdat());
  Chooser->setPersonalityFn(nullptr);
  // What control-flow integrity knows of the type, for one.
  SmallVector<std::pair<unsigned, MDNode *>, 4> Notes;
  F.getAllMetadata(Notes);
  for (auto [Kind, Note] : Notes)
    if (Kind != LLVMContext::MD_dbg)
      Chooser->addMetadata(Kind, *Note);
  // It needs no frame: it only jumps.
  Chooser->addFnAttr("frame-pointer", "none");
  F.getParent()->getFunctionList().insert(F.getIterator(), Chooser);
  Chooser->takeName(&F);
  F.replaceAllUsesWith(Chooser);
  F.setName(Name);
  makeInternal(F);
  auto *Entry = BasicBlock::Create(C, "", Chooser);
  BasicBlock *Jumps[] = {BasicBlock::Create(C, "bare", Chooser),
                         BasicBlock::Create(C, "instrumented", Chooser)};
  IRBuilder<> B(Entry);
  LoadInst *Tracking = B.CreateLoad(B.getInt32Ty(), unwrap(FlagRef), "custody.tracking");
  Tracking->setMetadata(LLVMContext::MD_nosanitize, MDNode::get(C, {}));
  // Link-time optimization may inline the bare version. It must not inline an instrumented one only because
  // that has one call: then each call would pay for its frame.
  B.CreateCondBr(B.CreateICmpEQ(Tracking, B.getInt32(0)), Jumps[0], Jumps[1],
                 MDBuilder(C).createBranchWeights(2, 1));
  SmallVector<Value *, 16> Arguments;
  for (Argument &A : Chooser->args())
    Arguments.push_back(&A);
  for (Function *Version : {&Bare, &F}) {
    B.SetInsertPoint(Jumps[Version == &F]);
    CallInst *Call = B.CreateCall(Version, Arguments);
    Call->setCallingConv(Version->getCallingConv());
    // Without attributes that are only for a function.
    Call->setAttributes(AttributeList::get(C, AttributeSet(), F.getAttributes().getRetAttrs(), [&] {
      SmallVector<AttributeSet, 16> Sets;
      for (unsigned I = 0; I < F.arg_size(); ++I)
        Sets.push_back(F.getAttributes().getParamAttrs(I));
      return Sets;
    }()));
    Call->setTailCallKind(CallInst::TCK_MustTail);
    if (Version == &F && F.getInstructionCount() > Small)
      Call->setIsNoInline();
    if (Call->getType()->isVoidTy())
      B.CreateRetVoid();
    else
      B.CreateRet(Call);
  }
  return wrap(Chooser);
}

//===-- Messages, constructors, types --------------------------------------===//

namespace {
// LLVMContext::emitError has no way to say "warning".
class Message : public DiagnosticInfo {
  const char *Text;

public:
  Message(DiagnosticSeverity Severity, const char *Text, int Kind = DK_FirstPluginKind)
      : DiagnosticInfo(Kind, Severity), Text(Text) {}
  void print(DiagnosticPrinter &Printer) const override { Printer << "Custody: " << Text; }
};
} // namespace

extern "C" void custody_seam_error(LLVMContextRef Context, const char *Text) {
  unwrap(Context)->diagnose(Message(DS_Error, Text));
}

extern "C" void custody_seam_role_error(LLVMModuleRef M, const char *Text) {
  bool Rust, Full;
  custody_seam_rust_units(M, &Rust, &Full);
  if (!Rust)
    return custody_seam_error(LLVMGetModuleContext(M), Text);
  unwrap(M)->getContext().diagnose(DiagnosticInfoInlineAsm(0, Twine("Custody: ") + Text));
}

// Clang prints no note that does not belong to a warning, and -Werror would make an error of that.
extern "C" void custody_seam_note(const char *Text) {
  errs() << "note: Custody: " << Text << "\n";
}

// rustc drops what plug-ins say, but prints what LLVM's readers of profiles say, and never fails for
// it. (It prints what LLVM's linker says too, but clang crashes at that while it links nothing.)
extern "C" void custody_seam_rust_warning(LLVMContextRef Context, const char *Text) {
  unwrap(Context)->diagnose(Message(DS_Warning, Text, DK_PGOProfile));
}

extern "C" void custody_seam_add_constructor(LLVMModuleRef M, LLVMValueRef Function, int Priority) {
  appendToGlobalCtors(*unwrap(M), cast<llvm::Function>(unwrap(Function)), Priority);
}

extern "C" void custody_seam_add_destructor(LLVMModuleRef M, LLVMValueRef Function, int Priority) {
  appendToGlobalDtors(*unwrap(M), cast<llvm::Function>(unwrap(Function)), Priority);
}

extern "C" void custody_seam_set_kcfi_type(LLVMModuleRef M, LLVMValueRef Function) {
  setKCFIType(*unwrap(M), *cast<llvm::Function>(unwrap(Function)), "_ZTSFvvE");
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

extern "C" LLVMMetadataRef custody_seam_element(LLVMMetadataRef Type, unsigned Index) {
  auto *Composite = dyn_cast_or_null<DICompositeType>(unwrap(Type));
  if (!Composite || Index >= Composite->getElements().size())
    return nullptr;
  return wrap(static_cast<Metadata *>(Composite->getElements()[Index]));
}

extern "C" LLVMMetadataRef custody_seam_base(LLVMMetadataRef Type) {
  Metadata *M = unwrap(Type);
  if (auto *Derived = dyn_cast_or_null<DIDerivedType>(M))
    return wrap(Derived->getBaseType());
  if (auto *Composite = dyn_cast_or_null<DICompositeType>(M))
    return wrap(Composite->getBaseType());
  return nullptr;
}

//===-- What debug info says of Rust ----------------------------------------===//

static bool isRust(const DICompileUnit *Unit) {
#if LLVM_VERSION_MAJOR >= 22
  return Unit && static_cast<uint16_t>(Unit->getSourceLanguage().getUnversionedName()) ==
                     dwarf::DW_LANG_Rust;
#else
  return Unit && Unit->getSourceLanguage() == dwarf::DW_LANG_Rust;
#endif
}

extern "C" bool custody_seam_is_rust(LLVMValueRef F) {
  const DISubprogram *SP = cast<Function>(unwrap(F))->getSubprogram();
  return SP && isRust(SP->getUnit());
}

extern "C" bool custody_seam_is_swift_error(LLVMValueRef V) {
  return unwrap(V)->isSwiftError();
}

extern "C" void custody_seam_rust_units(LLVMModuleRef M, bool *Any, bool *Full) {
  *Any = *Full = false;
  for (const DICompileUnit *Unit : unwrap(M)->debug_compile_units())
    if (isRust(Unit)) {
      *Any = true;
      *Full |= Unit->getEmissionKind() == DICompileUnit::FullDebug;
    }
}

extern "C" const char *custody_seam_function_name(LLVMValueRef I, size_t *Length) {
  const DebugLoc &Location = cast<Instruction>(unwrap(I))->getDebugLoc();
  const DISubprogram *SP = Location ? Location->getScope()->getSubprogram() : nullptr;
  StringRef Name = SP ? SP->getName() : StringRef();
  *Length = Name.size();
  return Name.data();
}

extern "C" const char *custody_seam_location_symbol(LLVMMetadataRef Location, size_t *Length) {
  const DISubprogram *SP = unwrap<DILocation>(Location)->getScope()->getSubprogram();
  StringRef Name = SP ? SP->getLinkageName() : StringRef();
  if (SP && Name.empty())
    Name = SP->getName();
  *Length = Name.size();
  return Name.data();
}

extern "C" const char *custody_seam_subprogram_name(LLVMValueRef F, size_t *Length) {
  const DISubprogram *SP = cast<Function>(unwrap(F))->getSubprogram();
  StringRef Name = SP ? SP->getName() : StringRef();
  *Length = Name.size();
  return Name.data();
}

extern "C" bool custody_seam_is_optimized(LLVMValueRef F) {
  const DISubprogram *SP = cast<Function>(unwrap(F))->getSubprogram();
  return !SP || SP->isOptimized();
}

extern "C" void custody_seam_drop_variables(LLVMModuleRef M) {
  for (Function &F : *unwrap(M))
    for (Instruction &I : instructions(F))
      I.dropDbgRecords();
  DebugInfoFinder Finder;
  Finder.processModule(*unwrap(M));
  for (DISubprogram *SP : Finder.subprograms())
    if (SP->isDistinct() && !SP->getRetainedNodes().empty())
      SP->replaceRetainedNodes(MDTuple::get(SP->getContext(), {}));
}

namespace {
// Finds out which source parameter each argument of a function holds. Only the
// first debug record of a variable counts, since the code may assign to it later.
class ParameterFinder {
  const Function &F;
  LLVMMetadataRef *Types;
  uint64_t *Offsets;
  SmallDenseSet<std::pair<const DILocalVariable *, uint64_t>, 8> Seen;
  SmallDenseMap<const AllocaInst *, const DILocalVariable *, 8> Spills;

  void assign(const DILocalVariable *Variable, uint64_t Offset, const Value *V) {
    auto *A = dyn_cast_or_null<Argument>(V);
    if (!Seen.insert({Variable, Offset}).second || !A || Types[A->getArgNo()])
      return;
    Types[A->getArgNo()] = wrap(Variable->getType());
    Offsets[A->getArgNo()] = Offset;
  }

  void record(const DbgVariableRecord &R) {
    const DILocalVariable *Variable = R.getVariable();
    const DIExpression *E = R.getExpression();
    std::optional<DIExpression::FragmentInfo> Fragment = E->getFragmentInfo();
    if (!Variable->getArg() || Variable->getScope() != F.getSubprogram() ||
        R.getDebugLoc().getInlinedAt() || R.getNumVariableLocationOps() != 1 ||
        E->getNumElements() != (Fragment ? 3 : 0))
      return;
    const Value *V = R.getVariableLocationOp(0);
    if (R.getType() != DbgVariableRecord::LocationType::Declare)
      assign(Variable, Fragment ? Fragment->OffsetInBits / 8 : 0, V);
    else if (auto *Local = dyn_cast_or_null<AllocaInst>(V); Local && !Fragment)
      Spills.insert({Local, Variable});
  }

public:
  ParameterFinder(const Function &F, LLVMMetadataRef *Types, uint64_t *Offsets)
      : F(F), Types(Types), Offsets(Offsets) {}

  void find() {
    for (const Instruction &I : F.getEntryBlock())
      for (const DbgVariableRecord &R : filterDbgVars(I.getDbgRecordRange()))
        record(R);
    const DataLayout &DL = F.getParent()->getDataLayout();
    for (const Instruction &I : F.getEntryBlock())
      if (auto *Store = dyn_cast<StoreInst>(&I)) {
        int64_t Offset = 0;
        auto *Local = dyn_cast<AllocaInst>(
            GetPointerBaseWithConstantOffset(Store->getPointerOperand(), Offset, DL));
        if (auto At = Local ? Spills.find(Local) : Spills.end(); At != Spills.end() && Offset >= 0)
          assign(At->second, static_cast<uint64_t>(Offset), Store->getValueOperand());
      }
  }
};
} // namespace

extern "C" void custody_seam_parameters(LLVMValueRef FunctionRef, LLVMMetadataRef *Types,
                                        uint64_t *Offsets) {
  const Function &F = *cast<Function>(unwrap(FunctionRef));
  for (unsigned I = 0; I < F.arg_size(); ++I) {
    Types[I] = nullptr;
    Offsets[I] = 0;
  }
  if (F.getSubprogram() && !F.isDeclaration())
    ParameterFinder(F, Types, Offsets).find();
}

extern "C" size_t custody_seam_variables(LLVMValueRef FunctionRef, custody_variable *Into,
                                         size_t Room) {
  Function &F = *cast<Function>(unwrap(FunctionRef));
  size_t Count = 0;
  for (BasicBlock &B : F)
    for (Instruction &I : B)
      for (DbgVariableRecord &R : filterDbgVars(I.getDbgRecordRange())) {
        const DILocalVariable *Variable = R.getVariable();
        std::optional<DIExpression::FragmentInfo> Fragment = R.getExpression()->getFragmentInfo();
        bool Plain = R.getExpression()->getNumElements() == (Fragment ? 3 : 0);
        if (!Plain || R.getDebugLoc().getInlinedAt() || R.isKillLocation() ||
            Variable->getScope()->getSubprogram() != F.getSubprogram() ||
            R.getNumVariableLocationOps() != 1 ||
            (R.getType() == DbgVariableRecord::LocationType::Declare && Fragment))
          continue;
        if (Count++ < Room)
          Into[Count - 1] = {wrap(Variable->getType()),
                             wrap(R.getVariableLocationOp(0)),
                             wrap(&I),
                             Fragment ? Fragment->OffsetInBits / 8 : 0,
                             R.getType() == DbgVariableRecord::LocationType::Declare,
                             Variable->getArg() != 0};
      }
  return Count;
}

// Whether SP is written in the crate that is being compiled. Functions of other
// crates come with what was inlined when those were compiled, so they say nothing
// about the flags of this compilation.
//
// File names are relative to the folder of the compilation, or all absolute, as
// in a kernel's build. Absolute ones are below the folder of the crate's root,
// which the unit names: "/src/lib.rs/@/lib.1a2b3c-cgu.0".
static bool isOfThisCrate(const DISubprogram *SP) {
  if (!SP->getUnit())
    return false;
  StringRef File = SP->getFilename(), Root = SP->getUnit()->getFilename();
  if (!File.starts_with("/"))
    return SP->getDirectory() == SP->getUnit()->getDirectory();
  Root = Root.substr(0, Root.find("/@/"));
  Root = Root.substr(0, Root.rfind('/') + 1);
  return Root.starts_with("/") && File.starts_with(Root);
}

extern "C" bool custody_seam_has_inlined(LLVMValueRef FunctionRef) {
  const Function &F = *cast<Function>(unwrap(FunctionRef));
  if (!F.getSubprogram() || !isOfThisCrate(F.getSubprogram()))
    return false;
  for (const BasicBlock &B : F)
    for (const Instruction &I : B)
      if (const DILocation *At = I.getDebugLoc() ? I.getDebugLoc()->getInlinedAt() : nullptr)
        if (At->getScope()->getSubprogram() == F.getSubprogram())
          return true;
  return false;
}

extern "C" bool custody_seam_demangle(const char *Symbol, char *Buffer, size_t Size) {
  std::string Name = demangle(StringRef(Symbol));
  if (Name == Symbol)
    return false;
  std::snprintf(Buffer, Size, "%s", Name.c_str());
  return true;
}
