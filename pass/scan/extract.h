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
#include <clang/AST/Mangle.h>

#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/DenseSet.h>

#include <deque>
#include <map>

namespace scan {

/* Returns the facts of the source file of CONTEXT, as the text of a facts file (store.h). In C, they
 * are the facts of the functions and variables that the file defines, and of those in headers which
 * they refer to. */
std::string extract(clang::ASTContext &context);

/* Whether TYPE can hold the bits of a pointer. */
bool holdsPointer(clang::QualType type, clang::ASTContext &context);

/* One use of a value. order.cpp finds out which use can follow which. */
struct Occurrence {
  const clang::Stmt *statement;
  const clang::Expr *value;
  const clang::VarDecl *root; /* the variable that holds the value */
  std::string identity;       /* of the value; equal identities mean the same value */
  bool unequal = false;       /* a comparison by != */
  Use use;
};
/* Finds the pairs of occurrences of one value of which the second can follow the first. Adds them to
 * BODY. Returns for each use in BODY the occurrence that it was. */
std::vector<const Occurrence *> findOrder(const clang::FunctionDecl *decl,
                                          clang::ASTContext &context,
                                          const std::vector<Occurrence> &occurrences, Body &body);
/* Whether a function with BODY, which returns a number, means success by a number other than 0. */
bool returnsTruth(const clang::Stmt *body, clang::ASTContext &context);

/* The node of a constant. */
inline const char CONSTANT[] = "0";

/* Builds the facts of one function. */
class Extractor {
public:
  explicit Extractor(clang::ASTContext &context) : context(context), names(context) {}
  Function run(const clang::FunctionDecl *decl);
  Function run(const clang::VarDecl *v);
  /* What the functions so far refer to, and what was not taken from here before. */
  std::deque<const clang::Decl *> referenced;
  void refer(const clang::Decl *d);
  Place place(clang::SourceLocation location);

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
  /* A value that does not change while its ROOT is not assigned. */
  struct Value {
    std::string identity;
    const clang::VarDecl *root = nullptr;
    bool container = false; /* the value is the object around it */
    Name maker;
  };
  Value identity(const clang::Expr *e, unsigned depth = 0);
  Occurrence *occurs(const clang::Stmt *statement, UseKind kind, const clang::Expr *value);
  void passes(const clang::CallExpr *e, const Call &made, unsigned index,
              const clang::Expr *argument);
  bool difference(const clang::Expr *e);
  void rest(const clang::Expr *e);

  /* lvalues.cpp */
  Node address(const clang::Expr *e);
  Node holder(const clang::Expr *e, std::string &field);
  Node read(const clang::Expr *lvalue);
  void storeTo(const Node &from, const Node &to, clang::SourceLocation where,
               const std::string &field, clang::QualType type);
  void assign(const clang::Expr *lvalue, const Node &from, clang::SourceLocation where);
  void initialize(const Node &object, clang::QualType type, const clang::Expr *init);

  /* edits.cpp */
  Edit recover(const clang::Expr *e);
  Edit include();

  /* source.cpp */
  std::string text(const clang::Stmt *s) const;
  const std::string &functionId(const clang::FunctionDecl *decl);
  const std::string &fieldName(const clang::FieldDecl *field);
  bool isObject(clang::QualType type) const;
  Name pointee(clang::QualType type);

  /* extract.cpp */
  void statement(const clang::Stmt *s);
  void condition(const clang::Expr *e, bool loop);
  void declare(const clang::VarDecl *v);
  Node variable(const clang::ValueDecl *v);
  Node temporary();
  void typed(const Node &node, clang::QualType type);
  Flow &flow(FlowKind kind, const Node &from, const Node &to, clang::SourceLocation where);
  void use(const Node &from, const char *what, clang::SourceLocation where);
  void countAssignments(const clang::Stmt *s);
  void forget();

  clang::ASTContext &context;
  clang::ASTNameGenerator names;
  Function f;
  const clang::FunctionDecl *decl = nullptr;
  unsigned temporaries = 0, calls = 0;
  llvm::DenseSet<const clang::Stmt *> loopConditions;
  /* number of assignments, or of times that the address is taken */
  llvm::DenseMap<const clang::ValueDecl *, unsigned> assignments;
  llvm::DenseSet<const clang::ValueDecl *> addressTaken;
  /* the only value that a variable ever gets */
  llvm::DenseMap<const clang::ValueDecl *, const clang::Expr *> onlyValue;
  /* what is stored in the members of a local struct */
  llvm::DenseMap<const clang::ValueDecl *,
                 std::vector<std::pair<const clang::FieldDecl *, const clang::Expr *>>>
      members;
  std::vector<Occurrence> occurrences;
  /* for the whole file */
  llvm::DenseMap<const clang::FunctionDecl *, std::string> functionIds;
  llvm::DenseMap<const clang::FieldDecl *, std::string> fieldNames;
  llvm::DenseMap<clang::FileID, Name> files;
  llvm::DenseMap<const clang::Type *, Name> pointees;
  llvm::DenseSet<const clang::Decl *> referred;
  llvm::DenseMap<const clang::ValueDecl *, unsigned> locals;
};

} // namespace scan

#endif /* CUSTODY_SCAN_EXTRACT_H */
