/*===- site.c - descriptors of source locations ------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * A site is a private constant `struct custody_site` (abi.h). The module's table has those that
 * tags can name, in the order in which phase 2 meets them:
 *
 *   @custody.sites   = private constant [N x ptr] [ptr @custody.site, ...]
 *   @custody.indices = internal global [N x i32] zeroinitializer    ; written by the runtime
 *   @custody.module  = private global %custody_module { @custody.sites, N, @custody.indices, name, @custody.dropped, M,
 *                                                       @custody.judges, J, crates, C, main, @<list of types> }
 *   define internal void @custody.register() { call @<version symbol>(ptr @custody.module) }
 *   define internal void @custody.unregister() { call @__custody_module_unload(ptr @custody.module) }
 */
#define _XOPEN_SOURCE 700 /* realpath */
#include "site.h"

#include "attributes.h"
#include "emit.h"
#include "followed.h"
#include "foreign.h"
#include "hooks.h"
#include "map.h"
#include "seam.h"
#include "target.h"

#include <stdlib.h>
#include <string.h>

#define STRING_(x) #x
#define STRING(x) STRING_(x)

/* Before constructors of the default priority, after the runtime's own. After destructors of the default
 * priority. */
enum { CONSTRUCTOR_PRIORITY = 2 };

/* Named metadata: an operand for each boundary of site_note_dropped. */
static const char dropped_name[] = "custody.dropped";

struct site_tables {
  struct map strings;  /* file or function (metadata, value) -> global with its name */
  struct map families; /* hash of a family's name -> global with it */
  struct map indexed;  /* site -> 1 + its place in index_list */
  struct list index_list;
  struct map judging; /* site -> 1: it is in judge_list */
  struct list judge_list;
  LLVMValueRef indices; /* stands for the table of indices until its size is known */
};

static struct site_tables *tables_of(struct module *m) {
  if (!m->sites)
    m->sites = must_allocate(sizeof *m->sites);
  return m->sites;
}

void site_free(struct module *m) {
  struct site_tables *t = m->sites;
  if (!t)
    return;
  map_free(&t->strings);
  map_free(&t->families);
  map_free(&t->indexed);
  list_free(&t->index_list);
  map_free(&t->judging);
  list_free(&t->judge_list);
  free(t);
  m->sites = nullptr;
}

/*===-- Constants ---------------------------------------------------------------===*/

static LLVMValueRef make_constant(struct module *m, LLVMValueRef data, const char *name) {
  LLVMValueRef global = LLVMAddGlobal(m->module, LLVMTypeOf(data), name);
  LLVMSetInitializer(global, data);
  LLVMSetGlobalConstant(global, true);
  LLVMSetLinkage(global, LLVMPrivateLinkage);
  return global;
}

/* A constant string; TEXT need not end in 0. */
static LLVMValueRef make_string(struct module *m, const char *text, size_t length) {
  LLVMValueRef data = LLVMConstStringInContext2(m->context, text, length, false);
  LLVMValueRef global = make_constant(m, data, "custody.str");
  LLVMSetUnnamedAddress(global, LLVMGlobalUnnamedAddr);
  return global;
}

/* The same, made once for each KEY in this run. */
static LLVMValueRef shared_string(struct module *m, const void *key, const char *text,
                                  size_t length) {
  uintptr_t *known = map_put(&tables_of(m)->strings, key);
  if (!*known)
    *known = (uintptr_t)make_string(m, text, length);
  return (LLVMValueRef)*known;
}

/* Returns PATH without "/../", which the caller frees. Returns PATH itself if it has none, or if there is
 * no such file. Kbuild names sources so if it builds in another folder. */
static char *without_dots(char *path) {
  char *real = strstr(path, "/../") ? realpath(path, nullptr) : nullptr;
  if (!real)
    return path;
  free(path);
  return real;
}

/* DIRECTORY/FILE, or FILE where that is absolute. */
static LLVMValueRef file_string(struct module *m, LLVMMetadataRef scope) {
  LLVMMetadataRef file = scope ? LLVMDIScopeGetFile(scope) : nullptr;
  if (!file)
    return l_null(m);
  unsigned length = 0, directory_length = 0;
  const char *name = LLVMDIFileGetFilename(file, &length);
  const char *directory = LLVMDIFileGetDirectory(file, &directory_length);
  if (!length)
    return l_null(m);
  if (!directory_length || name[0] == '/')
    return shared_string(m, file, name, length);
  char *path = must_allocate(directory_length + length + 2);
  memcpy(path, directory, directory_length);
  path[directory_length] = '/';
  memcpy(path + directory_length + 1, name, length);
  path[directory_length + 1 + length] = 0;
  path = without_dots(path);
  LLVMValueRef string = shared_string(m, file, path, (unsigned)strlen(path));
  free(path);
  return string;
}

/*===-- Sites -------------------------------------------------------------------===*/

/* The name of the family of OWNER, which its sites share. */
static LLVMValueRef family_string(struct module *m, const struct site_owner *owner) {
  uintptr_t *known = map_put(&tables_of(m)->families, (const void *)(uintptr_t)owner->name_hash);
  if (!*known)
    *known = (uintptr_t)make_string(m, owner->name, strlen(owner->name));
  return (LLVMValueRef)*known;
}

/* A site in the function NAME. Its file is that of SCOPE, which may be NULL. */
static LLVMValueRef make_site(struct module *m, LLVMValueRef name, LLVMMetadataRef scope,
                              unsigned line, unsigned column, const struct site *site) {
  const struct site_owner *owner = site->owner;
  LLVMValueRef fields[17] = {
      name,
      file_string(m, scope),
      site->name_length ? make_string(m, site->name, site->name_length) : l_null(m),
      l_i64(m, site->span),
      l_i64(m, site->header),
      l_i32(m, line),
      l_i32(m, column),
      l_i32(m, site->kind),
      l_i32(m, site->flags | (owner ? CUSTODY_SITE_OWNER : 0)),
      site->types ? site->types : l_null(m),
  };
  unsigned count = 10;
  if (owner) { /* the members of struct custody_owner_site behind the site */
    fields[count++] = family_string(m, owner);
    fields[count++] = l_i32(m, owner->family);
    fields[count++] = l_i32(m, owner->name_hash);
    fields[count++] = l_i32(m, owner->type_hash);
    fields[count++] = l_i32(m, owner->align);
    fields[count++] = l_i32(m, owner->exact ? CUSTODY_OWNER_EXACT : 0);
    fields[count++] = m->zero;
  }
  LLVMValueRef data = LLVMConstStructInContext(m->context, fields, count, false);
  return make_constant(m, data, "custody.site");
}

LLVMValueRef site_make(struct module *m, LLVMValueRef function, LLVMValueRef place,
                       const struct site *site) {
  LLVMMetadataRef location = place ? LLVMInstructionGetDebugLoc(place) : nullptr;
  LLVMMetadataRef subprogram = LLVMGetSubprogram(function);
  unsigned line = location     ? LLVMDILocationGetLine(location)
                  : subprogram ? LLVMDISubprogramGetLine(subprogram)
                               : 0;
  unsigned column = location ? LLVMDILocationGetColumn(location) : 0;
  LLVMMetadataRef scope = location ? LLVMDILocationGetScope(location) : subprogram;
  size_t length;
  const char *name = LLVMGetValueName2(function, &length);
  return make_site(m, shared_string(m, function, name, length), scope, line, column, site);
}

LLVMValueRef site_called_from(struct module *m, LLVMValueRef site, LLVMMetadataRef location) {
  static const struct site plain = {.kind = CUSTODY_KIND_NONE, .header = CUSTODY_UNKNOWN_SIZE};
  size_t length;
  const char *name = custody_seam_location_symbol(location, &length);
  LLVMValueRef symbol = name ? make_string(m, name, length) : l_null(m);
  LLVMValueRef caller =
      make_site(m, symbol, LLVMDILocationGetScope(location), LLVMDILocationGetLine(location),
                LLVMDILocationGetColumn(location), &plain);
  LLVMValueRef fields[12];
  for (unsigned i = 0; i < 10; i++)
    fields[i] = LLVMGetAggregateElement(LLVMGetInitializer(site), i);
  fields[SITE_FLAGS] = l_i32(m, (uint32_t)site_field(site, SITE_FLAGS) | CUSTODY_SITE_CALLED);
  fields[10] = caller;
  fields[11] = l_i64(m, 0);
  return make_constant(m, LLVMConstStructInContext(m->context, fields, 12, false), "custody.site");
}

uint64_t site_pointee(LLVMValueRef function, int index, const char **name, size_t *length) {
  *length = 0;
  LLVMMetadataRef subprogram = LLVMGetSubprogram(function);
  LLVMMetadataRef type = custody_seam_parameter_type(subprogram, index);
  LLVMMetadataRef pointee = type ? custody_seam_pointee(type) : nullptr;
  if (!pointee)
    return 0;
  *name = LLVMDITypeGetName(pointee, length);
  return LLVMDITypeGetSizeInBits(pointee) / 8;
}

uint64_t site_field(LLVMValueRef site, unsigned index) {
  LLVMValueRef field = LLVMGetAggregateElement(LLVMGetInitializer(site), index);
  return field && LLVMIsAConstantInt(field) ? LLVMConstIntGetZExtValue(field) : 0;
}

LLVMValueRef site_types(struct module *m, const uint32_t *numbers, unsigned count) {
  LLVMValueRef *fields = must_allocate((count + 1) * sizeof *fields);
  for (unsigned i = 0; i < count; i++)
    fields[i] = l_i32(m, numbers[i]);
  fields[count] = m->zero;
  LLVMValueRef data = LLVMConstArray2(m->t_i32, fields, count + 1);
  free(fields);
  LLVMValueRef global = make_constant(m, data, "custody.types");
  LLVMSetUnnamedAddress(global, LLVMGlobalUnnamedAddr);
  return global;
}

/*===-- The module's tables -----------------------------------------------------===*/

void site_note_dropped(struct module *m, const char *symbol, size_t length) {
  LLVMMetadataRef string = LLVMMDStringInContext2(m->context, symbol, length);
  LLVMMetadataRef node = LLVMMDNodeInContext2(m->context, &string, 1);
  LLVMAddNamedMetadataOperand(m->module, dropped_name, LLVMMetadataAsValue(m->context, node));
}

void site_begin(struct module *m) {
  tables_of(m)->indices = LLVMAddGlobal(m->module, m->t_i32, "custody.indices");
}

LLVMValueRef site_index(struct module *m, LLVMValueRef site) {
  struct site_tables *t = tables_of(m);
  uintptr_t *index = map_put(&t->indexed, site);
  if (!*index) {
    list_add(&t->index_list, site);
    *index = t->index_list.count;
  }
  LLVMValueRef at = l_i64(m, (*index - 1) * sizeof(uint32_t));
  return LLVMConstGEP2(m->t_i8, t->indices, &at, 1);
}

void site_judges(struct module *m, LLVMValueRef site) {
  struct site_tables *t = tables_of(m);
  uintptr_t *known = map_put(&t->judging, site);
  if (!*known)
    list_add(&t->judge_list, site);
  *known = 1;
}

static LLVMValueRef finish_indices(struct module *m) {
  static const char name[] = "custody.indices";
  LLVMTypeRef type = LLVMArrayType2(m->t_i32, m->sites->index_list.count);
  LLVMValueRef table = LLVMAddGlobal(m->module, type, "");
  LLVMSetInitializer(table, LLVMConstNull(type));
  LLVMSetLinkage(table, LLVMInternalLinkage);
  LLVMReplaceAllUsesWith(m->sites->indices, table);
  LLVMDeleteGlobal(m->sites->indices);
  LLVMSetValueName2(table, name, strlen(name));
  return table;
}

/* A constant table of COUNT pointers; null if there are none. */
static LLVMValueRef pointer_table(struct module *m, LLVMValueRef *items, size_t count,
                                  const char *name) {
  return count ? make_constant(m, LLVMConstArray2(m->t_ptr, items, count), name) : l_null(m);
}

static LLVMValueRef site_table(struct module *m, const struct list *sites, const char *name) {
  return pointer_table(m, (LLVMValueRef *)sites->items, sites->count, name);
}

/* The names that site_note_dropped noted; how many in *COUNT. */
static LLVMValueRef dropped_table(struct module *m, unsigned *count) {
  *count = LLVMGetNamedMetadataNumOperands(m->module, dropped_name);
  LLVMValueRef *all = must_allocate(*count * sizeof *all);
  LLVMGetNamedMetadataOperands(m->module, dropped_name, all);
  for (unsigned i = 0; i < *count; i++) {
    LLVMValueRef string;
    unsigned length;
    LLVMGetMDNodeOperands(all[i], &string);
    const char *text = LLVMGetMDString(string, &length);
    all[i] = make_string(m, text, length);
  }
  LLVMValueRef table = pointer_table(m, all, *count, "custody.dropped");
  free(all);
  return table;
}

/* A function that registers the descriptor MODULE with the runtime, run before main. The symbol
 * that it calls has the version of abi.h in its name: a runtime of another version does not
 * link. */
static void emit_constructor(struct module *m, LLVMValueRef module) {
  LLVMTypeRef type = LLVMFunctionType(m->t_void, nullptr, 0, false);
  LLVMValueRef constructor = LLVMAddFunction(m->module, "custody.register", type);
  LLVMSetLinkage(constructor, LLVMInternalLinkage);
  target_adopt(m, constructor);
  custody_seam_set_kcfi_type(m->module, constructor);
  add_attribute(m, constructor, ATTRIBUTE_PROPAGATED);
  LLVMTypeRef check_type = LLVMFunctionType(m->t_void, &m->t_ptr, 1, false);
  LLVMValueRef check = LLVMGetNamedFunction(m->module, STRING(CUSTODY_ABI_SYMBOL));
  if (!check)
    check = LLVMAddFunction(m->module, STRING(CUSTODY_ABI_SYMBOL), check_type);
  LLVMPositionBuilderAtEnd(m->b, LLVMAppendBasicBlockInContext(m->context, constructor, ""));
  LLVMSetCurrentDebugLocation2(m->b, nullptr);
  LLVMBuildCall2(m->b, check_type, check, &module, 1, "");
  LLVMBuildRetVoid(m->b);
  custody_seam_add_constructor(m->module, constructor, CONSTRUCTOR_PRIORITY);
}

static bool has_flag(struct module *m, const char *name) {
  LLVMMetadataRef flag = LLVMGetModuleFlag(m->module, name, strlen(name));
  LLVMValueRef value = flag ? LLVMMetadataAsValue(m->context, flag) : nullptr;
  return value != nullptr;
}

/* A function that says that the descriptor MODULE may be unloaded. It runs when all other destructors
 * of the module have run. Code that is not for libraries is never unloaded. */
static void emit_destructor(struct module *m, LLVMValueRef module) {
  if (!has_flag(m, "PIC Level") || has_flag(m, "PIE Level"))
    return;
  LLVMTypeRef type = LLVMFunctionType(m->t_void, nullptr, 0, false);
  LLVMValueRef destructor = LLVMAddFunction(m->module, "custody.unregister", type);
  LLVMSetLinkage(destructor, LLVMInternalLinkage);
  add_attribute(m, destructor, ATTRIBUTE_PROPAGATED);
  LLVMPositionBuilderAtEnd(m->b, LLVMAppendBasicBlockInContext(m->context, destructor, ""));
  LLVMSetCurrentDebugLocation2(m->b, nullptr);
  hook_call(m, "module_unload", &module, 1);
  LLVMBuildRetVoid(m->b);
  custody_seam_add_destructor(m->module, destructor, CONSTRUCTOR_PRIORITY);
}

void site_finish(struct module *m) {
  struct site_tables *t = tables_of(m);
  size_t length;
  const char *name = LLVMGetSourceFileName(m->module, &length);
  unsigned dropped_count;
  LLVMValueRef dropped = dropped_table(m, &dropped_count);
  unsigned crate_count;
  bool has_main;
  LLVMValueRef crates = foreign_table(m, &crate_count, &has_main);
  bool has_say = target_of(m) == TARGET_PROCESS && !module_is_from_rustc(m);
  LLVMValueRef fields[] = {
      site_table(m, &t->index_list, "custody.sites"),
      l_i64(m, t->index_list.count),
      finish_indices(m),
      make_string(m, name, length),
      dropped,
      l_i64(m, dropped_count),
      site_table(m, &t->judge_list, "custody.judges"),
      l_i64(m, t->judge_list.count),
      crates,
      l_i64(m, crate_count),
      l_i64(m, has_main),
      has_say ? followed_stamp(m) : l_null(m),
      l_i64(m, has_say || module_is_from_rustc(m) ? followed_type_names(m) : 0)};
  LLVMValueRef data =
      LLVMConstStructInContext(m->context, fields, sizeof fields / sizeof *fields, false);
  LLVMValueRef module = LLVMAddGlobal(m->module, LLVMTypeOf(data), "custody.module");
  LLVMSetInitializer(module, data);
  LLVMSetLinkage(module, LLVMPrivateLinkage);
  emit_constructor(m, module);
  emit_destructor(m, module);
}
