/*===- signatures.c - parameters and results in Rust -------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
#include "rust_private.h"

#include <stdlib.h>
#include <string.h>

/* Fills in what a closure captured. Debug info names no variable for its first parameter, but the type of
 * the function does: &{closure_env#0}, &mut {closure_env#0}, or the environment itself if the closure can
 * be called once. An environment of one or two words is passed in registers. */
static void add_environment(LLVMValueRef function, LLVMMetadataRef *types, uint64_t *offsets) {
  static const char start[] = "{closure#", environment[] = "{closure_env#";
  size_t length;
  unsigned count = LLVMCountParams(function);
  const char *name = custody_seam_subprogram_name(function, &length);
  if (length < sizeof start || memcmp(name, start, sizeof start - 1))
    return;
  unsigned first = count && parameter_type_attribute(function, 0, "sret") ? 1 : 0;
  LLVMMetadataRef type = custody_seam_parameter_type(LLVMGetSubprogram(function), 0);
  name = type ? LLVMDITypeGetName(type, &length) : nullptr;
  if (first >= count || types[first] || !name)
    return;
  bool reference = *name == '&', inside = false;
  for (size_t i = 0; i + sizeof environment <= length && !inside; i++)
    inside = !memcmp(name + i, environment, sizeof environment - 1);
  uint64_t words = LLVMDITypeGetSizeInBits(type) / 64;
  if (!inside || (!reference && words != 1 && words != 2))
    return;
  for (unsigned i = 0; i < (reference ? 1 : words) && first + i < count && !types[first + i]; i++) {
    types[first + i] = type;
    offsets[first + i] = i * 8;
  }
}

const struct rust_signature *rust_signature_of(struct module *m, LLVMValueRef function) {
  uintptr_t *known = map_put(&rust_facts_of(m)->signatures, function);
  if (*known)
    return (const struct rust_signature *)*known;
  struct rust_signature *s = must_allocate(sizeof *s);
  *known = (uintptr_t)s;
  if (LLVMIsDeclaration(function) || !custody_seam_is_rust(function))
    return s;
  s->count = LLVMCountParams(function);
  s->parameters = must_allocate((s->count + 1) * sizeof *s->parameters);
  LLVMMetadataRef *types = must_allocate((s->count + 1) * sizeof *types);
  uint64_t *offsets = must_allocate((s->count + 1) * sizeof *offsets);
  custody_seam_parameters(function, types, offsets);
  add_environment(function, types, offsets);
  for (unsigned i = 0; i < s->count; i++)
    if (types[i] && is_pointer(LLVMTypeOf(LLVMGetParam(function, i))))
      s->parameters[i] = rust_pointer_at(types[i], offsets[i]);
  free(types);
  free(offsets);
  return s;
}

bool rust_is_wide_parameter(struct module *m, LLVMValueRef parameter) {
  LLVMValueRef function = LLVMGetParamParent(parameter);
  const struct rust_signature *s = rust_signature_of(m, function);
  for (unsigned i = 0; i < s->count; i++)
    if (LLVMGetParam(function, i) == parameter)
      return s->parameters[i].slice || s->parameters[i].dynamic;
  return false;
}

LLVMMetadataRef rust_return_type(LLVMValueRef function) {
  LLVMMetadataRef subprogram = LLVMGetSubprogram(function);
  return subprogram ? custody_seam_parameter_type(subprogram, -1) : nullptr;
}

struct rust_pointer rust_returned(LLVMValueRef function) {
  LLVMMetadataRef type = rust_return_type(function);
  return type ? rust_pointer_at(type, 0) : (struct rust_pointer){.kind = RUST_NOTHING};
}
