/*===- expressions.cpp - expressions -> facts -------------------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/* value() returns the node of an expression's value. An expression of an unknown kind counts as a
 * use that no key has. */
#include "extract.h"

#include <clang/AST/Attr.h>
#include <clang/AST/ExprCXX.h>

using namespace clang;

namespace scan {

static bool isNothing(const Expr *e, ASTContext &context) {
  return e->isNullPointerConstant(context, Expr::NPC_ValueDependentIsNull) ||
         e->isEvaluatable(context);
}

/* Whether the subtraction E may lead from a member to the object around it: by a constant, or at least
 * not from characters, in which code goes back to what it wrote before. */
static bool isOffset(const BinaryOperator *e, ASTContext &context) {
  const Expr *by = e->getRHS();
  QualType pointee = e->getType()->getPointeeType();
  return by->isValueDependent() || by->isEvaluatable(context) ||
         (!pointee.isNull() && pointee->isVoidType());
}

static bool isText(const Expr *e) {
  QualType pointee = e->IgnoreParenImpCasts()->getType()->getPointeeType();
  return !pointee.isNull() && pointee->isCharType();
}

/* Returns what the comparison COMPARE shows about a pointer that is compared with E. */
CompareKind Extractor::comparedWith(const Expr *e, const BinaryOperator *compare) const {
  /* `a == b || strcmp(a, b) == 0`: strings are compared by their contents. */
  if (isText(compare->getLHS()) && isText(compare->getRHS()))
    return CompareKind::Nothing;
  e = e->IgnoreParenCasts();
  bool equality =
      compare->isEqualityOp() || compare->getOpcode() == BO_Xor || compare->getOpcode() == BO_Sub;
  if (!equality || isNothing(e, context))
    return CompareKind::Nothing;
  bool bound = loopConditions.count(compare);
  if (const auto *unary = dyn_cast<UnaryOperator>(e)) {
    if (unary->getOpcode() == UO_AddrOf) {
      const Expr *inner = unary->getSubExpr()->IgnoreParenCasts();
      while (const auto *member = dyn_cast<MemberExpr>(inner)) {
        if (member->isArrow())
          return bound ? CompareKind::Bound : CompareKind::Value;
        inner = member->getBase()->IgnoreParenCasts();
      }
      if (isa<DeclRefExpr>(inner))
        return CompareKind::Nothing; /* a static or local object */
      return bound ? CompareKind::Bound : CompareKind::Value;
    }
    if (unary->getOpcode() == UO_Deref)
      return CompareKind::Stored;
  }
  if (const auto *member = dyn_cast<MemberExpr>(e)) {
    /* `l->next != end` is the end of a loop; `l->data != key` is a lookup. */
    if (bound && member->getType()->isPointerType() && member->isArrow()) {
      QualType own = member->getBase()->getType()->getPointeeType();
      if (context.hasSameUnqualifiedType(own, member->getType()->getPointeeType()))
        return CompareKind::Bound;
    }
    return CompareKind::Stored;
  }
  if (isa<ArraySubscriptExpr>(e))
    return CompareKind::Stored;
  if (const auto *ref = dyn_cast<DeclRefExpr>(e)) {
    if (isa<ParmVarDecl>(ref->getDecl()))
      return bound && assignments.count(ref->getDecl()) ? CompareKind::Bound
                                                        : CompareKind::Parameter;
    if (const auto *v = dyn_cast<VarDecl>(ref->getDecl()))
      if (v->hasGlobalStorage())
        return CompareKind::Stored;
    return bound ? CompareKind::Bound : CompareKind::Value;
  }
  return bound ? CompareKind::Bound : CompareKind::Value;
}

void Extractor::compare(const BinaryOperator *e, const Node &a, const Node &b) {
  auto one = [&](const Expr *value, const Node &from, const Expr *other, const Node &to) {
    if (from.empty() || from == CONSTANT)
      return;
    Flow &flow = this->flow(FlowKind::Compare, from, to, e->getOperatorLoc());
    flow.compare = comparedWith(other, e);
    if (flow.compare != CompareKind::Nothing)
      flow.text = text(e);
    if (flow.compare == CompareKind::Stored || flow.compare == CompareKind::Value)
      if (Occurrence *o = occurs(e, UseKind::Compare, value)) {
        o->use.other = to;
        o->unequal = e->getOpcode() != BO_EQ;
      }
  };
  one(e->getLHS(), a, e->getRHS(), b);
  one(e->getRHS(), b, e->getLHS(), a);
}

/* `a ^ b` and `a - b` in a condition compare a with b. Returns whether E is one of these. */
bool Extractor::difference(const Expr *e) {
  const auto *binary = dyn_cast<BinaryOperator>(e->IgnoreParenCasts());
  if (!binary || (binary->getOpcode() != BO_Xor && binary->getOpcode() != BO_Sub) ||
      isNothing(binary->getLHS(), context) || isNothing(binary->getRHS(), context) ||
      !holdsPointer(binary->getLHS()->getType(), context) ||
      !holdsPointer(binary->getRHS()->getType(), context))
    return false;
  Node a = value(binary->getLHS()), b = value(binary->getRHS());
  compare(binary, a, b);
  return true;
}

/* Returns the identity of E, or an empty one. Two expressions with the same identity have the same
 * value as long as their root is not assigned: variables, calls of one function with such a variable,
 * members of what it points to, and copies. */
Extractor::Value Extractor::identity(const Expr *e, unsigned depth) {
  Value none;
  e = e->IgnoreParenCasts();
  if (depth > 6)
    return none;
  if (const auto *ref = dyn_cast<DeclRefExpr>(e)) {
    const auto *v = dyn_cast<VarDecl>(ref->getDecl());
    if (!v || v->hasGlobalStorage() || !holdsPointer(v->getType(), context) ||
        v->getType()->isReferenceType() || v->getType()->isArrayType() || addressTaken.count(v))
      return none;
    auto copied = onlyValue.find(v);
    if (copied != onlyValue.end()) {
      Value other = identity(copied->second, depth + 1);
      if (other.root && other.maker.empty() && !assignments.lookup(other.root))
        return other;
    }
    Value value;
    value.root = v;
    value.identity = std::to_string(v->getLocation().getRawEncoding());
    return value;
  }
  if (const auto *block = dyn_cast<StmtExpr>(e)) { /* container_of() */
    const auto *last = dyn_cast_or_null<Expr>(
        block->getSubStmt()->body_empty() ? nullptr : block->getSubStmt()->body_back());
    return last ? identity(last, depth + 1) : none;
  }
  if (const auto *binary = dyn_cast<BinaryOperator>(e)) {
    if (binary->getOpcode() != BO_Sub || !isNothing(binary->getRHS(), context))
      return none;
    Value inner = identity(binary->getLHS(), depth + 1);
    inner.container = true;
    return inner;
  }
  if (const auto *unary = dyn_cast<UnaryOperator>(e)) {
    if (unary->getOpcode() == UO_Extension)
      return identity(unary->getSubExpr(), depth + 1);
    const auto *member = unary->getOpcode() == UO_AddrOf
                             ? dyn_cast<MemberExpr>(unary->getSubExpr()->IgnoreParens())
                             : nullptr;
    if (!member || !member->isArrow())
      return none;
    Value inner = identity(member->getBase(), depth + 1);
    if (!inner.root || inner.container)
      return none;
    inner.identity += "." + member->getMemberDecl()->getNameAsString();
    return inner;
  }
  const auto *c = dyn_cast<CallExpr>(e);
  if (!c || !c->getDirectCallee() || !c->getType()->isPointerType() || c->getNumArgs() != 1 ||
      !isa<DeclRefExpr>(c->getArg(0)->IgnoreParenCasts()))
    return none;
  Value inner = identity(c->getArg(0), depth + 1);
  if (!inner.root || !inner.maker.empty())
    return none;
  inner.maker = functionId(c->getDirectCallee());
  inner.identity = inner.maker + "(" + inner.identity + ")";
  return inner;
}

/* Notes a use of VALUE, if it has an identity. */
Occurrence *Extractor::occurs(const Stmt *statement, UseKind kind, const Expr *value) {
  Value what = identity(value);
  if (!what.root)
    return nullptr;
  Occurrence o{statement, value, what.root, what.identity, false, Use()};
  o.use.kind = kind, o.use.container = what.container, o.use.maker = what.maker;
  const auto *binary = dyn_cast<BinaryOperator>(statement);
  o.use.place = place(binary ? binary->getOperatorLoc() : value->getBeginLoc());
  occurrences.push_back(std::move(o));
  return &occurrences.back();
}

/* ARGUMENT is argument INDEX of the call E. Notes what is passed: a value, or the address of a local
 * struct with values in it. */
void Extractor::passes(const CallExpr *e, const Call &made, unsigned index, const Expr *argument) {
  if (Occurrence *o = occurs(e, UseKind::Argument, argument)) {
    o->use.call = made.id, o->use.index = index;
    return;
  }
  const auto *unary = dyn_cast<UnaryOperator>(argument->IgnoreParenCasts());
  const auto *ref = unary && unary->getOpcode() == UO_AddrOf
                        ? dyn_cast<DeclRefExpr>(unary->getSubExpr()->IgnoreParens())
                        : nullptr;
  auto stored = ref ? members.find(ref->getDecl()) : members.end();
  if (stored == members.end())
    return;
  for (const auto &[field, value] : stored->second)
    if (Occurrence *o = occurs(e, UseKind::Argument, value)) {
      o->use.call = made.id, o->use.index = index;
      o->use.path = fieldName(field);
    }
}

/* E is an expression of an unknown kind. */
void Extractor::rest(const Expr *e) {
  for (const Stmt *child : e->children()) {
    const auto *part = dyn_cast_or_null<Expr>(child);
    if (!part) {
      statement(child);
      continue;
    }
    use(part->isGLValue() && !part->getType()->isFunctionType() ? address(part) : value(part),
        "used in a way that is not followed", part->getBeginLoc());
  }
}

Extractor::Node Extractor::choice(const Expr *e, const Expr *a, const Expr *b) {
  Node first = value(a), second = value(b);
  if (!holdsPointer(e->getType(), context) && !isObject(e->getType()))
    return "";
  if (first.empty() || second.empty() || first == second)
    return first.empty() ? second : first;
  Node to = temporary();
  flow(FlowKind::Copy, first, to, e->getExprLoc());
  flow(FlowKind::Copy, second, to, e->getExprLoc());
  return to;
}

Extractor::Node Extractor::binary(const BinaryOperator *e) {
  const Expr *left = e->getLHS(), *right = e->getRHS();
  if (e->getOpcode() == BO_Assign) {
    Node from = isObject(right->getType()) ? address(right) : value(right);
    assign(left, from, e->getOperatorLoc());
    return from;
  }
  if (e->isCompoundAssignmentOp()) {
    Node step = value(right), at = read(left);
    use(step, "used in arithmetic", e->getOperatorLoc());
    Node to;
    if (!at.empty()) {
      to = temporary();
      flow(FlowKind::Derive, at, to, e->getOperatorLoc());
    }
    assign(left, to, e->getOperatorLoc());
    return at;
  }
  if (e->getOpcode() == BO_Comma) {
    value(left);
    return value(right);
  }
  if (e->isLogicalOp()) {
    condition(left, loopConditions.count(e));
    condition(right, loopConditions.count(e));
    return "";
  }
  if (e->isEqualityOp() && ((isNothing(right, context) && difference(left)) ||
                            (isNothing(left, context) && difference(right))))
    return "";
  Node a = value(left), b = value(right);
  if (e->isComparisonOp()) {
    compare(e, a, b);
    return "";
  }
  bool pointer = e->getType()->isPointerType();
  if (pointer && a == CONSTANT)
    a.clear();
  if (pointer && b == CONSTANT)
    b.clear();
  if (a.empty() && b.empty())
    return "";
  bool difference = left->getType()->isPointerType() && right->getType()->isPointerType();
  if (difference)
    for (const Node &from : {a, b})
      use(from, "used in arithmetic", e->getOperatorLoc());
  if (difference || !(e->isAdditiveOp() || e->getOpcode() == BO_And || e->getOpcode() == BO_Or)) {
    /* This may be a hash. No pointer is made from it again. */
    return "";
  }
  if (!holdsPointer(e->getType(), context))
    return "";
  if (e->getOpcode() == BO_Sub && !isNothing(left, context) && !a.empty() && isOffset(e, context)) {
    Node to = temporary();
    flow(FlowKind::Upcast, a, to, e->getOperatorLoc()).text = text(e);
    if (Occurrence *o = occurs(e, UseKind::Upcast, left))
      o->use.other = to;
    return to;
  }
  Node to = temporary();
  for (const Node &from : {a, b})
    if (!from.empty())
      flow(FlowKind::Derive, from, to, e->getOperatorLoc());
  return to;
}

Extractor::Node Extractor::unary(const UnaryOperator *e) {
  switch (e->getOpcode()) {
  case UO_AddrOf: {
    Node node = address(e->getSubExpr());
    return node;
  }
  case UO_Deref:
    return e->getType()->isFunctionType() ? value(e->getSubExpr()) : address(e);
  case UO_LNot:
    condition(e->getSubExpr(), loopConditions.count(e));
    return "";
  case UO_Extension:
  case UO_Plus:
    return value(e->getSubExpr());
  default:
    if (e->isIncrementDecrementOp()) {
      Node at = read(e->getSubExpr());
      if (!at.empty() && e->getSubExpr()->getType()->isPointerType())
        use(at, "moved", e->getOperatorLoc());
      else
        assign(e->getSubExpr(), "", e->getOperatorLoc());
      return at;
    }
    value(e->getSubExpr());
    return "";
  }
}

Extractor::Node Extractor::conversion(const CastExpr *e) {
  const Expr *from = e->getSubExpr();
  switch (e->getCastKind()) {
  case CK_LValueToRValue:
    return read(from);
  case CK_ArrayToPointerDecay:
  case CK_FunctionToPointerDecay:
    return address(from);
  case CK_BuiltinFnToFnPtr:
    return "";
  case CK_LValueBitCast:
    return address(from);
  default: {
    Node node = from->isGLValue() ? address(from) : value(from);
    typed(node, e->getType());
    return holdsPointer(e->getType(), context) || isObject(e->getType()) ? node : "";
  }
  }
}

/* Whether E is a virtual call, so that its object decides which function is called. */
static bool mayBeOverridden(const CallExpr *e, const FunctionDecl *callee) {
  const auto *method = dyn_cast<CXXMethodDecl>(callee);
  if (!method || !method->isVirtual() || method->hasAttr<FinalAttr>() ||
      method->getParent()->isEffectivelyFinal())
    return false;
  const auto *member = dyn_cast<MemberExpr>(e->getCallee()->IgnoreParens());
  return !member || !member->hasQualifier();
}

Extractor::Node Extractor::call(const CallExpr *e) {
  const FunctionDecl *callee = e->getDirectCallee();
  if (callee && callee->getBuiltinID()) {
    llvm::StringRef name = callee->getName();
    if (name.starts_with("__builtin_expect") || name == "__builtin_assume_aligned")
      return value(e->getArg(0));
    if (name == "__builtin_constant_p" || name == "__builtin_object_size")
      return "";
  }
  Call made;
  made.id = "c" + std::to_string(++calls);
  made.result = holdsPointer(e->getType(), context) || isObject(e->getType()) ? temporary() : "";
  made.answers = made.result.empty() && !e->getType()->isVoidType();
  made.place = place(e->getBeginLoc());
  std::vector<const Expr *> arguments;
  const auto *method = dyn_cast<CXXMemberCallExpr>(e);
  if (method && method->getImplicitObjectArgument())
    arguments.push_back(method->getImplicitObjectArgument());
  arguments.insert(arguments.end(), e->arg_begin(), e->arg_end());
  if (callee && !mayBeOverridden(e, callee)) {
    made.callee = functionId(callee);
    refer(callee);
  }
  if (!callee && !isa<CXXPseudoDestructorExpr>(e->getCallee()))
    made.target = method ? "" : value(e->getCallee());
  for (unsigned i = 0; i < arguments.size(); i++) {
    const Expr *argument = arguments[i];
    Node node = argument->isGLValue() || isObject(argument->getType()) ? address(argument)
                                                                       : value(argument);
    /* `warning("%p is not there", key)` only prints it. */
    if (callee && i >= callee->getNumParams() && callee->hasAttr<FormatAttr>() && !isText(argument))
      node.clear();
    made.arguments.push_back(node);
    if (node.empty() || node == CONSTANT)
      continue;
    Flow &passed = flow(FlowKind::Argument, node, made.id, argument->getBeginLoc());
    passed.index = i;
    passed.bound = loopConditions.count(e);
    passes(e, made, i, argument);
  }
  typed(made.result, e->getType());
  f.calls.push_back(made);
  return made.result;
}

Extractor::Node Extractor::construct(const CXXConstructExpr *e) {
  for (const Expr *argument : e->arguments())
    use(argument->isGLValue() ? address(argument) : value(argument), "passed to a constructor",
        argument->getBeginLoc());
  return "";
}

Extractor::Node Extractor::value(const Expr *e) {
  if (!e || e->isTypeDependent() || isa<UnaryExprOrTypeTraitExpr>(e) || isa<OffsetOfExpr>(e))
    return "";
  if (const auto *paren = dyn_cast<ParenExpr>(e))
    return value(paren->getSubExpr());
  if (const auto *full = dyn_cast<FullExpr>(e))
    return value(full->getSubExpr());
  if (const auto *c = dyn_cast<CastExpr>(e))
    return conversion(c);
  if (const auto *b = dyn_cast<BinaryOperator>(e))
    return binary(b);
  if (const auto *u = dyn_cast<UnaryOperator>(e))
    return unary(u);
  if (const auto *c = dyn_cast<CallExpr>(e))
    return call(c);
  if (const auto *c = dyn_cast<CXXConstructExpr>(e))
    return construct(c);
  if (const auto *c = dyn_cast<ConditionalOperator>(e)) {
    condition(c->getCond(), loopConditions.count(e));
    return choice(e, c->getTrueExpr(), c->getFalseExpr());
  }
  if (const auto *c = dyn_cast<BinaryConditionalOperator>(e))
    return choice(e, c->getCommon(), c->getFalseExpr());
  if (const auto *opaque = dyn_cast<OpaqueValueExpr>(e))
    return opaque->getSourceExpr() ? value(opaque->getSourceExpr()) : "";
  if (isa<CXXThisExpr>(e))
    return "%0";
  if (const auto *gone = dyn_cast<CXXDeleteExpr>(e)) {
    use(value(gone->getArgument()), "freed", e->getBeginLoc());
    return "";
  }
  if (isa<DeclRefExpr>(e) || isa<MemberExpr>(e) || isa<ArraySubscriptExpr>(e) ||
      isa<CompoundLiteralExpr>(e))
    return address(e);
  if (isa<IntegerLiteral>(e) || isa<GNUNullExpr>(e) || isa<CXXNullPtrLiteralExpr>(e))
    return CONSTANT;
  if (isa<StringLiteral>(e))
    return "";
  if (const auto *lambda = dyn_cast<LambdaExpr>(e)) {
    for (const Expr *init : lambda->capture_inits())
      if (init)
        use(init->isGLValue() ? address(init) : value(init), "captured", e->getBeginLoc());
    return "";
  }
  if (const auto *block = dyn_cast<BlockExpr>(e)) {
    for (const BlockDecl::Capture &captured : block->getBlockDecl()->captures())
      use(variable(captured.getVariable()), "captured", e->getBeginLoc());
    return "";
  }
  if (const auto *block = dyn_cast<StmtExpr>(e)) {
    const CompoundStmt *body = block->getSubStmt();
    Node last;
    for (const Stmt *s : body->body()) {
      const auto *inner = dyn_cast<Expr>(s);
      last.clear();
      if (inner)
        last = value(inner);
      else
        statement(s);
    }
    return holdsPointer(e->getType(), context) ? last : "";
  }
  if (const auto *selection = dyn_cast<GenericSelectionExpr>(e))
    return selection->isResultDependent() ? "" : value(selection->getResultExpr());
  if (const auto *chosen = dyn_cast<ChooseExpr>(e))
    return value(chosen->getChosenSubExpr());
  if (const auto *list = dyn_cast<InitListExpr>(e)) {
    for (const Expr *part : list->inits())
      use(value(part), "put into an object", part->getBeginLoc());
    return "";
  }
  if (const auto *va = dyn_cast<VAArgExpr>(e)) {
    value(va->getSubExpr());
    return "";
  }
  rest(e);
  return "";
}

} // namespace scan
