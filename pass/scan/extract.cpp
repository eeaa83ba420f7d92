/*===- extract.cpp - statements and declarations -> facts -------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
#include "extract.h"

#include <clang/AST/Attr.h>
#include <clang/AST/DeclCXX.h>
#include <clang/AST/ExprCXX.h>
#include <clang/AST/Mangle.h>
#include <clang/AST/RecursiveASTVisitor.h>
#include <clang/AST/StmtCXX.h>
#include <clang/Basic/SourceManager.h>
#include <clang/Lex/Lexer.h>
#include <llvm/Support/Path.h>

using namespace clang;

namespace scan {

bool holdsPointer(QualType type, ASTContext &context) {
  if (type.isNull() || type->isDependentType())
    return false;
  if (type->isAnyPointerType() || type->isReferenceType() || type->isBlockPointerType() ||
      type->isArrayType())
    return true;
  return type->isIntegerType() && !type->isBooleanType() && !type->isIncompleteType() &&
         context.getTypeSize(type) >= context.getTypeSize(context.VoidPtrTy);
}

Place Extractor::place(SourceLocation location) const {
  const SourceManager &sources = context.getSourceManager();
  PresumedLoc at = sources.getPresumedLoc(sources.getExpansionLoc(location), false);
  Place p;
  if (at.isInvalid())
    return p;
  llvm::SmallString<256> path(at.getFilename());
  (void)sources.getFileManager().makeAbsolutePath(path);
  llvm::sys::path::remove_dots(path, true);
  p.file = std::string(path);
  p.line = at.getLine();
  p.column = at.getColumn();
  return p;
}

/* Returns the source text of S, on one line. Inside a macro it is the expanded text. */
std::string Extractor::text(const Stmt *s) const {
  std::string text;
  SourceRange range = s->getSourceRange();
  if (range.getBegin().isMacroID() || range.getEnd().isMacroID()) {
    llvm::raw_string_ostream stream(text);
    s->printPretty(stream, nullptr, context.getPrintingPolicy());
  } else {
    text = Lexer::getSourceText(CharSourceRange::getTokenRange(range), context.getSourceManager(),
                                context.getLangOpts())
               .str();
  }
  std::string line;
  for (char c : text) {
    bool blank = isspace((unsigned char)c);
    if (!blank)
      line += c;
    else if (!line.empty() && line.back() != ' ')
      line += ' ';
  }
  if (line.size() > 90) {
    size_t end = 87;
    while (((unsigned char)line[end] & 0xc0) == 0x80)
      end--; /* not inside a character */
    line = line.substr(0, end) + "...";
  }
  return line;
}

std::string Extractor::functionId(const FunctionDecl *d) const {
  std::string name = ASTNameGenerator(context).getName(d);
  if (name.empty())
    name = d->getQualifiedNameAsString();
  if (d->getFormalLinkage() == Linkage::External)
    return name;
  const FunctionDecl *definition = d->getDefinition();
  return name + "@" + place((definition ? definition : d->getCanonicalDecl())->getLocation()).file;
}

std::string Extractor::fieldName(const FieldDecl *field) const {
  const RecordDecl *record = field->getParent();
  /* All members of a union are one field, because a store to one changes the others. */
  if (record->isUnion())
    for (const FieldDecl *first : record->fields())
      if (!first->getName().empty()) {
        field = first;
        break;
      }
  while (record->isAnonymousStructOrUnion() && isa<RecordDecl>(record->getDeclContext()))
    record = cast<RecordDecl>(record->getDeclContext());
  std::string name = record->getNameAsString();
  if (name.empty() && record->getTypedefNameForAnonDecl())
    name = record->getTypedefNameForAnonDecl()->getNameAsString();
  if (name.empty()) {
    Place p = place(record->getLocation());
    name = "(" + llvm::sys::path::filename(p.file).str() + ":" + std::to_string(p.line) + ")";
  }
  return name + "." + field->getNameAsString();
}

bool Extractor::isObject(QualType type) const {
  return type->isRecordType() || type->isArrayType();
}

Extractor::Node Extractor::temporary() {
  return f.id + "/t" + std::to_string(++temporaries);
}

Extractor::Node Extractor::variable(const ValueDecl *v) {
  if (const auto *function = dyn_cast<FunctionDecl>(v))
    return "fn:" + functionId(function);
  if (const auto *p = dyn_cast<ParmVarDecl>(v)) {
    if (p->getDeclContext() != decl)
      return "";
    bool method = isa<CXXMethodDecl>(decl) && cast<CXXMethodDecl>(decl)->isInstance();
    Node node = f.id + "/%" + std::to_string(p->getFunctionScopeIndex() + method);
    if (p->getType()->isRecordType())
      f.objects.insert(node);
    return node;
  }
  const auto *var = dyn_cast<VarDecl>(v);
  if (!var)
    return "";
  if (var->hasGlobalStorage())
    return "g:" + var->getQualifiedNameAsString();
  Place at = place(var->getLocation());
  Node node = f.id + "/" + var->getNameAsString() + "@" + std::to_string(at.line) + ":" +
              std::to_string(at.column);
  if (isObject(var->getType()))
    f.objects.insert(node);
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
  if (!from.empty())
    flow(FlowKind::Use, from, "", where).text = what;
}

void Extractor::declare(const VarDecl *v) {
  const Expr *init = v->getInit();
  if (!init)
    return;
  Node node = variable(v);
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
      if (!inner->getBuiltinCallee())
        continue;
    for (const Stmt *child : s->children())
      todo.push_back(child);
  }
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
    Node from =
        decl->getReturnType()->isReferenceType() || isObject(e->getType()) ? address(e) : value(e);
    if (from.empty())
      return;
    if (holdsPointer(decl->getReturnType(), context) || isObject(decl->getReturnType()))
      flow(FlowKind::Copy, from, f.id + "/=", returned->getBeginLoc());
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
    if (const auto *ref = dyn_cast<DeclRefExpr>(target->IgnoreParenCasts()))
      assignments[ref->getDecl()]++;
  if (const auto *declaration = dyn_cast<DeclStmt>(s))
    for (const Decl *d : declaration->decls())
      if (const auto *v = dyn_cast<VarDecl>(d))
        assignments[v] += !v->getInit();
  for (const Stmt *child : s->children())
    countAssignments(child);
}

Function Extractor::run(const FunctionDecl *d) {
  f = Function();
  decl = d;
  temporaries = calls = 0;
  f.id = functionId(d);
  f.symbol = ASTNameGenerator(context).getName(d);
  f.display = d->getQualifiedNameAsString();
  f.place = place(d->getLocation());
  f.internal = d->getFormalLinkage() != Linkage::External;
  QualType result = d->getReturnType();
  f.returnsPointer = result->isAnyPointerType();
  std::string resultName = result.getAsString();
  f.yesIsSuccess = f.returnsPointer || result->isBooleanType() ||
                   llvm::StringRef(resultName).contains_insensitive("bool");
  if (const auto *method = dyn_cast<CXXMethodDecl>(d))
    if (method->isInstance()) {
      Parameter p;
      p.name = "this";
      p.type = method->getThisType().getAsString();
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
    p.callback = !pointee.isNull() && pointee->isFunctionType();
    p.object = type->isPointerType() && !p.callback;
    p.toConst = !pointee.isNull() && pointee.isConstQualified();
    p.text = !pointee.isNull() && pointee->isCharType();
    f.parameters.push_back(p);
  }
  if (d->doesThisDeclarationHaveABody() && !d->isDependentContext()) {
    f.defined = true;
    loopConditions.clear(), assignments.clear(), occurrences.clear();
    countAssignments(d->getBody());
    if (const auto *constructor = dyn_cast<CXXConstructorDecl>(d))
      for (const CXXCtorInitializer *init : constructor->inits())
        use(init->getInit()->isGLValue() ? address(init->getInit()) : value(init->getInit()),
            "stored by a constructor", init->getSourceLocation());
    statement(d->getBody());
    f.yesIsSuccess |= result->isIntegerType() && returnsTruth(d->getBody(), context);
    findOrder(d, context, occurrences, f);
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
  loopConditions.clear(), assignments.clear(), occurrences.clear();
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

class Visitor : public RecursiveASTVisitor<Visitor> {
public:
  explicit Visitor(ASTContext &context) : extractor(context) {}
  std::string text;

  bool shouldVisitTemplateInstantiations() const { return true; }
  bool VisitFunctionDecl(FunctionDecl *d) {
    if (d->isDependentContext() || !d->doesThisDeclarationHaveABody())
      return true;
    text += serialize(extractor.run(d));
    return true;
  }

  /* Tables of functions: `static const struct ops o = { .match = f };` */
  bool VisitVarDecl(VarDecl *v) {
    if (v->hasGlobalStorage() && v->getInit() && !v->getType()->isDependentType() &&
        !v->getInit()->isValueDependent())
      text += serialize(extractor.run(v));
    return true;
  }

private:
  Extractor extractor;
};

} // namespace

std::string extract(ASTContext &context) {
  Visitor visitor(context);
  visitor.TraverseDecl(context.getTranslationUnitDecl());
  return visitor.text;
}

} // namespace scan
