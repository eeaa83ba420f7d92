/*===- extract.h - syntax trees -> facts ------------------------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/* This file is C++ because Clang's syntax tree has no C interface. libclang has one, but its
 * cursors leave out casts and operators, which are needed here. */
#ifndef CUSTODY_SCAN_EXTRACT_H
#define CUSTODY_SCAN_EXTRACT_H

#include "facts.h"

#include <clang/AST/ASTContext.h>
#include <clang/AST/Decl.h>
#include <clang/AST/Expr.h>

#include <map>

namespace scan {

/* Returns the facts of the functions in CONTEXT, as text (facts.h). */
std::string extract(clang::ASTContext &context);

/* Whether TYPE can hold the bits of a pointer. */
bool holdsPointer(clang::QualType type, clang::ASTContext &context);

/* One use of a value in a call or an upcast. order.cpp finds out which use can follow which. */
struct Occurrence {
  const clang::Stmt *statement;
  std::string id; /* of the call, or "upcast" */
  unsigned index;
  std::string identity, text; /* of the value; equal identities mean the same value */
  std::string maker;          /* facts.h */
  Place place;
  Edit recover;
};
void findOrder(const clang::FunctionDecl *decl, clang::ASTContext &context,
               const std::vector<Occurrence> &occurrences, Function &function);
/* Whether a function with BODY, which returns a number, means success by a number other than 0. */
bool returnsTruth(const clang::Stmt *body, clang::ASTContext &context);

/* Builds the facts of one function. */
class Extractor {
public:
  explicit Extractor(clang::ASTContext &context) : context(context) {}
  Function run(const clang::FunctionDecl *decl);
  Function run(const clang::VarDecl *v);
  Place place(clang::SourceLocation location) const;

private:
  using Node = std::string; /* empty: cannot hold a pointer */

  /* expressions.cpp */
  Node value(const clang::Expr *e);
  Node binary(const clang::BinaryOperator *e);
  Node unary(const clang::UnaryOperator *e);
  Node conversion(const clang::CastExpr *e);
  Node call(const clang::CallExpr *e);
  Node construct(const clang::CXXConstructExpr *e);
  Node choice(const clang::Expr *e, const clang::Expr *a, const clang::Expr *b);
  void compare(const clang::BinaryOperator *e, const Node &a, const Node &b);
  CompareKind comparedWith(const clang::Expr *e, const clang::BinaryOperator *compare) const;
  std::string identity(const clang::Expr *e) const;
  void occurs(const clang::Stmt *statement, const std::string &id, unsigned index,
              const clang::Expr *value);
  void rest(const clang::Expr *e);

  /* lvalues.cpp */
  Node address(const clang::Expr *e);
  Node holder(const clang::Expr *e, std::string &field);
  Node read(const clang::Expr *lvalue);
  void assign(const clang::Expr *lvalue, const Node &from, clang::SourceLocation where);
  void initialize(const Node &object, clang::QualType type, const clang::Expr *init);

  /* edits.cpp */
  Edit recover(const clang::Expr *e) const;
  Edit include() const;

  /* extract.cpp */
  void statement(const clang::Stmt *s);
  void condition(const clang::Expr *e, bool loop);
  void declare(const clang::VarDecl *v);
  Node variable(const clang::ValueDecl *v);
  Node temporary();
  bool isObject(clang::QualType type) const;
  std::string functionId(const clang::FunctionDecl *decl) const;
  std::string fieldName(const clang::FieldDecl *field) const;
  std::string text(const clang::Stmt *s) const;
  Flow &flow(FlowKind kind, const Node &from, const Node &to, clang::SourceLocation where);
  void use(const Node &from, const char *what, clang::SourceLocation where);
  void countAssignments(const clang::Stmt *s);

  clang::ASTContext &context;
  Function f;
  const clang::FunctionDecl *decl = nullptr;
  unsigned temporaries = 0, calls = 0;
  std::set<const clang::Stmt *> loopConditions;
  std::map<const clang::ValueDecl *, unsigned>
      assignments; /* number of assignments, or of times that the address is taken */
  std::vector<Occurrence> occurrences;
};

} // namespace scan

#endif /* CUSTODY_SCAN_EXTRACT_H */
