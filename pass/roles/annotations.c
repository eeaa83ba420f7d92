/*===- annotations.c - roles that the source says ----------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * clang puts the annotate attributes of functions, also of those that are only declared, into
 *
 *   @llvm.global.annotations = [N x { ptr function, ptr text, ptr file, i32 line, ptr arguments }]
 *
 * The texts are those of custody.h, such as "custody.reclaim:0". The number counts the parameters
 * of the source. If there are arguments, they are one constant struct of integers.
 */
#include "roles_private.h"

#include "custody/abi.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What stands behind "custody." in an annotation, and what role it gives. */
static const struct kind_name {
  const char *name;
  enum role_kind kind;
  bool api, consumes, payload;
  bool parameter; /* it needs ":N" */
} kind_names[] = {
    {"release", ROLE_RELEASE, false, false, false, false},
    {"reclaim", ROLE_RECLAIM, false, false, false, true},
    {"reclaim.payload", ROLE_RECLAIM, false, false, true, true},
    {"key", ROLE_KEY, false, false, false, true},
    {"borrow.shared", ROLE_SHARED, false, false, false, false},
    {"borrow.exclusive", ROLE_EXCLUSIVE, false, false, false, false},
    {"callback", ROLE_CALLBACK, false, false, false, true},
    {"callback.out", ROLE_CALLBACK_OUT, false, false, false, false},
    {"api.release", ROLE_RELEASE, true, false, false, false},
    {"api.reclaim", ROLE_RECLAIM, true, false, false, false},
    {"api.reclaim_once", ROLE_RECLAIM, true, true, false, false},
    {"api.borrow.shared", ROLE_SHARED, true, false, false, false},
    {"api.borrow.exclusive", ROLE_EXCLUSIVE, true, false, false, false},
    {"api.recover", ROLE_RECOVER, true, false, false, false},
    {"api.transfer_out", ROLE_TRANSFER_OUT, true, false, false, false},
    {"api.transfer_in", ROLE_TRANSFER_IN, true, false, false, false},
    {"api.freed", ROLE_FREED, true, false, false, false},
    {"api.describe", ROLE_DESCRIBE, true, false, false, false},
};

/* An annotation where the user wrote it. */
struct annotation {
  LLVMValueRef function;
  const char *text;
  const char *file;
  unsigned line;
  uint64_t arguments[2];
};

static void complain(struct module *m, const struct annotation *a, const char *what) {
  char message[1024];
  size_t length;
  snprintf(message, sizeof message, "%s:%u: annotation \"%s\" of function '%s': %s", a->file,
           a->line, a->text, LLVMGetValueName2(a->function, &length), what);
  custody_seam_role_error(m->module, message);
}

/* How many IR parameters a source parameter of TYPE takes on x86-64 (System V ABI, 3.2.3). */
static unsigned ir_width(LLVMMetadataRef type) {
  LLVMMetadataRef stripped = custody_seam_strip(type);
  if (!stripped || LLVMGetMetadataKind(stripped) != LLVMDICompositeTypeMetadataKind)
    return 1;
  uint64_t bytes = LLVMDITypeGetSizeInBits(stripped) / 8;
  return bytes == 0 ? 0 : bytes > 8 && bytes <= 16 ? 2 : 1;
}

int role_ir_parameter(LLVMValueRef function, int index) {
  int count = (int)LLVMCountParams(function);
  int hidden = count && parameter_type_attribute(function, 0, "sret") ? 1 : 0;
  LLVMMetadataRef subprogram = LLVMGetSubprogram(function);
  int source = subprogram ? (int)custody_seam_parameter_count(subprogram) : 0;
  if (source == 0 || source + hidden == count)
    return index + hidden < count ? index + hidden : -1;
  if (index >= source)
    return -1;
  int at = hidden;
  for (int i = 0; i < index; i++)
    at += (int)ir_width(custody_seam_parameter_type(subprogram, i));
  return at < count ? at : -1;
}

/* Finds the IR parameter of ROLE and checks that it can be a pointer. False: it reported an
 * error. */
static bool resolve(struct module *m, const struct annotation *a, struct role *role) {
  LLVMTypeRef type = LLVMGlobalGetValueType(a->function);
  char what[256];
  role->ir_parameter = -1;
  if (role->parameter < 0) {
    if (role->api || role->kind == ROLE_CALLBACK_OUT || is_pointer(LLVMGetReturnType(type)))
      return true;
    complain(m, a, "it speaks of the returned pointer, and the function returns no pointer");
    return false;
  }
  role->ir_parameter = role_ir_parameter(a->function, role->parameter);
  if (role->ir_parameter < 0) {
    snprintf(what, sizeof what, "there is no parameter %d (parameters are counted from 0)",
             role->parameter);
    complain(m, a, what);
    return false;
  }
  LLVMValueRef parameter = LLVMGetParam(a->function, (unsigned)role->ir_parameter);
  LLVMTypeRef of = LLVMTypeOf(parameter);
  if (is_pointer(of) || is_i64(of))
    return true;
  snprintf(what, sizeof what, "parameter %d is not a pointer", role->parameter);
  complain(m, a, what);
  return false;
}

static const struct kind_name *find_kind(const char *name, size_t length) {
  for (size_t i = 0; i < sizeof kind_names / sizeof *kind_names; i++)
    if (strlen(kind_names[i].name) == length && !memcmp(kind_names[i].name, name, length))
      return &kind_names[i];
  return nullptr;
}

/* Whether NAME, of LENGTH characters, adds something to the roles that the function has by other
 * annotations. */
static bool is_addition(const char *name, size_t length) {
  return (length == strlen("consumes") && !memcmp(name, "consumes", length)) ||
         (length == strlen("family") && !memcmp(name, "family", length));
}

/* Reads a number that is not negative at *TEXT, and moves *TEXT behind it. Returns false if there is none. */
static bool read_number(const char **text, int *number) {
  char *end;
  if (**text < '0' || **text > '9')
    return false;
  long value = strtol(*text, &end, 10);
  *number = value > INT_MAX ? INT_MAX : (int)value;
  *text = end;
  return true;
}

/* Reads the POSITION of a callback from TEXT: "N", "N?" or "*". Returns false if it is none. */
static bool read_position(const char *text, struct role *role) {
  role->position = -1;
  if (!strcmp(text, "*"))
    return true;
  if (!read_number(&text, &role->position))
    return false;
  role->exact = !*text;
  return role->exact || !strcmp(text, "?");
}

/* Reads the parameters of ROLE from TEXT: "N", or for a callback "FUNCTION:N:POSITION". Reports an
 * error and returns false if it makes no sense. */
static bool read_parameters(struct module *m, const struct annotation *a, const char *text,
                            struct role *role) {
  int function;
  if (role->kind != ROLE_CALLBACK) {
    if (read_number(&text, &role->parameter) && !*text)
      return true;
    complain(m, a, "the parameter must be a number, counted from 0");
    return false;
  }
  if (!read_number(&text, &function) || *text++ != ':' || !read_number(&text, &role->parameter) ||
      *text++ != ':' || !read_position(text, role)) {
    complain(m, a,
             "a callback needs \":FUNCTION:N:POSITION\": it calls its parameter FUNCTION, and "
             "parameter N comes back as argument POSITION (a number, a number and '?', or '*')");
    return false;
  }
  role->ir_callback = role_ir_parameter(a->function, function);
  if (role->ir_callback >= 0)
    return true;
  complain(m, a, "the function has no such parameter (parameters are counted from 0)");
  return false;
}

/* Gives the function of A the role that A says, or reports an error. */
static void add_role(struct module *m, const struct annotation *a) {
  const char *name = a->text + strlen("custody.");
  size_t length = strcspn(name, ":");
  if (!strcmp(name, "off")) {
    function_turn_off(m, a->function);
    return;
  }
  if (is_addition(name, length))
    return; /* apply_addition does it, when all roles of the function are known */
  const struct kind_name *kind = find_kind(name, length);
  if (!kind) {
    complain(m, a, "unknown annotation; see custody.h for those there are");
    return;
  }
  struct role *role = must_allocate(sizeof *role);
  *role = (struct role){.kind = kind->kind,
                        .api = kind->api,
                        .consumes = kind->consumes,
                        .payload = kind->payload,
                        .parameter = kind->api ? 0 : -1,
                        .sizes = {a->arguments[0], a->arguments[1]}};
  if (role->kind == ROLE_RELEASE) { /* its only argument is the payload */
    role->sizes[0] = CUSTODY_UNKNOWN_SIZE;
    role->sizes[1] = a->arguments[0];
  }
  role->sized = role->sizes[1] != CUSTODY_UNKNOWN_SIZE;
  if (name[length] == ':') {
    if (!read_parameters(m, a, name + length + 1, role)) {
      free(role);
      return;
    }
  } else if (kind->parameter) {
    complain(m, a, "it needs a parameter: \":N\", counted from 0");
    free(role);
    return;
  }
  if (!resolve(m, a, role)) {
    free(role);
    return;
  }
  role_add(m, a->function, role);
}

static const char *string_of(LLVMValueRef global) {
  global = strip_offsets(global);
  LLVMValueRef initializer = LLVMIsAGlobalVariable(global) ? LLVMGetInitializer(global) : nullptr;
  size_t length;
  return initializer && LLVMIsConstantString(initializer) ? LLVMGetAsString(initializer, &length)
                                                          : "";
}

/* Reads entry INDEX of the table ALL; false if it is not an annotation of Custody. */
static bool read_annotation(LLVMValueRef all, unsigned index, struct annotation *a) {
  LLVMValueRef entry = LLVMGetOperand(all, index);
  *a = (struct annotation){
      .function = strip_offsets(LLVMGetOperand(entry, 0)),
      .text = string_of(LLVMGetOperand(entry, 1)),
      .file = string_of(LLVMGetOperand(entry, 2)),
      .line = (unsigned)LLVMConstIntGetZExtValue(LLVMGetOperand(entry, 3)),
      .arguments = {CUSTODY_UNKNOWN_SIZE, CUSTODY_UNKNOWN_SIZE},
  };
  if (!LLVMIsAFunction(a->function) || strncmp(a->text, "custody.", strlen("custody.")))
    return false;
  if (LLVMGetNumOperands(entry) < 5)
    return true;
  LLVMValueRef arguments = LLVMGetOperand(entry, 4);
  if (LLVMIsAGlobalVariable(arguments) && LLVMGetInitializer(arguments)) {
    LLVMValueRef values = LLVMGetInitializer(arguments);
    for (int i = 0; i < 2 && i < (int)LLVMCountStructElementTypes(LLVMTypeOf(values)); i++) {
      LLVMValueRef value = LLVMGetAggregateElement(values, (unsigned)i);
      if (value && LLVMIsAConstantInt(value))
        a->arguments[i] = LLVMConstIntGetZExtValue(value);
    }
  }
  return true;
}

/* Makes the reclaims of a function consume, wherever its annotations say so. */
static void apply_consumes(struct module *m, const struct annotation *a) {
  bool found = false;
  for (struct role *role = role_list(m, a->function); role; role = role->next)
    if (role->kind == ROLE_RECLAIM)
      found = role->consumes = true;
  if (!found)
    complain(m, a, "only a function that reclaims can consume");
}

/* Names the family of the owners that a function releases and reclaims. */
static void apply_family(struct module *m, const struct annotation *a) {
  const char *name = a->text + strlen("custody.family:");
  bool found = false;
  if (strncmp(a->text, "custody.family:", strlen("custody.family:")) || !*name) {
    complain(m, a, "it needs a name: \":NAME\"");
    return;
  }
  if (strlen(name) > FAMILY_NAME_MAX) {
    complain(m, a, "the name is longer than 63 characters");
    return;
  }
  for (struct role *role = role_list(m, a->function); role; role = role->next)
    if (role->kind == ROLE_RELEASE || role->kind == ROLE_RECLAIM) {
      strcpy(role->family, name);
      found = true;
    }
  if (!found)
    complain(m, a, "only a function that releases or reclaims has a family");
}

/* Does what an annotation that is_addition asks for; the others were done. */
static void apply_addition(struct module *m, const struct annotation *a) {
  const char *name = a->text + strlen("custody.");
  if (!strcmp(name, "consumes"))
    apply_consumes(m, a);
  else if (!strncmp(name, "family", strlen("family")) && is_addition(name, strcspn(name, ":")))
    apply_family(m, a);
}

void annotations_collect(struct module *m) {
  LLVMValueRef global = LLVMGetNamedGlobal(m->module, "llvm.global.annotations");
  LLVMValueRef all = global ? LLVMGetInitializer(global) : nullptr;
  if (!all || !LLVMIsAConstantArray(all))
    return;
  struct annotation a;
  unsigned count = (unsigned)LLVMGetNumOperands(all);
  for (unsigned i = 0; i < count; i++)
    if (read_annotation(all, i, &a))
      add_role(m, &a);
  for (unsigned i = 0; i < count; i++)
    if (read_annotation(all, i, &a))
      apply_addition(m, &a);
}

bool annotation_is_known(const char *role) {
  size_t length = strcspn(role, ":");
  return is_addition(role, length) ||
         (strncmp(role, "api.", strlen("api.")) && find_kind(role, length));
}

bool annotation_is_addition(const char *text) {
  const char *name = text + strlen("custody.");
  return is_addition(name, strcspn(name, ":"));
}

void annotation_add(struct module *m, LLVMValueRef function, const char *text, const char *file,
                    unsigned line) {
  struct annotation a = {function, text, file, line, {CUSTODY_UNKNOWN_SIZE, CUSTODY_UNKNOWN_SIZE}};
  add_role(m, &a);
  apply_addition(m, &a);
}
