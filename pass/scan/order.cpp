/*===- order.cpp - which uses of one value follow which ---------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/* A call that decides a branch is followed by other things where it returned 0 than where it did
 * not. Asked of Clang's control flow graph. */
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

/* Blocks reachable from FROM, FROM included. */
std::set<const CFGBlock *> reachable(const CFGBlock *from) {
  std::set<const CFGBlock *> seen;
  std::vector<const CFGBlock *> todo{from};
  while (!todo.empty()) {
    const CFGBlock *block = todo.back();
    todo.pop_back();
    if (!block || !seen.insert(block).second)
      continue;
    for (const CFGBlock::AdjacentBlock &next : block->succs())
      todo.push_back(next.getReachableBlock());
  }
  return seen;
}

/* Whether CONDITION is CALL, tested for being non-zero: 1, for being zero: -1, neither: 0. */
int polarity(const Expr *condition, const Stmt *call, ASTContext &context) {
  condition = condition->IgnoreParenCasts();
  if (condition == call)
    return 1;
  if (const auto *unary = dyn_cast<UnaryOperator>(condition))
    return unary->getOpcode() == UO_LNot ? -polarity(unary->getSubExpr(), call, context) : 0;
  if (const auto *builtin = dyn_cast<CallExpr>(condition))
    return builtin->getBuiltinCallee() && builtin->getNumArgs()
               ? polarity(builtin->getArg(0), call, context)
               : 0;
  const auto *binary = dyn_cast<BinaryOperator>(condition);
  if (!binary)
    return 0;
  bool zero = binary->getRHS()->isNullPointerConstant(context, Expr::NPC_ValueDependentIsNull);
  if (!zero)
    return 0;
  int left = polarity(binary->getLHS(), call, context);
  switch (binary->getOpcode()) {
  case BO_NE:
  case BO_LT: /* an error number */
    return left;
  case BO_EQ:
  case BO_GE:
    return -left;
  default:
    return 0;
  }
}

} // namespace

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
  std::map<const CFGBlock *, std::set<const CFGBlock *>> ways;
  auto reach = [&](const CFGBlock *from) -> const std::set<const CFGBlock *> & {
    auto found = ways.find(from);
    if (found == ways.end())
      found = ways.emplace(from, reachable(from)).first;
    return found->second;
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
        again.text = a->text, again.place = b->place, again.way = "any";
        if (from.block == to.block) {
          if (from.index >= to.index)
            continue;
        } else {
          const auto *condition = dyn_cast_or_null<Expr>(from.block->getTerminatorCondition());
          int sign = condition ? polarity(condition, a->statement, context) : 0;
          bool yes = false, no = false;
          if (sign && from.block->succ_size() == 2) {
            const CFGBlock *then = from.block->succ_begin()->getReachableBlock();
            const CFGBlock *otherwise = (from.block->succ_begin() + 1)->getReachableBlock();
            yes = then && reach(then).count(to.block);
            no = otherwise && reach(otherwise).count(to.block);
            if (!yes && !no)
              continue;
            if (yes != no)
              again.way = (sign > 0) == yes ? "nonzero" : "zero";
          } else if (!reach(from.block).count(to.block)) {
            continue;
          }
        }
        function.again.push_back(again);
        if (function.again.size() > 4096)
          return;
      }
}

} // namespace scan
