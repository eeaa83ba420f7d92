/*===- extract.cpp - statements and declarations -> facts -------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
#include "extract.h"
#include "store.h"

#include <clang/AST/Attr.h>
#include <clang/AST/DeclCXX.h>
#include <clang/AST/ExprCXX.h>
#include <clang/AST/RecursiveASTVisitor.h>
#include <clang/AST/StmtCXX.h>
#include <clang/Basic/SourceManager.h>
#include <llvm/Support/Path.h>

using namespace clang;

namespace scan {

/* NODE holds a pointer of TYPE. */
void Extractor::typed(const Node &node, QualType type) {
  if (node.empty() || node == CONSTANT || node.compare(0, 3, "fn:") == 0)
    return;
  Name to = pointee(type);
  if (!to.empty())
    f.types.emplace(node, to);
}

Extractor::Node Extractor::temporary() {
  return "t" + std::to_string(++temporaries);
}

/* Notes that the current function refers to D, so that its facts are needed too. */
void Extractor::refer(const Decl *d) {
  if (referred.insert(d->getCanonicalDecl()).second)
    referenced.push_back(d);
}

Extractor::Node Extractor::variable(const ValueDecl *v) {
  if (const auto *function = dyn_cast<FunctionDecl>(v)) {
    refer(function);
    return "fn:" + functionId(function);
  }
  if (const auto *p = dyn_cast<ParmVarDecl>(v)) {
    if (!decl || p->getDeclContext() != decl)
      return "";
    bool method = isa<CXXMethodDecl>(decl) && cast<CXXMethodDecl>(decl)->isInstance();
    Node node = "%" + std::to_string(p->getFunctionScopeIndex() + method);
    if (p->getType()->isRecordType())
      f.objects.insert(node);
    return node;
  }
  const auto *var = dyn_cast<VarDecl>(v);
  if (!var)
    return "";
  if (var->hasGlobalStorage()) {
    refer(var);
    Node node = "g:" + var->getQualifiedNameAsString();
    typed(node, var->getType());
    return node;
  }
  unsigned &number = locals[v];
  if (!number)
    number = (unsigned)locals.size();
  Node node = "v" + std::to_string(number);
  if (isObject(var->getType()))
    f.objects.insert(node);
  typed(node, var->getType());
  return node;
}

Flow &Extractor::flow(FlowKind kind, const Node &from, const Node &to, SourceLocation where) {
  Flow flow;
  flow.kind = kind;
  flow.from = from;
  flow.to = to;
  flow.place = place(where);
  f.flows.push_back(std::move(flow));
  return f.flows.back();
}

void Extractor::use(const Node &from, const char *what, SourceLocation where) {
  if (!from.empty() && from != CONSTANT)
    flow(FlowKind::Use, from, "", where).text = what;
}

void Extractor::declare(const VarDecl *v) {
  const Expr *init = v->getInit();
  if (!init)
    return;
  Node node = variable(v);
  if (v->hasGlobalStorage())
    return; /* its facts are those of a global variable */
  if (isObject(v->getType())) {
    initialize(node, v->getType(), init);
    return;
  }
  Node from = v->getType()->isReferenceType() ? address(init) : value(init);
  if (!from.empty() && !node.empty() && holdsPointer(v->getType(), context))
    flow(FlowKind::Copy, from, node, v->getLocation());
  if (v->hasAttr<CleanupAttr>())
    use(node, "passed to a cleanup function", v->getLocation());
}

/* E decides a branch. If LOOP, its comparisons may be the end of the loop. */
void Extractor::condition(const Expr *e, bool loop) {
  std::vector<const Stmt *> todo{e};
  while (!todo.empty()) {
    const Stmt *s = todo.back();
    todo.pop_back();
    if (!s || isa<StmtExpr>(s))
      continue;
    if (loop && isa<BinaryOperator>(s))
      loopConditions.insert(s);
    if (const auto *inner = dyn_cast<CallExpr>(s))
      if (!inner->getBuiltinCallee()) {
        if (loop)
          loopConditions.insert(inner);
        continue;
      }
    for (const Stmt *child : s->children())
      todo.push_back(child);
  }
  if (!difference(e))
    value(e);
}

void Extractor::statement(const Stmt *s) {
  if (!s)
    return;
  if (const auto *e = dyn_cast<Expr>(s)) {
    value(e);
  } else if (const auto *declaration = dyn_cast<DeclStmt>(s)) {
    for (const Decl *d : declaration->decls())
      if (const auto *v = dyn_cast<VarDecl>(d))
        declare(v);
  } else if (const auto *returned = dyn_cast<ReturnStmt>(s)) {
    const Expr *e = returned->getRetValue();
    if (!e)
      return;
    occurs(returned, UseKind::Return, e);
    Node from =
        decl->getReturnType()->isReferenceType() || isObject(e->getType()) ? address(e) : value(e);
    if (from.empty())
      return;
    if (holdsPointer(decl->getReturnType(), context) || isObject(decl->getReturnType()))
      flow(FlowKind::Copy, from, "=", returned->getBeginLoc());
  } else if (const auto *branch = dyn_cast<IfStmt>(s)) {
    statement(branch->getInit());
    statement(branch->getConditionVariableDeclStmt());
    condition(branch->getCond(), false);
    statement(branch->getThen());
    statement(branch->getElse());
  } else if (const auto *loop = dyn_cast<ForStmt>(s)) {
    statement(loop->getInit());
    statement(loop->getConditionVariableDeclStmt());
    if (loop->getCond())
      condition(loop->getCond(), true);
    statement(loop->getInc());
    statement(loop->getBody());
  } else if (const auto *loop = dyn_cast<WhileStmt>(s)) {
    statement(loop->getConditionVariableDeclStmt());
    condition(loop->getCond(), true);
    statement(loop->getBody());
  } else if (const auto *loop = dyn_cast<DoStmt>(s)) {
    statement(loop->getBody());
    condition(loop->getCond(), true);
  } else if (const auto *assembly = dyn_cast<AsmStmt>(s)) {
    for (const Stmt *child : assembly->children())
      if (const auto *operand = dyn_cast_or_null<Expr>(child))
        use(operand->isGLValue() ? read(operand) : value(operand), "passed to assembly",
            operand->getBeginLoc());
  } else {
    for (const Stmt *child : s->children())
      statement(child);
  }
}

/* Counts assignments. A variable that is assigned only in its declaration always has one value. */
void Extractor::countAssignments(const Stmt *s) {
  if (!s)
    return;
  const Expr *target = nullptr;
  if (const auto *binary = dyn_cast<BinaryOperator>(s))
    target = binary->isAssignmentOp() ? binary->getLHS() : nullptr;
  else if (const auto *unary = dyn_cast<UnaryOperator>(s))
    target = unary->isIncrementDecrementOp() || unary->getOpcode() == UO_AddrOf
                 ? unary->getSubExpr()
                 : nullptr;
  if (target)
    if (const auto *ref = dyn_cast<DeclRefExpr>(target->IgnoreParenCasts())) {
      assignments[ref->getDecl()]++;
      if (isa<UnaryOperator>(s) && cast<UnaryOperator>(s)->getOpcode() == UO_AddrOf)
        addressTaken.insert(ref->getDecl());
      onlyValue.erase(ref->getDecl());
    }
  if (const auto *member = dyn_cast_or_null<MemberExpr>(target))
    if (const auto *ref = dyn_cast<DeclRefExpr>(member->getBase()->IgnoreParens()))
      if (!member->isArrow() && isa<BinaryOperator>(s) && isa<FieldDecl>(member->getMemberDecl()))
        members[ref->getDecl()].emplace_back(cast<FieldDecl>(member->getMemberDecl()),
                                             cast<BinaryOperator>(s)->getRHS());
  if (const auto *declaration = dyn_cast<DeclStmt>(s))
    for (const Decl *d : declaration->decls())
      if (const auto *v = dyn_cast<VarDecl>(d)) {
        assignments[v] += !v->getInit();
        if (v->getInit() && !v->getType()->isReferenceType())
          onlyValue[v] = v->getInit();
        const auto *list = dyn_cast_or_null<InitListExpr>(v->getInit());
        const RecordDecl *record = list ? v->getType()->getAsRecordDecl() : nullptr;
        if (!record || record->isUnion())
          continue;
        unsigned i = 0;
        for (const FieldDecl *field : record->fields())
          if (!field->isUnnamedBitField() && i < list->getNumInits())
            members[v].emplace_back(field, list->getInit(i++));
      }
  for (const Stmt *child : s->children())
    countAssignments(child);
}

void Extractor::forget() {
  loopConditions.clear(), assignments.clear(), occurrences.clear();
  addressTaken.clear(), onlyValue.clear(), members.clear(), locals.clear();
}

Function Extractor::run(const FunctionDecl *d) {
  f = Function();
  decl = d;
  temporaries = calls = 0;
  f.id = functionId(d);
  f.symbol = names.getName(d);
  f.display = d->getQualifiedNameAsString();
  f.place = place(d->getLocation());
  f.internal = d->getFormalLinkage() != Linkage::External;
  QualType result = d->getReturnType();
  f.returnsPointer = result->isAnyPointerType();
  std::string resultName = result.getAsString();
  f.result = resultName;
  f.resultPointee = pointee(result);
  for (const auto *note : d->specific_attrs<AnnotateAttr>())
    if (note->getAnnotation().starts_with("custody."))
      f.roles.emplace_back(note->getAnnotation().drop_front(sizeof "custody." - 1).str());
  f.yesIsSuccess = f.returnsPointer || result->isBooleanType() ||
                   llvm::StringRef(resultName).contains_insensitive("bool");
  if (const auto *method = dyn_cast<CXXMethodDecl>(d))
    if (method->isInstance()) {
      Parameter p;
      p.name = "this";
      p.type = method->getThisType().getAsString();
      p.pointee = pointee(method->getThisType());
      p.object = true;
      f.parameters.push_back(p);
    }
  for (const ParmVarDecl *v : d->parameters()) {
    Parameter p;
    QualType type = v->getType();
    QualType pointee =
        type->isPointerType() || type->isReferenceType() ? type->getPointeeType() : QualType();
    p.name = v->getNameAsString();
    p.type = type.getAsString();
    p.pointee = this->pointee(type);
    p.callback = !pointee.isNull() && pointee->isFunctionType();
    p.object = type->isPointerType() && !p.callback;
    p.toConst = !pointee.isNull() && pointee.isConstQualified();
    p.text = !pointee.isNull() && pointee->isCharType();
    f.parameters.push_back(p);
  }
  if (d->doesThisDeclarationHaveABody() && !d->isDependentContext()) {
    f.defined = true;
    forget();
    countAssignments(d->getBody());
    if (const auto *constructor = dyn_cast<CXXConstructorDecl>(d))
      for (const CXXCtorInitializer *init : constructor->inits())
        use(init->getInit()->isGLValue() ? address(init->getInit()) : value(init->getInit()),
            "stored by a constructor", init->getSourceLocation());
    statement(d->getBody());
    f.yesIsSuccess |= result->isIntegerType() && returnsTruth(d->getBody(), context);
    std::vector<const Occurrence *> used = findOrder(d, context, occurrences, f);
    for (size_t i = 0; i < used.size(); i++) {
      Use &use = f.uses[i];
      use.text =
          use.kind == UseKind::Upcast ? used[i]->root->getNameAsString() : text(used[i]->value);
      if (use.kind == UseKind::Argument && use.path.empty())
        use.recover = recover(used[i]->value);
    }
    if (!f.again.empty())
      f.include = include();
  }
  return std::move(f);
}

/* Returns the facts of a global variable's initializer, as if a function had stored the values. */
Function Extractor::run(const VarDecl *v) {
  f = Function();
  decl = nullptr;
  temporaries = calls = 0;
  forget();
  f.place = place(v->getLocation());
  f.id = "init:" + v->getNameAsString() + "@" + f.place.file + ":" + std::to_string(f.place.line);
  f.symbol = f.display = v->getNameAsString();
  f.internal = f.defined = true;
  std::string node = "g:" + v->getQualifiedNameAsString();
  if (isObject(v->getType())) {
    initialize(node, v->getType(), v->getInit());
  } else {
    Node from = value(v->getInit());
    if (!from.empty())
      flow(FlowKind::Store, from, node, v->getLocation()).field = node;
  }
  return std::move(f);
}

namespace {

/* Collects the facts of a C++ file. */
class Visitor : public RecursiveASTVisitor<Visitor> {
public:
  Visitor(Extractor &extractor, Facts &facts) : extractor(extractor), facts(facts) {}

  bool shouldVisitTemplateInstantiations() const { return true; }
  bool VisitFunctionDecl(FunctionDecl *d) {
    if (!d->isDependentContext() && d->doesThisDeclarationHaveABody())
      facts.add(extractor.run(d));
    return true;
  }

  /* Tables of functions: `static const struct ops o = { .match = f };` */
  bool VisitVarDecl(VarDecl *v) {
    if (v->hasGlobalStorage() && v->getInit() && !v->getType()->isDependentType() &&
        !v->getInit()->isValueDependent())
      facts.add(extractor.run(v));
    return true;
  }

private:
  Extractor &extractor;
  Facts &facts;
};

/* Whether D is in a header. A file that is included under another name, such as "part.c", is a part
 * of the file that includes it. */
bool inHeader(const Decl *d, const SourceManager &sources) {
  FileID file = sources.getDecomposedExpansionLoc(d->getLocation()).first;
  if (file == sources.getMainFileID())
    return false;
  auto entry = sources.getFileEntryRefForID(file);
  return !entry || llvm::sys::path::extension(entry->getName()).starts_with(".h");
}

} // namespace

std::string extract(ASTContext &context) {
  Extractor extractor(context);
  Facts facts;
  if (context.getLangOpts().CPlusPlus) {
    Visitor visitor(extractor, facts);
    visitor.TraverseDecl(context.getTranslationUnitDecl());
    return facts.text();
  }
  for (const Decl *d : context.getTranslationUnitDecl()->decls())
    if ((isa<FunctionDecl>(d) || isa<VarDecl>(d)) && !inHeader(d, context.getSourceManager()))
      extractor.refer(d);
  while (!extractor.referenced.empty()) {
    const Decl *d = extractor.referenced.front();
    extractor.referenced.pop_front();
    if (const auto *function = dyn_cast<FunctionDecl>(d)) {
      if (const FunctionDecl *definition = function->getDefinition())
        facts.add(extractor.run(definition));
      else if (function->hasAttr<AnnotateAttr>()) /* a boundary in another program */
        facts.add(extractor.run(function));
      continue;
    }
    const VarDecl *init = nullptr;
    if (cast<VarDecl>(d)->getAnyInitializer(init) && init)
      facts.add(extractor.run(init));
  }
  return facts.text();
}

} // namespace scan
