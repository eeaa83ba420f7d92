/*===- lvalues.cpp - what is read, written, initialised ---------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
#include "extract.h"

#include <clang/AST/ExprCXX.h>

using namespace clang;

namespace scan {

/* Returns the address of an lvalue, as a node. A scalar variable is the object "&name" with a field
 * "*". */
Extractor::Node Extractor::address(const Expr *e) {
  e = e->IgnoreParens();
  if (const auto *ref = dyn_cast<DeclRefExpr>(e)) {
    const ValueDecl *v = ref->getDecl();
    Node node = variable(v);
    if (node.empty() || isa<FunctionDecl>(v) || isObject(v->getType()) ||
        v->getType()->isReferenceType())
      return node;
    if (!holdsPointer(v->getType(), context) && !v->getType()->isPointerType())
      return "";
    if (node.compare(0, 2, "g:") == 0)
      return node;
    Node object = node;
    object.insert(0, "&");
    if (f.objects.insert(object).second) {
      flow(FlowKind::Store, node, object, e->getBeginLoc()).field = "*";
      flow(FlowKind::Load, object, node, e->getBeginLoc()).field = "*";
    }
    return object;
  }
  if (const auto *member = dyn_cast<MemberExpr>(e)) {
    const Expr *base = member->getBase();
    Node from = member->isArrow() ? value(base) : address(base);
    if (from.empty() || !isa<FieldDecl>(member->getMemberDecl()))
      return "";
    if (f.objects.count(from))
      return from; /* a member of a local object is part of it */
    Node to = temporary();
    flow(FlowKind::Derive, from, to, member->getMemberLoc());
    return to;
  }
  if (const auto *subscript = dyn_cast<ArraySubscriptExpr>(e)) {
    value(subscript->getIdx());
    Node from = value(subscript->getBase());
    if (from.empty() || f.objects.count(from))
      return from;
    Node to = temporary();
    flow(FlowKind::Derive, from, to, e->getBeginLoc());
    return to;
  }
  if (const auto *unary = dyn_cast<UnaryOperator>(e)) {
    if (unary->getOpcode() == UO_Deref || unary->getOpcode() == UO_Extension)
      return value(unary->getSubExpr());
  }
  if (const auto *compound = dyn_cast<CompoundLiteralExpr>(e)) {
    Node object = temporary();
    f.objects.insert(object);
    initialize(object, e->getType(), compound->getInitializer());
    return object;
  }
  if (const auto *c = dyn_cast<CastExpr>(e))
    return address(c->getSubExpr());
  if (const auto *m = dyn_cast<MaterializeTemporaryExpr>(e))
    return address(m->getSubExpr());
  if (isa<StringLiteral>(e) || isa<PredefinedExpr>(e))
    return "";
  return value(e);
}

/* Returns the member that the pointer E was made from by a cast, as in `*(void **)node->data`, or
 * null. */
static const FieldDecl *payload(const Expr *e) {
  const auto *deref = dyn_cast<UnaryOperator>(e);
  if (!deref || deref->getOpcode() != UO_Deref)
    return nullptr;
  const Expr *inner = deref->getSubExpr()->IgnoreParenCasts();
  const auto *address = dyn_cast<UnaryOperator>(inner);
  if (address && address->getOpcode() == UO_AddrOf)
    inner = address->getSubExpr()->IgnoreParens();
  const auto *member = dyn_cast<MemberExpr>(inner);
  if (!member || (!address && !member->getType()->isArrayType()))
    return nullptr;
  return dyn_cast<FieldDecl>(member->getMemberDecl());
}

/* Returns the object of which the lvalue E is a field, and the name of that FIELD. FIELD is "*" if
 * E is not a member of a structure. */
Extractor::Node Extractor::holder(const Expr *e, std::string &field) {
  field = "*";
  if (const FieldDecl *member = payload(e))
    field = fieldName(member) + "*";
  const auto *member = dyn_cast<MemberExpr>(e);
  if (!member)
    return address(e);
  if (const auto *of = dyn_cast<FieldDecl>(member->getMemberDecl()))
    field = fieldName(of);
  return member->isArrow() ? value(member->getBase()) : address(member->getBase());
}

/* Returns the node of the value in an lvalue. */
Extractor::Node Extractor::read(const Expr *lvalue) {
  const Expr *e = lvalue->IgnoreParens();
  bool wanted = holdsPointer(e->getType(), context);
  if (const auto *ref = dyn_cast<DeclRefExpr>(e))
    if (!ref->getDecl()->getType()->isReferenceType())
      return wanted || isObject(e->getType()) ? variable(ref->getDecl()) : "";
  if (isObject(e->getType()))
    return address(e);
  std::string field;
  Node base = holder(e, field);
  if (base.empty())
    return "";
  Node to = temporary();
  flow(FlowKind::Load, base, to, e->getExprLoc()).field = field;
  if (wanted) {
    typed(to, e->getType());
    if (field != "*")
      typed(field, e->getType());
  }
  return wanted ? to : "";
}

void Extractor::storeTo(const Node &from, const Node &to, SourceLocation where,
                        const std::string &field, QualType type) {
  Flow &stored = flow(FlowKind::Store, from, to, where);
  stored.field = field;
  stored.callback = type->isFunctionPointerType();
  typed(field == "*" ? from : field, type);
}

void Extractor::assign(const Expr *lvalue, const Node &from, SourceLocation where) {
  const Expr *e = lvalue->IgnoreParens();
  if (const auto *ref = dyn_cast<DeclRefExpr>(e))
    if (!ref->getDecl()->getType()->isReferenceType()) {
      Node to = variable(ref->getDecl());
      if (to.empty() || from.empty())
        return;
      if (to.compare(0, 2, "g:") == 0)
        storeTo(from, to, where, to, e->getType());
      else
        flow(FlowKind::Copy, from, to, where);
      return;
    }
  std::string field;
  Node base = holder(e, field);
  if (!base.empty())
    storeTo(from, base, where, field, e->getType());
  else
    use(from, "stored", where);
}

void Extractor::initialize(const Node &object, QualType type, const Expr *init) {
  init = init->IgnoreParenImpCasts();
  if (const auto *full = dyn_cast<ExprWithCleanups>(init))
    init = full->getSubExpr()->IgnoreParenImpCasts();
  const auto *list = dyn_cast<InitListExpr>(init);
  if (!list) {
    if (isa<StringLiteral>(init))
      return;
    Node from = isa<CXXConstructExpr>(init) ? value(init) : address(init);
    if (!from.empty() && !object.empty())
      flow(FlowKind::Copy, from, object, init->getBeginLoc());
    return;
  }
  if (const InitListExpr *semantic = list->isSemanticForm() ? list : list->getSemanticForm())
    list = semantic;
  auto one = [&](const Expr *part, const std::string &field, QualType of) {
    if (isa<ImplicitValueInitExpr>(part) || isa<DesignatedInitUpdateExpr>(part))
      return;
    if (isObject(of)) {
      initialize(object, of, part);
      return;
    }
    Node from = value(part);
    if (!from.empty())
      storeTo(from, object, part->getBeginLoc(), field, of);
  };
  if (const RecordDecl *record = type->getAsRecordDecl()) {
    if (record->isUnion()) {
      if (list->getInitializedFieldInUnion() && list->getNumInits())
        one(list->getInit(0), fieldName(list->getInitializedFieldInUnion()),
            list->getInitializedFieldInUnion()->getType());
      return;
    }
    unsigned i = 0;
    for (const FieldDecl *field : record->fields()) {
      if (field->isUnnamedBitField())
        continue;
      if (i >= list->getNumInits())
        break;
      one(list->getInit(i++), fieldName(field), field->getType());
    }
    return;
  }
  for (unsigned i = 0; i < list->getNumInits(); i++)
    one(list->getInit(i), object.compare(0, 2, "g:") == 0 ? object : "*",
        list->getInit(i)->getType());
}

} // namespace scan
