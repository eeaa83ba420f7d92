/*===- order.cpp - which uses of one value follow which ---------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/* Finds out which calls can follow a call that returned 0, and which can follow one that returned
 * something else. Uses Clang's control flow graph. */
#include "extract.h"

#include <clang/AST/ParentMapContext.h>
#include <clang/Analysis/CFG.h>

using namespace clang;

namespace scan {

namespace {

struct Spot {
  const CFGBlock *block = nullptr;
  unsigned index = 0;
};

/* The result of a call, and the variable that holds it now, or null. */
struct Answer {
  const Stmt *call;
  const VarDecl *variable;
};

const VarDecl *variableOf(const Expr *e) {
  const auto *ref = dyn_cast<DeclRefExpr>(e->IgnoreParenCasts());
  return ref ? dyn_cast<VarDecl>(ref->getDecl()) : nullptr;
}

/* Returns the variable to which the statement S assigns, or null. VALUE gets the assigned
 * expression. */
const VarDecl *assigned(const Stmt *s, const Expr *&value) {
  value = nullptr;
  if (const auto *declaration = dyn_cast<DeclStmt>(s)) {
    const auto *v =
        declaration->isSingleDecl() ? dyn_cast<VarDecl>(declaration->getSingleDecl()) : nullptr;
    value = v && v->getInit() ? v->getInit()->IgnoreParenCasts() : nullptr;
    return v;
  }
  if (const auto *binary = dyn_cast<BinaryOperator>(s)) {
    if (!binary->isAssignmentOp())
      return nullptr;
    value = binary->getOpcode() == BO_Assign ? binary->getRHS()->IgnoreParenCasts() : nullptr;
    return variableOf(binary->getLHS());
  }
  const auto *unary = dyn_cast<UnaryOperator>(s);
  bool changes = unary && (unary->isIncrementDecrementOp() || unary->getOpcode() == UO_AddrOf);
  return changes ? variableOf(unary->getSubExpr()) : nullptr;
}

/* Updates ANSWER for the elements of BLOCK from INDEX on. */
void follow(const CFGBlock *block, unsigned index, Answer &answer) {
  for (; index < block->size(); index++) {
    auto element = (*block)[index].getAs<CFGStmt>();
    const Expr *value = nullptr;
    const VarDecl *v = element ? assigned(element->getStmt(), value) : nullptr;
    if (v && value == answer.call)
      answer.variable = v->hasLocalStorage() ? v : nullptr;
    else if (v && v == answer.variable)
      answer.variable = nullptr;
  }
}

/* Returns 1 if CONDITION tests that ANSWER is not zero, -1 if it tests that it is zero, 0
 * otherwise. */
int polarity(const Expr *condition, const Answer &answer, ASTContext &context) {
  condition = condition->IgnoreParenCasts();
  if (condition == answer.call || (answer.variable && variableOf(condition) == answer.variable))
    return 1;
  if (const auto *unary = dyn_cast<UnaryOperator>(condition))
    return unary->getOpcode() == UO_LNot ? -polarity(unary->getSubExpr(), answer, context) : 0;
  if (const auto *builtin = dyn_cast<CallExpr>(condition))
    return builtin->getBuiltinCallee() && builtin->getNumArgs()
               ? polarity(builtin->getArg(0), answer, context)
               : 0;
  const auto *binary = dyn_cast<BinaryOperator>(condition);
  if (!binary)
    return 0;
  if (binary->getOpcode() == BO_Assign)
    return polarity(binary->getRHS(), answer, context);
  bool zero = binary->getRHS()->isNullPointerConstant(context, Expr::NPC_ValueDependentIsNull);
  if (!zero)
    return 0;
  int left = polarity(binary->getLHS(), answer, context);
  switch (binary->getOpcode()) {
  case BO_NE:
  case BO_LT: /* for an error number, < 0 means failure */
    return left;
  case BO_EQ:
  case BO_GE:
    return -left;
  default:
    return 0;
  }
}

/* Returns the blocks that can be reached after the call of ANSWER, which is at SPOT. SIGN says what
 * the call returned: -1: zero, 1: other than zero, 0: either. The block of the call itself is
 * included only if a loop leads back to it. */
std::set<const CFGBlock *> reachable(Spot spot, Answer answer, int sign, ASTContext &context) {
  std::set<const CFGBlock *> found;
  std::set<std::pair<const CFGBlock *, const VarDecl *>> seen;
  std::vector<std::pair<const CFGBlock *, Answer>> todo;
  follow(spot.block, spot.index + 1, answer);
  todo.emplace_back(spot.block, answer);
  while (!todo.empty()) {
    auto [block, known] = todo.back();
    todo.pop_back();
    const auto *condition = dyn_cast_or_null<Expr>(block->getTerminatorCondition());
    int tested = sign && condition && block->succ_size() == 2
                     ? polarity(condition, known, context) * sign
                     : 0;
    unsigned number = 0;
    for (const CFGBlock::AdjacentBlock &edge : block->succs()) {
      const CFGBlock *next = edge.getReachableBlock();
      bool taken = tested == 0 || (number == 0) == (tested > 0);
      number++;
      if (!next || !taken)
        continue;
      Answer after = known;
      found.insert(next);
      follow(next, 0, after);
      if (seen.emplace(next, after.variable).second)
        todo.emplace_back(next, after);
    }
  }
  return found;
}

/* Whether E is a truth value or a positive constant. ERROR is set if E may be a negative constant,
 * which is an error number. */
bool answersYes(const Expr *e, ASTContext &context, bool &error) {
  e = e->IgnoreParenImpCasts();
  if (const auto *choice = dyn_cast<ConditionalOperator>(e)) {
    bool one = answersYes(choice->getTrueExpr(), context, error);
    return answersYes(choice->getFalseExpr(), context, error) || one;
  }
  Expr::EvalResult constant;
  if (!e->isValueDependent() && e->getType()->isIntegerType() &&
      e->EvaluateAsInt(constant, context)) {
    error |= constant.Val.getInt().isNegative();
    return constant.Val.getInt().isStrictlyPositive();
  }
  return e->isKnownToHaveBooleanValue();
}

} // namespace

bool returnsTruth(const Stmt *body, ASTContext &context) {
  bool yes = false, error = false;
  std::vector<const Stmt *> todo{body};
  while (!todo.empty()) {
    const Stmt *s = todo.back();
    todo.pop_back();
    if (!s || isa<LambdaExpr>(s) || isa<BlockExpr>(s))
      continue;
    if (const auto *returned = dyn_cast<ReturnStmt>(s))
      yes |= returned->getRetValue() && answersYes(returned->getRetValue(), context, error);
    todo.insert(todo.end(), s->children().begin(), s->children().end());
  }
  return yes && !error;
}

void findOrder(const FunctionDecl *decl, ASTContext &context,
               const std::vector<Occurrence> &occurrences, Function &function) {
  std::map<std::string, std::vector<const Occurrence *>> byValue;
  for (const Occurrence &o : occurrences)
    byValue[o.identity].push_back(&o);
  bool any = false;
  for (const auto &entry : byValue)
    any |= entry.second.size() > 1;
  if (!any)
    return;

  CFG::BuildOptions options;
  options.setAllAlwaysAdd();
  std::unique_ptr<CFG> cfg = CFG::buildCFG(decl, decl->getBody(), &context, options);
  if (!cfg)
    return;
  std::map<const Stmt *, Spot> spots;
  for (const CFGBlock *block : *cfg) {
    unsigned index = 0;
    for (const CFGElement &element : *block) {
      if (auto s = element.getAs<CFGStmt>())
        spots.emplace(s->getStmt(), Spot{block, index});
      index++;
    }
  }
  std::map<std::pair<const Stmt *, int>, std::set<const CFGBlock *>> ways;
  auto reaches = [&](const Occurrence *a, Spot from, const CFGBlock *to, int sign) {
    auto way = ways.emplace(std::make_pair(a->statement, sign), std::set<const CFGBlock *>());
    if (way.second)
      way.first->second = reachable(from, {a->statement, nullptr}, sign, context);
    return way.first->second.count(to) != 0;
  };
  for (const auto &entry : byValue)
    for (const Occurrence *a : entry.second)
      for (const Occurrence *b : entry.second) {
        if (a == b || a->statement == b->statement || a->id == "upcast")
          continue;
        auto first = spots.find(a->statement), second = spots.find(b->statement);
        if (first == spots.end() || second == spots.end())
          continue;
        Spot from = first->second, to = second->second;
        Again again;
        again.first = a->id, again.firstIndex = a->index;
        again.second = b->id, again.secondIndex = b->index;
        again.text = a->text, again.maker = a->maker, again.way = "any";
        again.place = b->place, again.recover = b->recover;
        if (from.block != to.block) {
          bool yes = reaches(a, from, to.block, 1), no = reaches(a, from, to.block, -1);
          if (!yes && !no)
            continue;
          if (yes != no)
            again.way = yes ? "nonzero" : "zero";
        } else if (from.index >= to.index) {
          continue;
        }
        function.again.push_back(again);
        if (function.again.size() > 4096)
          return;
      }
}

} // namespace scan
