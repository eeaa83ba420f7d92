/*===- demand.c - who wants tags ----------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * Most functions only read and write through their pointers, and return none. Their callers in the
 * same module need not hand tags over, nor look for one that comes back:
 *
 *   define internal i32 @length(ptr %list)     ; loads through %list: wants nothing
 *   define internal ptr @first(ptr %list)      ; returns a pointer: its tag is wanted
 *
 * An argument is wanted where it may reach a store, a return, a boundary or code that is not seen
 * here. What goes on to another function of the module is wanted if it is there: all are taken for
 * wanting nothing until something says otherwise, and what was learnt is handed on to callers.
 */
#include "track_private.h"

#include <stdlib.h>
#include <string.h>

struct demand {
  uint32_t wanted; /* a bit for each IR parameter */
  bool returns;    /* what it returns may have a tag, and some caller may want it */
  struct edge {    /* argument FROM is handed on as argument TO of CALLEE */
    struct edge *next;
    LLVMValueRef callee;
    unsigned from, to;
  } *edges;
};

static struct demand *demand_of(const struct module *m, LLVMValueRef function) {
  uintptr_t *known = map_find(&m->track->demands, function);
  return known ? (struct demand *)*known : nullptr;
}

enum { WALK_LIMIT = 256 };

struct walk {
  struct module *m;
  struct demand *demand; /* of the function whose parameter it is; NULL: all are settled */
  unsigned parameter;
  struct map seen;
  struct list todo;
  bool wanted;
};

static void follow(struct walk *w, LLVMValueRef value) {
  uintptr_t *seen = map_put(&w->seen, value);
  if (!*seen)
    list_add(&w->todo, value);
  *seen = 1;
  if (w->seen.count > WALK_LIMIT)
    w->wanted = true;
}

/* A local of this function alone is as good as a register. */
static void store_in(struct walk *w, LLVMValueRef slot) {
  if (is_never_read(slot))
    return;
  if (!LLVMIsAAllocaInst(slot)) {
    w->wanted = true;
    return;
  }
  for (LLVMUseRef use = LLVMGetFirstUse(slot); use; use = LLVMGetNextUse(use)) {
    LLVMValueRef user = LLVMGetUser(use);
    size_t length;
    LLVMValueRef callee = is_call(user) ? direct_callee(user) : nullptr;
    if (LLVMIsALoadInst(user))
      follow(w, user);
    else if (!(LLVMIsAStoreInst(user) && LLVMGetOperand(user, 1) == slot) &&
             !(callee && !strncmp(LLVMGetValueName2(callee, &length), "llvm.lifetime.",
                                  strlen("llvm.lifetime."))))
      w->wanted = true;
  }
}

static void pass_on(struct walk *w, LLVMValueRef call, LLVMValueRef value) {
  LLVMValueRef callee = direct_callee(call);
  enum mark mark = mark_of_call(call);
  if (mark == MARK_BORROW && !is_fresh(LLVMGetOperand(call, 1)))
    follow(w, call);
  if (mark == MARK_BORROW || mark == MARK_COMPARE || mark == MARK_COMPARE_I64)
    return;
  if (mark != MARK_COUNT || !callee) {
    w->wanted = true;
    return;
  }
  if (LLVMGetIntrinsicID(callee)) {
    size_t length;
    const char *name = LLVMGetValueName2(callee, &length);
    static const char *const quiet[] = {"llvm.mem", "llvm.lifetime.", "llvm.assume", "llvm.dbg."};
    bool known = false;
    for (size_t i = 0; i < sizeof quiet / sizeof *quiet; i++)
      known |= !strncmp(name, quiet[i], strlen(quiet[i]));
    w->wanted |= !known;
    return;
  }
  struct demand *there = demand_of(w->m, callee);
  if (!there) {
    w->wanted |= library_of(callee) != LIBRARY_QUIET;
    return;
  }
  for (unsigned i = 0; i < LLVMGetNumArgOperands(call); i++) {
    if (LLVMGetOperand(call, i) != value)
      continue;
    if (i >= LLVMCountParams(callee) || i >= CUSTODY_ARG_SLOTS) {
      w->wanted = true;
      return;
    }
    if (!w->demand) {
      w->wanted |= there->wanted >> i & 1;
      continue;
    }
    struct edge *edge = must_allocate(sizeof *edge);
    *edge = (struct edge){w->demand->edges, callee, w->parameter, i};
    w->demand->edges = edge;
  }
}

static void use_in(struct walk *w, LLVMValueRef user, LLVMValueRef value) {
  switch (LLVMGetInstructionOpcode(user)) {
  case LLVMLoad:
  case LLVMICmp:
    return;
  case LLVMStore:
    if (LLVMGetOperand(user, 0) == value)
      store_in(w, LLVMGetOperand(user, 1));
    return;
  case LLVMAtomicRMW:
  case LLVMAtomicCmpXchg:
    for (int i = 1; i < LLVMGetNumOperands(user); i++)
      w->wanted |= LLVMGetOperand(user, (unsigned)i) == value;
    return;
  case LLVMGetElementPtr:
  case LLVMBitCast:
  case LLVMFreeze:
  case LLVMPHI:
  case LLVMSelect:
  case LLVMPtrToInt:
  case LLVMIntToPtr:
  case LLVMAdd:
  case LLVMSub:
  case LLVMAnd:
  case LLVMOr:
  case LLVMXor:
    if (is_pointer(LLVMTypeOf(user)) || is_i64(LLVMTypeOf(user)))
      follow(w, user);
    else
      w->wanted |= LLVMGetTypeKind(LLVMTypeOf(user)) == LLVMVectorTypeKind;
    return;
  case LLVMExtractValue:
    if (is_pointer(LLVMTypeOf(user)) || is_i64(LLVMTypeOf(user)))
      follow(w, user);
    else
      w->wanted |= LLVMGetTypeKind(LLVMTypeOf(user)) != LLVMIntegerTypeKind;
    return;
  case LLVMTrunc:
  case LLVMSwitch:
  case LLVMMul:
  case LLVMShl:
  case LLVMLShr:
  case LLVMAShr:
  case LLVMUDiv:
  case LLVMURem:
  case LLVMSDiv:
  case LLVMSRem:
  case LLVMUIToFP:
  case LLVMSIToFP:
    return;
  case LLVMCall:
  case LLVMInvoke:
    pass_on(w, user, value);
    return;
  default:
    w->wanted = true;
  }
}

static bool flows_out(struct module *m, struct demand *demand, LLVMValueRef parameter,
                      unsigned index) {
  struct walk w = {.m = m, .demand = demand, .parameter = index};
  follow(&w, parameter);
  while (w.todo.count && !w.wanted) {
    LLVMValueRef value = w.todo.items[--w.todo.count];
    for (LLVMUseRef use = LLVMGetFirstUse(value); use && !w.wanted; use = LLVMGetNextUse(use))
      if (LLVMIsAInstruction(LLVMGetUser(use)))
        use_in(&w, LLVMGetUser(use), value);
  }
  map_free(&w.seen);
  list_free(&w.todo);
  return w.wanted;
}

static void collect_arguments(struct module *m, LLVMValueRef function) {
  struct demand *demand = demand_of(m, function);
  unsigned count = LLVMCountParams(function);
  for (unsigned i = 0; i < count && i < CUSTODY_ARG_SLOTS; i++) {
    LLVMValueRef parameter = LLVMGetParam(function, i);
    if ((is_pointer(LLVMTypeOf(parameter)) || is_i64(LLVMTypeOf(parameter))) &&
        flows_out(m, demand, parameter, i))
      demand->wanted |= 1u << i;
  }
}

/* Whether some caller of FUNCTION, which only the module calls, may do something with the tag of
 * what it returns. pre: arguments are settled. */
static bool is_result_wanted(struct module *m, LLVMValueRef function) {
  for (LLVMUseRef use = LLVMGetFirstUse(function); use; use = LLVMGetNextUse(use)) {
    LLVMValueRef call = LLVMGetUser(use);
    bool tail = LLVMGetInstructionOpcode(call) == LLVMCall &&
                LLVMGetTailCallKind(call) == LLVMTailCallKindMustTail;
    if (tail || flows_out(m, nullptr, call, 0))
      return true;
  }
  return false;
}

/* Hands on what callees want, until nothing changes. */
static void settle_arguments(struct module *m, const struct list *functions) {
  for (bool changed = true; changed;) {
    changed = false;
    for (size_t i = functions->count; i-- > 0;) {
      struct demand *demand = demand_of(m, functions->items[i]);
      for (const struct edge *edge = demand->edges; edge; edge = edge->next)
        if (demand_of(m, edge->callee)->wanted >> edge->to & 1 &&
            !(demand->wanted >> edge->from & 1)) {
          demand->wanted |= 1u << edge->from;
          changed = true;
        }
    }
  }
}

static bool may_return_tag(struct module *m, LLVMValueRef function) {
  struct function f = {.m = m, .fn = function};
  bool may = false;
  for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(function); block && !may;
       block = LLVMGetNextBasicBlock(block)) {
    LLVMValueRef end = LLVMGetBasicBlockTerminator(block);
    LLVMValueRef before = LLVMGetPreviousInstruction(end);
    unsigned count;
    if (LLVMGetInstructionOpcode(end) != LLVMRet || !LLVMGetNumOperands(end) ||
        !has_pointer_leaf(m, LLVMTypeOf(LLVMGetOperand(end, 0)), &count))
      continue;
    bool tail = before && LLVMGetInstructionOpcode(before) == LLVMCall &&
                LLVMGetTailCallKind(before) == LLVMTailCallKindMustTail;
    may = tail || tag_maybe(&f, LLVMGetOperand(end, 0));
  }
  map_free(&f.maybe);
  return may;
}

void demand_collect(struct module *m, const struct list *functions) {
  enum { ROUNDS = 4 };
  for (size_t i = 0; i < functions->count; i++) {
    struct demand *demand = must_allocate(sizeof *demand);
    *demand = (struct demand){.returns = true};
    *map_put(&m->track->demands, functions->items[i]) = (uintptr_t)demand;
  }
  for (size_t i = 0; i < functions->count; i++)
    collect_arguments(m, functions->items[i]);
  settle_arguments(m, functions);
  for (size_t i = 0; i < functions->count; i++)
    if (demand_is_local(m, functions->items[i]) && !is_result_wanted(m, functions->items[i]))
      demand_of(m, functions->items[i])->returns = false;
  bool changed = true;
  for (unsigned round = 0; round < ROUNDS && changed; round++) {
    changed = false;
    for (size_t i = 0; i < functions->count; i++) {
      struct demand *demand = demand_of(m, functions->items[i]);
      if (demand->returns && !may_return_tag(m, functions->items[i])) {
        demand->returns = false;
        changed = true;
      }
    }
  }
}

void demand_free(struct module *m) {
  for (size_t i = 0; i < m->track->demands.capacity; i++) {
    struct demand *demand = (struct demand *)m->track->demands.entries[i].value;
    if (!m->track->demands.entries[i].key)
      continue;
    for (struct edge *edge = demand->edges, *next; edge; edge = next) {
      next = edge->next;
      free(edge);
    }
    free(demand);
  }
  map_free(&m->track->demands);
}

bool demand_wants(const struct module *m, LLVMValueRef callee, unsigned argument) {
  const struct demand *demand = callee ? demand_of(m, callee) : nullptr;
  if (!demand || argument >= LLVMCountParams(callee))
    return true;
  return demand->wanted >> argument & 1;
}

bool demand_returns(const struct module *m, LLVMValueRef callee) {
  const struct demand *demand = callee ? demand_of(m, callee) : nullptr;
  return !demand || demand->returns;
}

/* Another definition may be linked instead of one that is weak or can be interposed. */
bool demand_is_known(const struct module *m, LLVMValueRef callee) {
  if (!callee || !demand_of(m, callee))
    return false;
  switch (LLVMGetLinkage(callee)) {
  case LLVMInternalLinkage:
  case LLVMPrivateLinkage:
    return true;
  case LLVMExternalLinkage:
    return LLVMGetVisibility(callee) != LLVMDefaultVisibility;
  default:
    return false;
  }
}

bool demand_is_local(const struct module *m, LLVMValueRef function) {
  LLVMLinkage linkage = LLVMGetLinkage(function);
  if ((linkage != LLVMInternalLinkage && linkage != LLVMPrivateLinkage) || !demand_of(m, function))
    return false;
  for (LLVMUseRef use = LLVMGetFirstUse(function); use; use = LLVMGetNextUse(use)) {
    LLVMValueRef user = LLVMGetUser(use);
    if (!LLVMIsAInstruction(user) || !is_call(user) || direct_callee(user) != function ||
        !demand_of(m, LLVMGetBasicBlockParent(LLVMGetInstructionParent(user))))
      return false;
    for (unsigned i = 0; i < LLVMGetNumArgOperands(user); i++)
      if (LLVMGetOperand(user, i) == function)
        return false;
  }
  return true;
}
