/*===- followed.c - which pointers are followed, by their types --*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * An access of a pointer to struct payload in LLVM IR:
 *
 *   store ptr %p, ptr %slot, !tbaa !1
 *   !1 = !{!base, !access, i64 offset}
 *   !access = !{!"p1 _ZTS7payload", ...}     the number of pointers, and the symbol of the type's name
 *
 * Pointers to numbers have the number's name: "p1 int", for unsigned numbers too. All kinds of char are
 * "omnipotent char". A pointer to void, to a function or to a type without a name is an "any pointer".
 */
#include "followed.h"

#include "attributes.h"
#include "inspect.h"
#include "map.h"
#include "pointee_name.h"
#include "seam.h"

#include "custody/abi.h"

#include <llvm-c/Comdat.h>
#include <llvm-c/DebugInfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char list_name[] = "custody.types";
/* A string attribute of parameters, arguments, results and what a function returns. */
static const char left_out[] = "custody.left_out";

struct followed {
  struct list names; /* const char *, in the metadata */
  struct map known;  /* node of an access type -> enum answer */
};
enum answer { ANSWER_UNKNOWN, ANSWER_FOLLOWED, ANSWER_LEFT_OUT };

/*===-- The list -----------------------------------------------------------------===*/

/* What is known of the list in M. */
static struct followed *list_of(struct module *m) {
  if (m->followed)
    return m->followed;
  struct followed *list = m->followed = must_allocate(sizeof *list);
  unsigned count = LLVMGetNamedMetadataNumOperands(m->module, list_name), length;
  LLVMValueRef *all = must_allocate((count + 1) * sizeof *all), string;
  LLVMGetNamedMetadataOperands(m->module, list_name, all);
  for (unsigned i = 0; i < count; i++) {
    LLVMGetMDNodeOperands(all[i], &string);
    /* The context ends the strings of metadata in 0. */
    list_add(&list->names, (void *)(uintptr_t)LLVMGetMDString(string, &length));
  }
  free(all);
  return list;
}

void followed_free(struct module *m) {
  if (!m->followed)
    return;
  list_free(&m->followed->names);
  map_free(&m->followed->known);
  free(m->followed);
  m->followed = nullptr;
}

static bool is_listed(struct module *m, const char *name) {
  const struct list *names = &list_of(m)->names;
  for (size_t i = 0; i < names->count; i++)
    if (!strcmp(names->items[i], name))
      return true;
  return false;
}

void followed_add(struct module *m, const char *name) {
  if (is_listed(m, name))
    return;
  LLVMMetadataRef string = LLVMMDStringInContext2(m->context, name, strlen(name));
  LLVMMetadataRef node = LLVMMDNodeInContext2(m->context, &string, 1);
  LLVMAddNamedMetadataOperand(m->module, list_name, LLVMMetadataAsValue(m->context, node));
  followed_free(m);
  m->changed = true;
}

bool followed_is_given(struct module *m) {
  return list_of(m)->names.count != 0;
}

/*===-- Types of accesses ---------------------------------------------------------===*/

/* Writes the name of a pointer, as pointee_name does, for its NAME in TBAA ("p2 _ZTS3foo"). False if
 * that does not say what it points to. */
static bool name_in_tbaa(const char *name, char into[POINTEE_NAME_SIZE]) {
  char *end, readable[POINTEE_NAME_SIZE], text[2 * POINTEE_NAME_SIZE];
  unsigned long pointers = name[0] == 'p' ? strtoul(name + 1, &end, 10) : 0;
  if (!pointers || pointers > 16 || *end != ' ')
    return false;
  const char *pointee = end + 1;
  static const char typeinfo[] = "typeinfo name for ";
  if (!strcmp(pointee, "omnipotent char")) {
    pointee = "char";
  } else if (!strncmp(pointee, "_ZTS", strlen("_ZTS"))) {
    if (!custody_seam_demangle(pointee, readable, sizeof readable) ||
        strncmp(readable, typeinfo, strlen(typeinfo)))
      return false;
    pointee = readable + strlen(typeinfo);
  }
  snprintf(text, sizeof text, "%s%.*s", pointee, (int)pointers - 1, "***************");
  return pointee_name(text, into);
}

static bool is_left_out(struct module *m, LLVMValueRef access_type) {
  LLVMValueRef fields[8];
  char name[POINTEE_NAME_SIZE];
  unsigned length;
  unsigned count = LLVMGetMDNodeNumOperands(access_type);
  if (!count || count > sizeof fields / sizeof *fields)
    return false;
  LLVMGetMDNodeOperands(access_type, fields);
  const char *text = LLVMGetMDString(fields[0], &length);
  return text && name_in_tbaa(text, name) && !is_listed(m, name);
}

bool followed_leaves_out(struct module *m, LLVMValueRef access) {
  struct followed *list = list_of(m);
  LLVMValueRef tag = list->names.count ? LLVMGetMetadata(access, m->tbaa) : nullptr, fields[4];
  unsigned count = tag ? (unsigned)LLVMGetMDNodeNumOperands(tag) : 0;
  if (count < 3 || count > 4)
    return false;
  LLVMGetMDNodeOperands(tag, fields);
  if (!fields[1] || !LLVMIsAMDNode(fields[1]))
    return false;
  uintptr_t *known = map_put(&list->known, fields[1]);
  if (*known == ANSWER_UNKNOWN)
    *known = is_left_out(m, fields[1]) ? ANSWER_LEFT_OUT : ANSWER_FOLLOWED;
  return *known == ANSWER_LEFT_OUT;
}

/*===-- Types in debug info --------------------------------------------------------===*/

/* Whether TYPE is a named type of those that TBAA names, too. */
static bool is_named_type(LLVMMetadataRef type) {
  enum { CLASS = 0x02, STRUCTURE = 0x13, UNION = 0x17, BASE = 0x24 }; /* DW_TAG_* */
  unsigned tag = LLVMGetDINodeTag(type);
  return tag == CLASS || tag == STRUCTURE || tag == UNION || tag == BASE;
}

static bool is_left_out_in_source(struct module *m, LLVMMetadataRef type) {
  char text[2 * POINTEE_NAME_SIZE], name[POINTEE_NAME_SIZE];
  unsigned pointers = 0;
  size_t length = 0;
  for (LLVMMetadataRef to; pointers < 16 && (to = custody_seam_pointee(type)); type = to)
    pointers++;
  if (!pointers || !is_named_type(type))
    return false;
  const char *pointee = LLVMDITypeGetName(type, &length);
  snprintf(text, sizeof text, "%.*s%.*s", (int)length, pointee, (int)pointers - 1,
           "***************");
  return length && length < POINTEE_NAME_SIZE && pointee_name(text, name) && !is_listed(m, name);
}

/* Whether the source gives parameter INDEX of FUNCTION, or its result if INDEX is -1, a type that
 * the list leaves out. */
static bool source_leaves_out(struct module *m, LLVMValueRef function, int index) {
  LLVMMetadataRef subprogram = function ? LLVMGetSubprogram(function) : nullptr;
  if (!subprogram || custody_seam_parameter_count(subprogram) != LLVMCountParams(function))
    return false;
  LLVMMetadataRef type = custody_seam_parameter_type(subprogram, index);
  if (!type)
    return false;
  uintptr_t *known = map_put(&list_of(m)->known, type);
  if (*known == ANSWER_UNKNOWN)
    *known = is_left_out_in_source(m, type) ? ANSWER_LEFT_OUT : ANSWER_FOLLOWED;
  return *known == ANSWER_LEFT_OUT;
}

/*===-- Parameters and results ----------------------------------------------------===*/

/* Whether VALUE is read from a place whose type the list leaves out. */
static bool is_read_left_out(struct module *m, LLVMValueRef value) {
  return LLVMIsALoadInst(value) && followed_leaves_out(m, value);
}

/* Whether the use of VALUE by USER needs no tag: USER gives it a type that the list leaves out, or
 * only looks at it or through it. What USER makes of VALUE goes to TODO. */
static bool needs_no_tag(struct module *m, LLVMValueRef user, LLVMValueRef value,
                         struct list *todo) {
  switch (LLVMGetInstructionOpcode(user)) {
  case LLVMStore:
    return LLVMGetOperand(user, 0) != value || followed_leaves_out(m, user);
  case LLVMLoad:
  case LLVMICmp:
    return true;
  case LLVMGetElementPtr:
    if (LLVMGetOperand(user, 0) != value)
      return false;
    list_add(todo, user);
    return true;
  case LLVMPHI:
  case LLVMSelect:
    list_add(todo, user);
    return true;
  default:
    return false;
  }
}

/* Whether no use of VALUE needs its tag. */
static bool is_left_out_everywhere(struct module *m, LLVMValueRef value) {
  enum { FAR = 32 };
  struct list todo = {};
  bool all = true;
  list_add(&todo, value);
  for (size_t at = 0; at < todo.count && all; at++) {
    all = todo.count < FAR;
    for (LLVMUseRef use = LLVMGetFirstUse(todo.items[at]); use && all; use = LLVMGetNextUse(use)) {
      LLVMValueRef user = LLVMGetUser(use);
      bool known = false;
      for (size_t i = 0; i < todo.count; i++)
        known |= todo.items[i] == user;
      all = known || (LLVMIsAInstruction(user) && needs_no_tag(m, user, todo.items[at], &todo));
    }
  }
  list_free(&todo);
  return all;
}

static LLVMAttributeRef make_attribute(struct module *m) {
  m->changed = true;
  return LLVMCreateStringAttribute(m->context, left_out, (unsigned)strlen(left_out), "", 0);
}

static void note_parameters(struct module *m, LLVMValueRef function) {
  for (unsigned i = 0; i < LLVMCountParams(function); i++) {
    LLVMValueRef parameter = LLVMGetParam(function, i);
    bool left = source_leaves_out(m, function, (int)i);
    for (LLVMUseRef use = LLVMGetFirstUse(parameter); use; use = LLVMGetNextUse(use)) {
      LLVMValueRef user = LLVMGetUser(use);
      left |= LLVMIsAStoreInst(user) && LLVMGetOperand(user, 0) == parameter &&
              LLVMIsAAllocaInst(LLVMGetOperand(user, 1)) && followed_leaves_out(m, user);
    }
    if (left && is_pointer(LLVMTypeOf(parameter)))
      LLVMAddAttributeAtIndex(function, i + 1, make_attribute(m));
  }
}

static void note_call(struct module *m, LLVMValueRef call) {
  LLVMValueRef callee = direct_callee(call);
  for (unsigned i = 0; i < LLVMGetNumArgOperands(call); i++)
    if (is_pointer(LLVMTypeOf(LLVMGetOperand(call, i))) &&
        (is_read_left_out(m, LLVMGetOperand(call, i)) || source_leaves_out(m, callee, (int)i)))
      LLVMAddCallSiteAttribute(call, i + 1, make_attribute(m));
  if (is_pointer(LLVMTypeOf(call)) &&
      (source_leaves_out(m, callee, -1) || is_left_out_everywhere(m, call)))
    LLVMAddCallSiteAttribute(call, LLVMAttributeReturnIndex, make_attribute(m));
}

void followed_note(struct module *m, LLVMValueRef function) {
  struct list all = {};
  bool pointer = is_pointer(LLVMGetReturnType(LLVMGlobalGetValueType(function)));
  bool declared = pointer && source_leaves_out(m, function, -1), returns = pointer;
  note_parameters(m, function);
  list_instructions(function, &all);
  for (size_t i = 0; i < all.count; i++) {
    LLVMValueRef at = all.items[i];
    if (is_call(at))
      note_call(m, at);
    else if (returns && LLVMIsAReturnInst(at))
      returns = is_read_left_out(m, LLVMGetOperand(at, 0));
  }
  if (returns || declared)
    LLVMAddAttributeAtIndex(function, LLVMAttributeReturnIndex, make_attribute(m));
  list_free(&all);
}

static bool has_note(LLVMValueRef function, unsigned index) {
  return LLVMGetStringAttributeAtIndex(function, index, left_out, (unsigned)strlen(left_out));
}

static bool call_has_note(LLVMValueRef call, unsigned index) {
  return LLVMGetCallSiteStringAttribute(call, index, left_out, (unsigned)strlen(left_out));
}

bool followed_leaves_out_parameter(LLVMValueRef function, unsigned index) {
  return has_note(function, index + 1);
}

bool followed_leaves_out_argument(LLVMValueRef call, unsigned index) {
  return call_has_note(call, index + 1);
}

bool followed_leaves_out_result(LLVMValueRef call) {
  LLVMValueRef callee = direct_callee(call);
  return call_has_note(call, LLVMAttributeReturnIndex) ||
         (callee && has_note(callee, LLVMAttributeReturnIndex));
}

bool followed_leaves_out_returned(LLVMValueRef function) {
  return has_note(function, LLVMAttributeReturnIndex);
}

/*===-- The stamp ------------------------------------------------------------------===*/

static int compare_names(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A number for the list that does not depend on the order of its lines. 0: there is none. */
static uint64_t hash_of(struct module *m) {
  const struct list *names = &list_of(m)->names;
  uint64_t hash = 0xcbf29ce484222325ULL;
  if (!names->count)
    return 0;
  const char **sorted = must_allocate(names->count * sizeof *sorted);
  memcpy(sorted, names->items, names->count * sizeof *sorted);
  qsort(sorted, names->count, sizeof *sorted, compare_names);
  for (size_t i = 0; i < names->count; i++)
    if (!i || strcmp(sorted[i - 1], sorted[i]))
      for (const char *at = sorted[i]; at == sorted[i] || at[-1]; at++)
        hash = (hash ^ (unsigned char)*at) * 0x100000001b3ULL;
  free(sorted);
  return hash ? hash : 1;
}

/* Where units are joined before they are compiled (-flto), their module flags must agree. */
static void add_flag(struct module *m, uint64_t hash) {
  static const char name[] = "custody: all units need one list of types";
  if (LLVMGetModuleFlag(m->module, name, strlen(name)))
    return;
  LLVMAddModuleFlag(m->module, LLVMModuleFlagBehaviorError, name, strlen(name),
                    LLVMValueAsMetadata(LLVMConstInt(m->t_i64, hash, false)));
}

LLVMValueRef followed_stamp(struct module *m) {
  uint64_t hash = hash_of(m);
  char name[64];
  if (hash)
    snprintf(name, sizeof name, "__custody_list_of_types_%016llx_is_not_in_all_units",
             (unsigned long long)hash);
  else
    strcpy(name, "__custody_list_of_types_is_missing_in_some_units");
  LLVMValueRef stamp = LLVMGetNamedGlobal(m->module, name);
  if (stamp)
    return stamp;
  add_flag(m, hash);
  stamp = LLVMAddGlobal(m->module, m->t_i64, name);
  LLVMSetInitializer(stamp, LLVMConstInt(m->t_i64, hash, false));
  LLVMSetGlobalConstant(stamp, true);
  LLVMSetLinkage(stamp, LLVMExternalLinkage); /* a weak one could be missing in silence */
  LLVMSetVisibility(stamp, LLVMHiddenVisibility);
  LLVMComdatRef group = LLVMGetOrInsertComdat(m->module, "__custody_list_of_types");
  LLVMSetComdatSelectionKind(group, LLVMAnyComdatSelectionKind);
  LLVMSetComdat(stamp, group);
  return stamp;
}

/* Whether INSTRUCTION of the user stores a pointer. */
static bool stores_pointer(const struct module *m, LLVMValueRef instruction) {
  return LLVMIsAStoreInst(instruction) && is_pointer(LLVMTypeOf(LLVMGetOperand(instruction, 0))) &&
         !LLVMGetMetadata(instruction, m->nosanitize);
}

unsigned followed_type_names(struct module *m) {
  bool stores = false, named = false;
  for (LLVMValueRef f = LLVMGetFirstFunction(m->module); f && !named; f = LLVMGetNextFunction(f)) {
    struct list all = {};
    list_instructions(f, &all);
    for (size_t i = 0; i < all.count && !named; i++) {
      stores |= stores_pointer(m, all.items[i]);
      named = LLVMGetMetadata(all.items[i], m->tbaa) != nullptr;
    }
    list_free(&all);
  }
  return named    ? CUSTODY_TYPE_NAMES_KNOWN
         : stores ? CUSTODY_TYPE_NAMES_UNKNOWN
                  : CUSTODY_TYPE_NAMES_UNUSED;
}
