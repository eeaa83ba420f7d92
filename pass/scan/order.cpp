/*===- order.cpp - which uses of one value follow which ---------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/* Finds out which calls can follow a call that returned 0, and which can follow one that returned
 * something else. Uses Clang's control flow graph. */
#include "extract.h"

#include <clang/AST/ParentMapContext.h>
#include <clang/Analysis/CFG.h>

#include <llvm/ADT/BitVector.h>
#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/DenseSet.h>

#include <optional>

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
  const VarDecl *root; /* of the value that was passed to the call */
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

/* An element of a block assigns VALUE, or an unknown value, to a variable. */
struct Change {
  unsigned index;
  const VarDecl *variable;
  const Expr *value;
};
/* What each block of a function changes, by the number of the block. */
using Changes = std::vector<std::vector<Change>>;

/* Updates ANSWER for the changes of a block from element INDEX on. */
void follow(const std::vector<Change> &changes, unsigned index, Answer &answer) {
  for (const Change &change : changes) {
    if (change.index < index)
      continue;
    if (change.value == answer.call)
      answer.variable = change.variable->hasLocalStorage() ? change.variable : nullptr;
    else if (change.variable == answer.variable)
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
  /* `exchange(..., key) == key`: the stored pointer was the key, so it is not zero. */
  if (binary->isEqualityOp() && answer.root && !isa<BinaryOperator>(answer.call)) {
    int left = polarity(binary->getLHS(), answer, context);
    int right = polarity(binary->getRHS(), answer, context);
    bool same = (left && variableOf(binary->getRHS()) == answer.root) ||
                (right && variableOf(binary->getLHS()) == answer.root);
    if (same && answer.root != answer.variable)
      return binary->getOpcode() == BO_EQ ? left + right : -(left + right);
  }
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

/* The elements that assign a variable: for each block, their numbers. */
using Assignments = std::map<const CFGBlock *, std::vector<unsigned>>;

/* The blocks, by number, whose beginning can be reached after one call. */
struct Reached {
  llvm::BitVector blocks;
  bool tested = false; /* the result of the call decides about one of them */
};

/* Returns the blocks whose beginning can be reached after the call of ANSWER, which is at SPOT,
 * before the value is ASSIGNED again. SIGN says what the call returned: -1: zero, 1: other than zero.
 * The block of the call itself is included only if a loop leads back to it. */
Reached reachable(Spot spot, Answer answer, int sign, const Assignments &assigned,
                  const Changes &changes, ASTContext &context) {
  Reached found{llvm::BitVector((unsigned)changes.size())};
  llvm::DenseSet<std::pair<const CFGBlock *, const VarDecl *>> seen;
  std::vector<std::pair<const CFGBlock *, Answer>> todo;
  auto here = assigned.find(spot.block);
  if (here != assigned.end() && here->second.back() > spot.index)
    return found;
  follow(changes[spot.block->getBlockID()], spot.index + 1, answer);
  todo.emplace_back(spot.block, answer);
  while (!todo.empty()) {
    auto [block, known] = todo.back();
    todo.pop_back();
    const Expr *condition = block->getLastCondition();
    if (!condition)
      condition = dyn_cast_or_null<Expr>(block->getTerminatorCondition());
    int tested =
        condition && block->succ_size() == 2 ? polarity(condition, known, context) * sign : 0;
    found.tested |= tested != 0;
    unsigned number = 0;
    for (const CFGBlock::AdjacentBlock &edge : block->succs()) {
      const CFGBlock *next = edge.getReachableBlock();
      bool taken = tested == 0 || (number == 0) == (tested > 0);
      number++;
      if (!next || !taken)
        continue;
      Answer after = known;
      found.blocks.set(next->getBlockID());
      follow(changes[next->getBlockID()], 0, after);
      if (!assigned.count(next) && seen.insert({next, after.variable}).second)
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

namespace {

/* A name only lasts as long as its function, so only some pairs of uses matter. */
bool matters(const Use &first, const Use &second) {
  if (first.kind == UseKind::Return || second.kind == UseKind::Compare)
    return false;
  return first.kind != UseKind::Upcast || second.kind == UseKind::Argument;
}

class Order {
public:
  Order(const FunctionDecl *decl, ASTContext &context) : context(context) {
    CFG::BuildOptions options;
    options.setAllAlwaysAdd();
    cfg = CFG::buildCFG(decl, decl->getBody(), &context, options);
    if (!cfg)
      return;
    changes.resize(cfg->getNumBlockIDs());
    for (const CFGBlock *block : *cfg) {
      unsigned index = 0;
      for (const CFGElement &element : *block) {
        if (auto s = element.getAs<CFGStmt>()) {
          spots.try_emplace(s->getStmt(), Spot{block, index});
          const Expr *value = nullptr;
          if (const VarDecl *v = assigned(s->getStmt(), value)) {
            assignments[v][block].push_back(index);
            changes[block->getBlockID()].push_back({index, v, value});
          }
        }
        index++;
      }
    }
  }
  explicit operator bool() const { return cfg != nullptr; }
  /* Returns whether B can follow A, and sets WAY. */
  bool follows(const Occurrence &a, const Occurrence &b, Way &way);

private:
  /* Returns what can be reached after A, which is at FROM, if it returned what SIGN says. Only those of
   * the last A are kept, because a large function has thousands of blocks and of uses. */
  const Reached &after(const Occurrence &a, Spot from, int sign) {
    if (a.statement != last.statement || a.root != last.root)
      last = {a.statement, a.root, {}, {}};
    std::optional<Reached> &way = sign > 0 ? last.nonzero : last.zero;
    const std::optional<Reached> &other = sign > 0 ? last.zero : last.nonzero;
    if (!way)
      way = other && !other->tested ? *other
                                    : reachable(from, {a.statement, nullptr, a.root}, sign,
                                                assignments[a.root], changes, context);
    return *way;
  }
  bool reaches(const Occurrence &a, Spot from, Spot to, int sign) {
    const Assignments &changed = assignments[a.root];
    auto in = changed.find(to.block);
    return after(a, from, sign).blocks.test(to.block->getBlockID()) &&
           (in == changed.end() || in->second.front() > to.index);
  }

  ASTContext &context;
  std::unique_ptr<CFG> cfg;
  Changes changes;
  llvm::DenseMap<const Stmt *, Spot> spots;
  std::map<const VarDecl *, Assignments> assignments;
  struct {
    const Stmt *statement = nullptr;
    const VarDecl *root = nullptr;
    std::optional<Reached> nonzero, zero;
  } last;
};

bool Order::follows(const Occurrence &a, const Occurrence &b, Way &way) {
  auto first = spots.find(a.statement), second = spots.find(b.statement);
  if (first == spots.end() || second == spots.end())
    return false;
  Spot from = first->second, to = second->second;
  way = Way::Any;
  if (from.block == to.block && from.index < to.index) {
    const Assignments &changes = assignments[a.root];
    auto in = changes.find(from.block);
    if (in != changes.end())
      for (unsigned index : in->second)
        if (index > from.index && index < to.index)
          return false;
    return true;
  }
  if (from.block == to.block && a.use.kind != UseKind::Argument)
    return false;
  int equal = a.unequal ? -1 : 1;
  bool yes = reaches(a, from, to, equal), no = reaches(a, from, to, -equal);
  if (yes != no)
    way = yes ? Way::Nonzero : Way::Zero;
  return yes || no;
}

} // namespace

std::vector<const Occurrence *> findOrder(const FunctionDecl *decl, ASTContext &context,
                                          const std::vector<Occurrence> &occurrences, Body &body) {
  std::map<std::string, std::vector<const Occurrence *>> byValue;
  std::vector<const Occurrence *> used;
  for (const Occurrence &o : occurrences)
    byValue[o.identity].push_back(&o);
  auto pairs = [&](auto what) {
    for (const auto &entry : byValue)
      for (const Occurrence *a : entry.second)
        for (const Occurrence *b : entry.second)
          if (a->statement != b->statement && matters(a->use, b->use) && !what(*a, *b))
            return;
  };
  bool any = false;
  pairs([&](const Occurrence &, const Occurrence &) { return !(any = true); });
  if (!any)
    return used;
  Order order(decl, context);
  if (!order)
    return used;
  std::map<const Occurrence *, unsigned> numbers;
  auto number = [&](const Occurrence &o) {
    auto [at, added] = numbers.emplace(&o, (unsigned)used.size());
    if (added) {
      used.push_back(&o);
      body.uses.push_back(o.use);
    }
    return at->second;
  };
  pairs([&](const Occurrence &a, const Occurrence &b) {
    Again again;
    if (!order.follows(a, b, again.way))
      return true;
    again.first = number(a);
    again.second = number(b);
    body.again.push_back(again);
    return body.again.size() < 4096;
  });
  return used;
}

} // namespace scan
