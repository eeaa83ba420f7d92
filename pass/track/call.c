/*===- call.c - tags across calls and returns ---------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * %r = call ptr @g(ptr %p, i32 %n, ptr %q), where g may be instrumented or not, becomes
 *
 *   call void @__custody_fast_handover2(ptr @custody.handover.g.0.2, i32 %t.p, i32 %t.q)
 *   %r = call ptr @g(ptr %p, i32 %n, ptr %q)
 *   %t.r = call i32 @__custody_fast_returned(i64 <name of g>)      ; only if it is used
 *
 * and in g the tag of %q is slot 2 of what @__custody_fast_enter(ptr @custody.enter, ptr <g>) returns.
 * Through a pointer, or with more tags, it is @__custody_fast_publish3(i64 <name>, i32 %t.p, i32 0, i32 %t.q).
 * `ret ptr %v` is preceded by @__custody_fast_return1(i64 <name of g>, ptr @g, i32 %t.v).
 *
 * Where the address of a local pointer is passed and the local holds a tag, the callee is asked to
 * say that it is instrumented (fast_arm); if it does not, the local's tags are cleared behind the
 * call (fast_disarm): it may have been given another pointer with the same bits.
 */
#include "track_private.h"

#include <string.h>

enum { PUBLISH_VARIANTS = 8, LOCALS_WATCHED = 4, LOCAL_BYTES = 64 };

/*===-- Names ------------------------------------------------------------------===*/

static uint64_t fnv1a(uint64_t hash, const char *text, size_t length) {
  for (size_t i = 0; i < length; i++)
    hash = (hash ^ (unsigned char)text[i]) * 0x100000001b3ULL;
  return hash;
}

/* Symbols of local linkage are told apart by their module. */
LLVMValueRef call_name(struct module *m, LLVMValueRef function) {
  size_t length;
  const char *name = LLVMGetValueName2(function, &length);
  uint64_t hash = fnv1a(0xcbf29ce484222325ULL, name, length);
  LLVMLinkage linkage = LLVMGetLinkage(function);
  if (linkage == LLVMInternalLinkage || linkage == LLVMPrivateLinkage) {
    name = LLVMGetModuleIdentifier(m->module, &length);
    hash = fnv1a(hash, name, length);
  }
  return l_i64(m, hash | 1ULL << 63);
}

/* The function that CALL names, or NULL. */
static LLVMValueRef named_callee(LLVMValueRef call) {
  LLVMValueRef target = LLVMGetCalledValue(call);
  for (unsigned steps = 0; LLVMIsAGlobalAlias(target) && steps < 16; steps++)
    target = LLVMAliasGetAliasee(target);
  return LLVMIsAFunction(target) || LLVMIsAGlobalIFunc(target) ? target : nullptr;
}

/* How CALL names its callee. */
static LLVMValueRef callee_name(struct function *f, LLVMValueRef call) {
  LLVMValueRef callee = LLVMGetCalledValue(call), target = named_callee(call);
  if (target)
    return call_name(f->m, target);
  uintptr_t *known = map_put(&f->names, call);
  if (!*known) {
    build_before(f->m, call);
    *known = (uintptr_t)l_bits(f->m, callee);
  }
  return (LLVMValueRef)*known;
}

/*===-- Results ------------------------------------------------------------------===*/

static int intrinsic_result_from(LLVMValueRef callee) {
  static const char *const through[] = {"llvm.launder.invariant.group",
                                        "llvm.strip.invariant.group",
                                        "llvm.ptrmask",
                                        "llvm.ptr.annotation",
                                        "llvm.ssa.copy",
                                        "llvm.preserve"};
  size_t length;
  const char *name = LLVMGetValueName2(callee, &length);
  for (size_t i = 0; i < sizeof through / sizeof *through; i++)
    if (!strncmp(name, through[i], strlen(through[i])))
      return 0;
  return RESULT_ZERO;
}

/* `asm("" : "+r"(p))` hides a value from the optimizer and leaves it as it is: with no template,
 * one output and the input "0" tied to it. Any other assembly gives a pointer of unknown history. */
static int asm_result_from(LLVMValueRef assembly) {
  size_t length;
  LLVMGetInlineAsmAsmString(assembly, &length);
  const char *at = LLVMGetInlineAsmConstraintString(assembly, &(size_t){0});
  if (length || strncmp(at, "=r,", 3) || strchr(at + 3, '='))
    return RESULT_ZERO;
  at += 3;
  for (int input = 0; at && *at != '~'; input++) {
    if (*at == '0')
      return input;
    at = strchr(at, ',');
    at = at ? at + 1 : nullptr;
  }
  return RESULT_ZERO;
}

bool has_pointer_leaf(struct module *m, LLVMTypeRef type, unsigned *count) {
  struct leaf leaves[MAX_LEAVES];
  *count = leaves_of_type(m, type, leaves);
  for (unsigned i = 0; i < *count; i++)
    if (!leaves[i].integer)
      return true;
  return false;
}

int call_result_from(struct function *f, LLVMValueRef call) {
  unsigned count;
  LLVMValueRef callee = direct_callee(call);
  if (is_musttail(call) || !has_pointer_leaf(f->m, LLVMTypeOf(call), &count) ||
      count > CUSTODY_RET_SLOTS)
    return RESULT_ZERO;
  if (LLVMIsAInlineAsm(LLVMGetCalledValue(call)))
    return count == 1 ? asm_result_from(LLVMGetCalledValue(call)) : RESULT_ZERO;
  if (!callee)
    return RESULT_TAGGED;
  if (LLVMGetIntrinsicID(callee))
    return intrinsic_result_from(callee);
  enum mark mark = mark_of_call(call);
  if (mark != MARK_COUNT)
    return mark == MARK_COMPARE ? RESULT_ZERO : RESULT_TAGGED;
  switch (library_of(callee)) {
  case LIBRARY_UNKNOWN:
    return demand_returns(f->m, callee) ? RESULT_TAGGED : RESULT_ZERO;
  case LIBRARY_RETURNS0:
  case LIBRARY_COPY:
  case LIBRARY_CLEAR:
    return LLVMGetNumArgOperands(call) && is_pointer(LLVMTypeOf(LLVMGetOperand(call, 0)))
               ? 0
               : RESULT_ZERO;
  default:
    return RESULT_ZERO;
  }
}

void call_tags(struct function *f, LLVMValueRef call, LLVMValueRef *tags, unsigned count) {
  struct module *m = f->m;
  int from = call_result_from(f, call);
  if (from >= 0)
    tags[0] = plain_tag_of(f, LLVMGetOperand(call, (unsigned)from));
  if (from != RESULT_TAGGED)
    return;
  enum mark mark = mark_of_call(call);
  if (mark != MARK_COUNT) {
    tags[0] = mark_tag(f, call, mark);
    return;
  }
  LLVMValueRef name = callee_name(f, call);
  build_after(m, call);
  if (count == 1) {
    tags[0] = fast_call(m, "returned", &name, 1);
    return;
  }
  LLVMValueRef from_there = fast_call(m, "returned_many", &name, 1);
  for (unsigned i = 0; i < count; i++)
    tags[i] = l_load(m, m->t_i32, l_at(m, from_there, i * sizeof(custody_tag)));
}

void lower_return(struct function *f, LLVMValueRef ret) {
  struct module *m = f->m;
  unsigned count;
  LLVMValueRef value = LLVMGetNumOperands(ret) ? LLVMGetOperand(ret, 0) : nullptr;
  if (!value || !has_pointer_leaf(m, LLVMTypeOf(value), &count) || count > CUSTODY_RET_SLOTS ||
      !demand_returns(m, f->fn))
    return;
  LLVMValueRef before = LLVMGetPreviousInstruction(ret);
  if (before && is_call(before) && is_musttail(before))
    return;
  LLVMValueRef *tags = tags_of(f, value);
  LLVMValueRef arguments[2 + CUSTODY_RET_SLOTS] = {f->name, f->fn};
  for (unsigned i = 0; i < count; i++)
    arguments[2 + i] = tags[i];
  static const char *const names[] = {"return1", "return2", "return3", "return4"};
  build_before(m, ret);
  fast_call(m, names[count - 1], arguments, 2 + count);
}

/*===-- Arguments ----------------------------------------------------------------===*/

/* What a call hands over. */
struct handover {
  LLVMValueRef tags[CUSTODY_ARG_SLOTS];
  unsigned count; /* slots up to the last that is not zero */
  LLVMValueRef va[CUSTODY_VA_SLOTS];
  bool varargs;
  LLVMValueRef byval[CUSTODY_BYVAL_SLOTS]; /* source of the n-th byval argument; NULL */
  LLVMValueRef byval_any;                  /* i32: whether one of them holds a tag */
  LLVMValueRef locals[LOCALS_WATCHED];
  uint64_t local_bytes[LOCALS_WATCHED];
  unsigned local_count;
};

static bool call_has_attribute(LLVMValueRef call, unsigned argument, const char *name) {
  unsigned kind = LLVMGetEnumAttributeKindForName(name, strlen(name));
  LLVMValueRef callee = direct_callee(call);
  return LLVMGetCallSiteEnumAttribute(call, argument + 1, kind) ||
         (callee && argument < LLVMCountParams(callee) &&
          LLVMGetEnumAttributeAtIndex(callee, argument + 1, kind));
}

/* Notes ARGUMENT if it is the address of a small local that can hold a pointer. A callee in Rust is
 * instrumented, or of the standard library, which has no use for a pointer of ours but through
 * generic functions, and these are compiled here. */
static void watch_local(struct function *f, LLVMValueRef call, unsigned index, struct handover *h) {
  struct module *m = f->m;
  unsigned count;
  size_t length;
  LLVMValueRef local = strip_offsets(LLVMGetOperand(call, index)), callee = direct_callee(call);
  if (callee && rust_is_mangled(LLVMGetValueName2(callee, &length)))
    return;
  if (!LLVMIsAAllocaInst(local) || h->local_count == LOCALS_WATCHED ||
      !LLVMIsAConstantInt(LLVMGetOperand(local, 0)) ||
      call_has_attribute(call, index, "readonly") ||
      call_has_attribute(call, index, "swifterror") || call_has_attribute(call, index, "readnone"))
    return;
  LLVMTypeRef type = LLVMGetAllocatedType(local);
  uint64_t bytes = LLVMABISizeOfType(m->layout, type);
  /* rustc's locals are all arrays of bytes. */
  bool may_hold = has_pointer_leaf(m, type, &count) ||
                  (bytes >= sizeof(uint64_t) && custody_seam_is_rust(f->fn));
  if (!may_hold || bytes > LOCAL_BYTES)
    return;
  h->local_bytes[h->local_count] = LLVMABISizeOfType(m->layout, type);
  h->locals[h->local_count++] = local;
}

static void collect_byval(struct function *f, LLVMValueRef call, unsigned index, LLVMTypeRef type,
                          unsigned slot, struct handover *h) {
  struct module *m = f->m;
  if (slot >= CUSTODY_BYVAL_SLOTS)
    return;
  build_before(m, call);
  LLVMValueRef source = LLVMGetOperand(call, index);
  LLVMValueRef arguments[] = {source, l_i64(m, LLVMABISizeOfType(m->layout, type))};
  LLVMValueRef any = hook_call(m, "shadow_any", arguments, 2);
  h->byval_any = l_or(m, h->byval_any, LLVMBuildZExt(m->b, any, m->t_i32, "custody.any"));
  h->byval[slot] = source;
}

/* Whether CALLEE, of Rust and defined elsewhere, takes ARGUMENT as a reference, by rustc's attributes:
 * then it borrows it anew. */
static bool is_lent_anew(LLVMValueRef call, LLVMValueRef callee, unsigned argument) {
  size_t length;
  return callee && LLVMIsDeclaration(callee) &&
         call_has_attribute(call, argument, "dereferenceable") &&
         call_has_attribute(call, argument, "noalias") &&
         rust_is_mangled(LLVMGetValueName2(callee, &length));
}

static void collect(struct function *f, LLVMValueRef call, struct handover *h) {
  struct module *m = f->m;
  unsigned count = LLVMGetNumArgOperands(call), byval_slot = 0;
  LLVMValueRef callee = direct_callee(call);
  bool known = demand_is_known(m, callee);
  for (unsigned i = 0; i < CUSTODY_ARG_SLOTS; i++)
    h->tags[i] = m->zero;
  h->byval_any = m->zero;
  unsigned fixed = LLVMCountParamTypes(LLVMGetCalledFunctionType(call));
  for (unsigned i = 0; i < count && i < fixed; i++) {
    LLVMValueRef argument = LLVMGetOperand(call, i);
    LLVMTypeRef type = LLVMTypeOf(argument);
    LLVMTypeRef byval = is_pointer(type) ? parameter_type_attribute(call, i, "byval") : nullptr;
    if (byval) {
      collect_byval(f, call, i, byval, byval_slot++, h);
    } else if (is_pointer(type)) {
      if (i < CUSTODY_ARG_SLOTS && demand_wants(m, callee, i) && !is_lent_anew(call, callee, i))
        h->tags[i] = tag_of(f, argument);
      if (!known)
        watch_local(f, call, i, h);
    } else if (is_i64(type) && i < CUSTODY_ARG_SLOTS && demand_wants(m, callee, i) &&
               integer_may_carry(f, argument) && !LLVMIsALoadInst(argument)) {
      h->tags[i] = tag_of(f, argument);
    }
    if (i < CUSTODY_ARG_SLOTS && !tag_is_zero(f, h->tags[i]))
      h->count = i + 1;
  }
  if (LLVMIsFunctionVarArg(LLVMGetCalledFunctionType(call)))
    h->varargs = varargs_collect(f, call, h->va);
}

/* Hands over one or two tags to a callee that is known by name; false where there are more. */
static bool hand_over_few(struct function *f, LLVMValueRef call, LLVMValueRef name,
                          struct handover *h) {
  struct module *m = f->m;
  LLVMValueRef callee = named_callee(call), arguments[3];
  unsigned count = 0, slots[2];
  for (unsigned i = 0; i < h->count; i++)
    if (!tag_is_zero(f, h->tags[i])) {
      if (count == 2)
        return false;
      slots[count] = i;
      arguments[1 + count++] = h->tags[i];
    }
  if (!callee || !count)
    return false;
  arguments[0] = stub_handover(m, callee, name, slots[0], slots[count - 1]);
  build_before(m, call);
  fast_call(m, count == 1 ? "handover1" : "handover2", arguments, 1 + count);
  return true;
}

static void publish(struct function *f, LLVMValueRef call, LLVMValueRef name, struct handover *h) {
  struct module *m = f->m;
  build_before(m, call);
  if (!h->varargs && tag_is_zero(f, h->byval_any) && h->count <= PUBLISH_VARIANTS) {
    if (!h->count || hand_over_few(f, call, name, h))
      return;
    LLVMValueRef arguments[1 + PUBLISH_VARIANTS] = {name};
    for (unsigned i = 0; i < h->count; i++)
      arguments[1 + i] = h->tags[i];
    char variant[] = "publish0";
    variant[sizeof variant - 2] = (char)('0' + h->count);
    fast_call(m, variant, arguments, 1 + h->count);
    return;
  }
  LLVMValueRef any = h->byval_any;
  for (unsigned i = 0; i < h->count; i++)
    any = l_or(m, any, h->tags[i]);
  for (unsigned i = 0; h->varargs && i < CUSTODY_VA_SLOTS; i++)
    any = l_or(m, any, h->va[i]);
  LLVMValueRef arguments[] = {name, any};
  LLVMValueRef area = fast_call(m, "publish", arguments, 2);
  for (unsigned i = 0; i < h->count; i++)
    if (!tag_is_zero(f, h->tags[i]))
      l_store(m, h->tags[i],
              l_at(m, area, offsetof(struct custody_tls, arg) + i * sizeof(custody_tag)));
  for (unsigned i = 0; h->varargs && i < CUSTODY_VA_SLOTS; i++)
    if (!tag_is_zero(f, h->va[i]))
      l_store(m, h->va[i],
              l_at(m, area, offsetof(struct custody_tls, va) + i * sizeof(custody_tag)));
  for (unsigned i = 0; i < CUSTODY_BYVAL_SLOTS; i++)
    if (h->byval[i])
      l_store(m, l_bits(m, h->byval[i]),
              l_at(m, area, offsetof(struct custody_tls, byval) + i * sizeof(uint64_t)));
}

/* The local that a callee sets to say that it is instrumented. */
static LLVMValueRef ack_local(struct function *f) {
  if (!f->ack) {
    LLVMPositionBuilderBefore(f->m->b, LLVMGetFirstInstruction(LLVMGetEntryBasicBlock(f->fn)));
    f->ack = LLVMBuildAlloca(f->m->b, f->m->t_i8, "custody.ack");
  }
  return f->ack;
}

static void guard_locals(struct function *f, LLVMValueRef call, LLVMValueRef name,
                         struct handover *h) {
  struct module *m = f->m;
  LLVMValueRef ack = ack_local(f), dirty[LOCALS_WATCHED], any = nullptr;
  build_before(m, call);
  for (unsigned i = 0; i < h->local_count; i++) {
    LLVMValueRef range[] = {h->locals[i], l_i64(m, h->local_bytes[i])};
    dirty[i] = h->local_bytes[i] == 8 ? fast_call(m, "dirty", range, 1)
                                      : hook_call(m, "shadow_any", range, 2);
    any = any ? LLVMBuildOr(m->b, any, dirty[i], "custody.dirty") : dirty[i];
  }
  LLVMValueRef published = h->byval_any;
  for (unsigned i = 0; i < h->count; i++)
    published = l_or(m, published, h->tags[i]);
  for (unsigned i = 0; h->varargs && i < CUSTODY_VA_SLOTS; i++)
    published = l_or(m, published, h->va[i]);
  LLVMValueRef arm[] = {name, published, any, ack};
  fast_call(m, "arm", arm, 4);
  build_after(m, call);
  for (unsigned i = 0; i < h->local_count; i++) {
    LLVMValueRef disarm[] = {dirty[i], ack, h->locals[i], l_i64(m, h->local_bytes[i])};
    fast_call(m, "disarm", disarm, 4);
  }
}

/* What a musttail callee returns, it returns to our caller, who expects it under our name. */
static void lower_tail(struct function *f, LLVMValueRef call, LLVMValueRef name) {
  unsigned count;
  if (!has_pointer_leaf(f->m, LLVMTypeOf(call), &count))
    return;
  build_before(f->m, call);
  LLVMValueRef arguments[] = {name, f->name, f->fn};
  fast_call(f->m, "tail", arguments, 3);
}

void lower_call(struct function *f, LLVMValueRef call) {
  enum mark mark = mark_of_call(call);
  if (mark != MARK_COUNT) {
    lower_mark(f, call, mark);
    return;
  }
  if (lower_known_call(f, call))
    return;
  struct handover h = {};
  collect(f, call, &h);
  LLVMValueRef name = callee_name(f, call);
  publish(f, call, name, &h);
  if (is_musttail(call))
    lower_tail(f, call, name);
  if (h.local_count && !is_musttail(call))
    guard_locals(f, call, name, &h);
  drop_call_memory_attributes(call);
}
