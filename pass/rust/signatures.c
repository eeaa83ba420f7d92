/*===- rust.c - boundaries of Rust --------------------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/* Boundaries are known by name (rust_names.c); what they need and what they are, by debug info. */
#include "rust/rust.h"
#include "ir/emit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*===-- What is known of a function -------------------------------------------===*/

static const char dropped_name[] = "custody.dropped";

struct rust_signature *rust_signature_of(struct module *m, LLVMValueRef function) {
  uintptr_t *known = map_put(&m->signatures, function);
  if (*known)
    return (struct rust_signature *)*known;
  struct rust_signature *s = must_allocate(sizeof *s);
  *known = (uintptr_t)s;
  if (LLVMIsDeclaration(function) || !custody_seam_is_rust(function))
    return s;
  s->count = LLVMCountParams(function);
  s->parameters = must_allocate((s->count + 1) * sizeof *s->parameters);
  LLVMMetadataRef *types = must_allocate((s->count + 1) * sizeof *types);
  uint64_t *offsets = must_allocate((s->count + 1) * sizeof *offsets);
  custody_seam_parameters(function, types, offsets);
  for (unsigned i = 0; i < s->count; i++)
    if (types[i] && is_pointer(LLVMTypeOf(LLVMGetParam(function, i))))
      s->parameters[i] = rust_pointer_at(types[i], offsets[i]);
  free(types);
  free(offsets);
  return s;
}

void rust_free(struct module *m) {
  for (size_t i = 0; i < m->signatures.capacity; i++) {
    struct rust_signature *s = (struct rust_signature *)m->signatures.entries[i].value;
    if (m->signatures.entries[i].key && s) {
      free(s->parameters);
      free(s);
    }
  }
  map_free(&m->signatures);
  map_free(&m->type_traits);
  map_free(&m->type_contents);
}

LLVMMetadataRef rust_return_type(LLVMValueRef function) {
  LLVMMetadataRef subprogram = LLVMGetSubprogram(function);
  return subprogram ? custody_seam_parameter_type(subprogram, -1) : nullptr;
}

/* What comes back in the first word of what FUNCTION returns. */
struct rust_pointer rust_returned(LLVMValueRef function) {
  LLVMMetadataRef type = rust_return_type(function);
  return type ? rust_pointer_at(type, 0) : (struct rust_pointer){.kind = RUST_NOTHING};
}

/*===-- Boundaries --------------------------------------------------------------===*/

static bool returns_pointer(struct module *m, LLVMValueRef function) {
  struct leaf leaves[MAX_LEAVES];
  LLVMTypeRef type = LLVMGetReturnType(LLVMGlobalGetValueType(function));
  return leaves_of_type(m, type, leaves) && !leaves[0].integer && leaves[0].offset == 0;
}

/* Which IR parameter of a reclaim is the raw pointer; -1 for none. *POINTEE says what it points
 * to, as far as that is known. A mere declaration has no debug info. */
static int raw_parameter(struct module *m, LLVMValueRef function, const struct rust_name *name,
                         struct rust_pointer *pointee) {
  *pointee = (struct rust_pointer){.kind = RUST_NOTHING};
  unsigned count = LLVMCountParams(function);
  unsigned first = count && parameter_type_attribute(function, 0, "sret") ? 1 : 0;
  bool plain = first < count && is_pointer(LLVMTypeOf(LLVMGetParam(function, first)));
  if (LLVMIsDeclaration(function)) /* what a borrow returns is not known here */
    return name->standard && plain && name->what == RUST_NAME_RECLAIM ? (int)first : -1;
  struct rust_signature *s = rust_signature_of(m, function);
  for (unsigned i = 0; i < s->count; i++)
    if (s->parameters[i].kind == RUST_RAW) {
      *pointee = s->parameters[i];
      return (int)i;
    }
  /* Without debug info of its parameters, one of the standard library's is taken at its name. */
  bool silent = s->count == 0 || s->parameters[first].kind == RUST_NOTHING;
  return name->standard && plain && silent ? (int)first : -1;
}

static struct role *new_role(enum role_kind kind, const struct rust_name *name) {
  struct role *role = must_allocate(sizeof *role);
  *role = (struct role){.kind = kind,
                        .consumes = name->consumes,
                        .rust = true,
                        .named = !name->standard,
                        .parameter = -1,
                        .ir_parameter = -1,
                        .sizes = {CUSTODY_UNKNOWN_SIZE, 0}};
  return role;
}

/* Two counts of a word each, and the payload aligned behind them (alloc::sync::ArcInner). */
static uint64_t counted_header(const struct rust_pointer *pointee) {
  enum { COUNTS = 16 };
  uint64_t align = pointee->pointee ? LLVMDITypeGetAlignInBits(pointee->pointee) / 8 : 0;
  if (pointee->dynamic || pointee->slice)
    return CUSTODY_UNKNOWN_SIZE;
  return align > COUNTS ? align : COUNTS;
}

/* Whether there is glue in the module that drops what the impl of BOUNDARY is for. */
static bool is_dropped(struct module *m, LLVMValueRef boundary) {
  size_t length;
  const char *symbol = LLVMGetValueName2(boundary, &length);
  for (LLVMValueRef f = LLVMGetFirstFunction(m->module); f; f = LLVMGetNextFunction(f))
    if (rust_drops(LLVMGetValueName2(f, &length), symbol))
      return true;
  return false;
}

static struct role *reclaim_role(struct module *m, LLVMValueRef function,
                                 const struct rust_name *name) {
  struct rust_pointer pointee;
  bool exclusive;
  int at = raw_parameter(m, function, name, &pointee);
  /* What is lent is owned elsewhere. The kernel's borrow_mut needs what it lends. */
  bool lends = rust_is_reference(rust_return_type(function), &exclusive);
  if (at < 0 || (lends && !(exclusive && name->what == RUST_NAME_BORROW)))
    return nullptr;
  struct role *role = new_role(ROLE_RECLAIM, name);
  role->parameter = role->ir_parameter = at;
  role->types = rust_contents(m, &pointee);
  role->sizes[1] = rust_pointee_size(&pointee);
  role->empty = pointee.pointee && !pointee.dynamic && !pointee.slice && role->sizes[1] == 0;
  role->lends = name->what == RUST_NAME_BORROW;
  role->undropped = role->named && !is_dropped(m, function);
  if (name->counts)
    role->sizes[0] = counted_header(&pointee);
  return role;
}

static struct role *release_role(struct module *m, LLVMValueRef function,
                                 const struct rust_name *name) {
  if (!returns_pointer(m, function))
    return nullptr;
  struct rust_pointer back = rust_returned(function);
  if (LLVMIsDeclaration(function) ? !name->standard : back.kind != RUST_RAW)
    return nullptr;
  struct role *role = new_role(ROLE_RELEASE, name);
  role->sizes[1] = rust_pointee_size(&back);
  return role;
}

static void collect_boundary(struct module *m, LLVMValueRef function) {
  size_t length;
  struct rust_name name = rust_name_of(LLVMGetValueName2(function, &length));
  if (name.what == RUST_NAME_NONE || annotate_roles(m, function))
    return;
  struct role *role = name.what == RUST_NAME_RELEASE ? release_role(m, function, &name)
                                                     : reclaim_role(m, function, &name);
  if (role)
    *map_put(&m->annotations, function) = (uintptr_t)role;
}

/* Says once for a module what will not be seen, and why. */
static void warn(struct module *m) {
  bool any, full, inlined = false, mangled = false;
  custody_seam_rust_units(m->module, &any, &full);
  size_t length;
  for (LLVMValueRef f = LLVMGetFirstFunction(m->module); f; f = LLVMGetNextFunction(f)) {
    mangled |= !LLVMIsDeclaration(f) && rust_is_mangled(LLVMGetValueName2(f, &length));
    inlined |= !has_attribute(f, ATTRIBUTE_MARKED) && custody_seam_is_rust(f) &&
               custody_seam_has_inlined(f);
  }
  const char *name = LLVMGetSourceFileName(m->module, &length);
  char message[1024];
  if (mangled && !full) {
    snprintf(message, sizeof message,
             "%s: Rust compiled without full debug info: borrows are not seen, and boundaries only "
             "where they are the standard library's; compile with -Cdebuginfo=2",
             name);
    custody_seam_rust_warning(m->context, message);
  } else if (inlined) {
    snprintf(
        message, sizeof message,
        "%s: rustc inlined functions before Custody could see them: boundaries and borrows are "
        "missed; compile with -Zinline-mir=no",
        name);
    custody_seam_rust_warning(m->context, message);
  }
}

/* Notes for phase 2, when functions may be gone, that the module drops what BOUNDARY is for. */
static void note_dropped(struct module *m, LLVMValueRef boundary) {
  size_t length;
  const char *symbol = LLVMGetValueName2(boundary, &length);
  struct rust_name name = rust_name_of(symbol);
  if (name.what == RUST_NAME_NONE || name.standard || !is_dropped(m, boundary))
    return;
  LLVMMetadataRef string = LLVMMDStringInContext2(m->context, symbol, length);
  LLVMMetadataRef node = LLVMMDNodeInContext2(m->context, &string, 1);
  LLVMAddNamedMetadataOperand(m->module, dropped_name, LLVMMetadataAsValue(m->context, node));
}

LLVMValueRef rust_dropped_table(struct module *m, unsigned *count) {
  *count = LLVMGetNamedMetadataNumOperands(m->module, dropped_name);
  if (!*count)
    return l_null(m);
  LLVMValueRef *all = must_allocate(*count * sizeof *all);
  LLVMGetNamedMetadataOperands(m->module, dropped_name, all);
  for (unsigned i = 0; i < *count; i++) {
    LLVMValueRef string;
    unsigned length;
    LLVMGetMDNodeOperands(all[i], &string);
    const char *text = LLVMGetMDString(string, &length);
    all[i] = site_string(m, text, length);
  }
  LLVMValueRef data = LLVMConstArray2(m->t_ptr, all, *count);
  LLVMValueRef table = LLVMAddGlobal(m->module, LLVMTypeOf(data), "custody.dropped");
  LLVMSetInitializer(table, data);
  LLVMSetGlobalConstant(table, true);
  LLVMSetLinkage(table, LLVMPrivateLinkage);
  free(all);
  return table;
}

void rust_collect(struct module *m, bool warnings) {
  bool unmarked = false;
  for (LLVMValueRef f = LLVMGetFirstFunction(m->module); f; f = LLVMGetNextFunction(f)) {
    collect_boundary(m, f);
    if (!has_attribute(f, ATTRIBUTE_MARKED))
      note_dropped(m, f);
    unmarked |= !LLVMIsDeclaration(f) && !has_attribute(f, ATTRIBUTE_MARKED);
  }
  if (unmarked && warnings)
    warn(m);
}
