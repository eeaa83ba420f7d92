/*===- site.c - static descriptors of places ----------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * A site is a private constant `struct custody_site` (abi.h). Those that tags name get an index in
 * the module's table, in the order in which phase 2 meets them:
 *
 *   @custody.sites   = private constant [N x ptr] [ptr @custody.site, ...]
 *   @custody.indices = internal global [N x i32] zeroinitializer    ; set by the runtime
 *   @custody.module  = private global %custody_module { @custody.sites, N, @custody.indices, name, @custody.dropped, M,
 *                                                       @custody.judges, J }
 *   define internal void @custody.register() { call @<version symbol>(ptr @custody.module) }
 */
#include "ir/emit.h"
#include "pass.h"
#include "rust/rust.h"

#include <stdlib.h>
#include <string.h>

#define STRING_(x) #x
#define STRING(x) STRING_(x)

/* Before constructors of the default priority, after the runtime's own. */
enum { CONSTRUCTOR_PRIORITY = 2 };

LLVMValueRef site_constant(struct module *m, LLVMValueRef data, const char *name) {
  LLVMValueRef global = LLVMAddGlobal(m->module, LLVMTypeOf(data), name);
  LLVMSetInitializer(global, data);
  LLVMSetGlobalConstant(global, true);
  LLVMSetLinkage(global, LLVMPrivateLinkage);
  return global;
}

LLVMValueRef site_string(struct module *m, const char *text, size_t length) {
  LLVMValueRef data = LLVMConstStringInContext2(m->context, text, length, false);
  LLVMValueRef global = site_constant(m, data, "custody.str");
  LLVMSetUnnamedAddress(global, LLVMGlobalUnnamedAddr);
  return global;
}

/* One string for each KEY in this run. */
static LLVMValueRef shared_string(struct module *m, const void *key, const char *text,
                                  size_t length) {
  uintptr_t *known = map_put(&m->strings, key);
  if (!*known)
    *known = (uintptr_t)site_string(m, text, length);
  return (LLVMValueRef)*known;
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
  char *path = must_allocate(directory_length + 1 + length);
  memcpy(path, directory, directory_length);
  path[directory_length] = '/';
  memcpy(path + directory_length + 1, name, length);
  LLVMValueRef string = shared_string(m, file, path, directory_length + 1 + length);
  free(path);
  return string;
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
  LLVMValueRef fields[] = {
      shared_string(m, function, name, length),
      file_string(m, scope),
      site->name_length ? site_string(m, site->name, site->name_length) : l_null(m),
      l_i64(m, site->span),
      l_i64(m, site->header),
      l_i32(m, line),
      l_i32(m, column),
      l_i32(m, site->kind),
      l_i32(m, site->flags),
      site->types ? site->types : l_null(m),
  };
  LLVMValueRef data = LLVMConstStructInContext(m->context, fields, 10, false);
  return site_constant(m, data, "custody.site");
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

LLVMValueRef site_index(struct module *m, LLVMValueRef site) {
  uintptr_t *index = map_put(&m->sites, site);
  if (!*index) {
    list_add(&m->site_list, site);
    *index = m->site_list.count;
  }
  LLVMValueRef at = l_i64(m, (*index - 1) * sizeof(uint32_t));
  return LLVMConstGEP2(m->t_i8, m->indices, &at, 1);
}

void site_judges(struct module *m, LLVMValueRef site) {
  uintptr_t *known = map_put(&m->judges, site);
  if (!*known)
    list_add(&m->judge_list, site);
  *known = 1;
}

/* Stands for the table of indices, whose size is known at the end. */
void site_begin(struct module *m) {
  m->indices = LLVMAddGlobal(m->module, m->t_i32, "custody.indices");
}

static LLVMValueRef finish_indices(struct module *m) {
  static const char name[] = "custody.indices";
  LLVMTypeRef type = LLVMArrayType2(m->t_i32, m->site_list.count);
  LLVMValueRef table = LLVMAddGlobal(m->module, type, "");
  LLVMSetInitializer(table, LLVMConstNull(type));
  LLVMSetLinkage(table, LLVMInternalLinkage);
  LLVMReplaceAllUsesWith(m->indices, table);
  LLVMDeleteGlobal(m->indices);
  LLVMSetValueName2(table, name, strlen(name));
  return table;
}

/* A constant table of SITES. */
static LLVMValueRef site_table(struct module *m, const struct list *sites, const char *name) {
  if (!sites->count)
    return l_null(m);
  LLVMValueRef data = LLVMConstArray2(m->t_ptr, (LLVMValueRef *)sites->items, sites->count);
  return site_constant(m, data, name);
}

void site_finish(struct module *m) {
  size_t length;
  const char *name = LLVMGetSourceFileName(m->module, &length);
  unsigned dropped;
  LLVMValueRef table = rust_dropped_table(m, &dropped);
  LLVMValueRef fields[] = {site_table(m, &m->site_list, "custody.sites"),
                           l_i64(m, m->site_list.count),
                           finish_indices(m),
                           site_string(m, name, length),
                           table,
                           l_i64(m, dropped),
                           site_table(m, &m->judge_list, "custody.judges"),
                           l_i64(m, m->judge_list.count)};
  LLVMValueRef data = LLVMConstStructInContext(m->context, fields, 8, false);
  LLVMValueRef module = LLVMAddGlobal(m->module, LLVMTypeOf(data), "custody.module");
  LLVMSetInitializer(module, data);
  LLVMSetLinkage(module, LLVMPrivateLinkage);

  LLVMTypeRef type = LLVMFunctionType(m->t_void, nullptr, 0, false);
  LLVMValueRef constructor = LLVMAddFunction(m->module, "custody.register", type);
  LLVMSetLinkage(constructor, LLVMInternalLinkage);
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
