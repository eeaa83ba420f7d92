/*===- rust_borrows.c - borrows in functions of Rust -------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * A parameter, a result or a member is a borrow if debug info gives it the type of a reference:
 *
 *   define ptr @as_ptr(ptr %self)                 ; fn as_ptr(&self) -> *const Inner
 *     %f = getelementptr i8, ptr %self, i64 8
 *     store ptr %f, ptr %out
 *     ret ptr %self
 *
 * becomes
 *
 *     %b = call ptr @custody.mark.borrow(ptr %self, ptr @custody.site)
 *     %f = getelementptr i8, ptr %self, i64 8
 *     %c = call ptr @custody.mark.borrow(ptr %f, ptr @custody.site)
 *     store ptr %c, ptr %out
 *     ret ptr %b
 *
 * The mark goes only to uses by which the pointer leaves the function. Loads and stores through it
 * keep the pointer itself, about which the optimizer knows more. An operand of a call is never
 * marked because the callee takes a reference: it is the raw pointer of the caller, and the callee
 * marks its own parameters.
 */
#include "mark_private.h"

#include <string.h>

/*===-- Where a pointer leaves --------------------------------------------------===*/

/* Whether the address that CAST makes is only compared, or tested for alignment, as debug builds
 * do. */
static bool is_only_tested(LLVMValueRef cast) {
  for (LLVMUseRef use = LLVMGetFirstUse(cast); use; use = LLVMGetNextUse(use)) {
    LLVMValueRef user = LLVMGetUser(use);
    bool masked = LLVMIsAInstruction(user) && LLVMGetInstructionOpcode(user) == LLVMAnd &&
                  LLVMIsAConstantInt(LLVMGetOperand(user, 1)) &&
                  LLVMConstIntGetZExtValue(LLVMGetOperand(user, 1)) < 1 << 16;
    if (!LLVMIsAICmpInst(user) && !masked)
      return false;
  }
  return true;
}

/* Whether ARGUMENT of CALL has ATTRIBUTE. */
static bool argument_has(LLVMValueRef call, unsigned argument, const char *attribute) {
  unsigned kind = LLVMGetEnumAttributeKindForName(attribute, strlen(attribute));
  return LLVMGetCallSiteEnumAttribute(call, argument + 1, kind) != nullptr;
}

/* Whether OPERAND of CALL need not be marked: the callee only reads or writes through it, or marks
 * it itself. */
static bool call_keeps(struct module *m, LLVMValueRef call, unsigned operand) {
  LLVMValueRef callee = direct_callee(call);
  unsigned arguments = LLVMGetNumArgOperands(call);
  if (operand >= arguments)
    return true; /* the callee itself */
  if (callee && LLVMGetIntrinsicID(callee))
    return true;
  if (callee && !LLVMIsDeclaration(callee)) {
    const struct rust_signature *s = rust_signature_of(m, callee);
    return operand < s->count && rust_is_borrow(m, &s->parameters[operand]);
  }
  /* rustc gives these attributes to a reference, unless its type has cells or is not Unpin. */
  return argument_has(call, operand, "dereferenceable") && argument_has(call, operand, "noalias");
}

/* Whether the pointer that is OPERAND of USER leaves the function there. MARKED_RETURN: the value
 * that the function returns is marked anyway. */
static bool leaves_here(struct module *m, LLVMValueRef user, unsigned operand, bool marked_return) {
  switch (LLVMGetInstructionOpcode(user)) {
  case LLVMLoad:
  case LLVMICmp:
    return false;
  case LLVMStore:
    return operand == 0 && !is_never_read(LLVMGetOperand(user, 1));
  case LLVMAtomicRMW:
  case LLVMAtomicCmpXchg:
    return operand != 0;
  case LLVMPtrToInt:
    return !is_only_tested(user);
  case LLVMCall:
  case LLVMInvoke:
    return !call_keeps(m, user, operand);
  case LLVMRet:
    return !marked_return;
  default:
    return true;
  }
}

struct borrow {
  LLVMValueRef site;
  LLVMValueRef length; /* of a slice, which borrows nothing if it has no elements; else NULL */
  bool marked_return;  /* as in leaves_here */
};

/* VALUE with the mark of BORROW, emitted at the builder. */
static LLVMValueRef build_mark(struct module *m, LLVMValueRef value, const struct borrow *borrow) {
  LLVMValueRef made = call_mark(m, MARK_BORROW, value, borrow->site, nullptr);
  if (!borrow->length)
    return made;
  LLVMValueRef empty = LLVMBuildICmp(m->b, LLVMIntEQ, borrow->length, l_i64(m, 0), "");
  return LLVMBuildSelect(m->b, empty, value, made, "");
}

/* Gives USER the mark MADE instead of VALUE, in each operand by which VALUE leaves. */
static void set_uses(struct module *m, LLVMValueRef user, LLVMValueRef value, LLVMValueRef made,
                     bool marked_return) {
  for (int i = 0; i < LLVMGetNumOperands(user); i++)
    if (LLVMGetOperand(user, (unsigned)i) == value &&
        leaves_here(m, user, (unsigned)i, marked_return))
      LLVMSetOperand(user, (unsigned)i, made);
}

/* Puts the builder behind VALUE, an argument or an instruction. */
static void build_behind(struct module *m, LLVMValueRef function, LLVMValueRef value) {
  if (LLVMIsAInstruction(value) && !LLVMIsAPHINode(value)) {
    build_after(m, value);
    return;
  }
  build_entry(m, function);
}

/* Marks VALUE, and each pointer that is VALUE and an offset, in the uses by which they leave. */
static void mark_leaving(struct module *m, LLVMValueRef function, LLVMValueRef value,
                         const struct borrow *borrow) {
  struct list todo = {};
  list_add(&todo, value);
  while (todo.count) {
    LLVMValueRef at = todo.items[--todo.count];
    struct list users = {};
    struct map seen = {};
    for (LLVMUseRef use = LLVMGetFirstUse(at); use; use = LLVMGetNextUse(use)) {
      LLVMValueRef user = LLVMGetUser(use);
      if (LLVMIsAGetElementPtrInst(user) && LLVMGetOperand(user, 0) == at &&
          is_pointer(LLVMTypeOf(user)))
        list_add(&todo, user);
      else if (LLVMIsAInstruction(user) && !*map_put(&seen, user)) {
        *map_put(&seen, user) = 1;
        list_add(&users, user);
      }
    }
    map_free(&seen);
    LLVMValueRef made = nullptr;
    for (size_t i = 0; i < users.count; i++) {
      bool leaves = false;
      for (int k = 0; k < LLVMGetNumOperands(users.items[i]); k++)
        leaves |= LLVMGetOperand(users.items[i], (unsigned)k) == at &&
                  leaves_here(m, users.items[i], (unsigned)k, borrow->marked_return);
      if (!leaves)
        continue;
      if (!made) {
        build_behind(m, function, at);
        made = build_mark(m, at, borrow);
      }
      set_uses(m, users.items[i], at, made, borrow->marked_return);
    }
    list_free(&users);
  }
  list_free(&todo);
}

/*===-- Borrows -----------------------------------------------------------------===*/

/* The site of a borrow of the kind of P. */
static LLVMValueRef make_site(struct module *m, LLVMValueRef function, LLVMValueRef place,
                              const struct rust_pointer *p) {
  struct site site = {
      .kind = p->kind == RUST_EXCLUSIVE ? CUSTODY_KIND_EXCLUSIVE : CUSTODY_KIND_SHARED,
      /* A reference has the permissions of its type, whatever the pointer had before. */
      .flags = CUSTODY_SITE_FRESH |
               (rust_is_library(LLVMGetSubprogram(function)) ? CUSTODY_SITE_LIBRARY : 0) |
               (p->kind == RUST_SHARED && rust_has_cells(m, p->pointee) ? CUSTODY_SITE_CELLS : 0),
      .span = rust_pointee_size(p),
      .header = CUSTODY_UNKNOWN_SIZE,
      .name = p->name,
      .name_length = p->name_length,
      .types = contents_constant(m, rust_contents_of(m, p)),
  };
  return site_make(m, function, place, &site);
}

/* Marks the parameters of FUNCTION that are references. */
static void mark_parameters(struct module *m, LLVMValueRef function, bool marked_return) {
  const struct rust_signature *s = rust_signature_of(m, function);
  for (unsigned i = 0; i < s->count; i++) {
    const struct rust_pointer *p = &s->parameters[i];
    if (!rust_is_borrow(m, p))
      continue;
    struct borrow borrow = {.marked_return = marked_return};
    if (p->slice && i + 1 < s->count && is_i64(LLVMTypeOf(LLVMGetParam(function, i + 1))))
      borrow.length = LLVMGetParam(function, i + 1);
    borrow.site = make_site(m, function, nullptr, p);
    mark_leaving(m, function, LLVMGetParam(function, i), &borrow);
  }
}

/* Sets *OFFSET to the bytes from PARAMETER to ADDRESS; false if that is not a constant. */
static bool constant_offset(struct module *m, LLVMValueRef address, LLVMValueRef parameter,
                            uint64_t *offset) {
  *offset = 0;
  while (address != parameter) {
    if (!LLVMIsAGetElementPtrInst(address))
      return false;
    LLVMTypeRef type = LLVMGetGEPSourceElementType(address);
    if (LLVMGetNumIndices(address) != 1 || !LLVMIsAConstantInt(LLVMGetOperand(address, 1)))
      return false;
    int64_t index = LLVMConstIntGetSExtValue(LLVMGetOperand(address, 1));
    *offset += (uint64_t)index * LLVMABISizeOfType(m->layout, type);
    address = LLVMGetOperand(address, 0);
  }
  return true;
}

/* Marks references that FUNCTION loads out of what its reference parameters point to: each such
 * load makes a new borrow. */
static void mark_members(struct module *m, LLVMValueRef function, bool marked_return) {
  const struct rust_signature *s = rust_signature_of(m, function);
  struct list all = {};
  list_instructions(function, &all);
  for (size_t i = 0; i < all.count; i++) {
    LLVMValueRef load = all.items[i];
    if (!LLVMIsALoadInst(load) || !is_pointer(LLVMTypeOf(load)))
      continue;
    LLVMValueRef address = LLVMGetOperand(load, 0), base = strip_offsets(address);
    for (unsigned k = 0; LLVMIsAArgument(base) && k < s->count; k++) {
      const struct rust_pointer *through = &s->parameters[k];
      uint64_t offset;
      if (LLVMGetParam(function, k) != base || through->slice || through->dynamic ||
          (through->kind != RUST_SHARED && through->kind != RUST_EXCLUSIVE) || !through->pointee ||
          !constant_offset(m, address, base, &offset))
        continue;
      struct rust_pointer p = rust_pointer_at(through->pointee, offset);
      if (p.slice || !rust_is_borrow(m, &p))
        continue;
      struct borrow borrow = {.site = make_site(m, function, load, &p),
                              .marked_return = marked_return};
      mark_leaving(m, function, load, &borrow);
    }
  }
  list_free(&all);
}

/* Marks the references in what FUNCTION returns by RET, each in its register: ptr, or { ptr, i64 },
 * or { ptr, ptr }. */
static void mark_return(struct module *m, LLVMValueRef function, LLVMValueRef ret) {
  struct leaf leaves[MAX_LEAVES];
  LLVMValueRef value = LLVMGetOperand(ret, 0);
  unsigned count = leaves_of_type(m, LLVMTypeOf(value), leaves);
  LLVMMetadataRef type = rust_return_type(function);
  for (unsigned i = 0; i < count; i++) {
    struct rust_pointer p = rust_pointer_at(type, leaves[i].offset);
    if (leaves[i].integer || leaves[i].depth > 1 || !rust_is_borrow(m, &p))
      continue;
    struct borrow borrow = {.site = make_site(m, function, nullptr, &p)};
    build_before(m, ret);
    LLVMValueRef whole = LLVMGetOperand(ret, 0), part = whole;
    if (leaves[i].depth)
      part = LLVMBuildExtractValue(m->b, whole, leaves[i].path[0], "");
    if (p.slice && i + 1 < count && leaves[i + 1].integer)
      borrow.length = LLVMBuildExtractValue(m->b, whole, leaves[i + 1].path[0], "");
    part = build_mark(m, part, &borrow);
    if (leaves[i].depth)
      part = LLVMBuildInsertValue(m->b, whole, part, leaves[i].path[0], "");
    LLVMSetOperand(ret, 0, part);
  }
}

/* Whether FUNCTION returns a reference in one register, which mark_return marks. */
static bool marks_return(struct module *m, LLVMValueRef function) {
  struct rust_pointer p = rust_returned(function);
  return is_pointer(LLVMGetReturnType(LLVMGlobalGetValueType(function))) && rust_is_borrow(m, &p);
}

void rust_mark_borrows(struct module *m, LLVMValueRef function) {
  bool marked_return = marks_return(m, function);
  mark_parameters(m, function, marked_return);
  mark_members(m, function, marked_return);
  if (!rust_return_type(function))
    return;
  struct list returns = {};
  list_returns(function, &returns);
  for (size_t i = 0; i < returns.count; i++)
    if (LLVMIsAReturnInst(returns.items[i]) && LLVMGetNumOperands(returns.items[i]))
      mark_return(m, function, returns.items[i]);
  list_free(&returns);
}
