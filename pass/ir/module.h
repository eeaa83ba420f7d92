/*===- module.h - the module that is being compiled --------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * One `struct module` exists for each run of a phase over an LLVM module. Every function of the
 * pass takes it as its first argument, since the pass has no global variables. One thread uses it.
 */
#ifndef CUSTODY_PASS_IR_MODULE_H
#define CUSTODY_PASS_IR_MODULE_H

#include <llvm-c/Core.h>
#include <llvm-c/Target.h>
#include <stdbool.h>

/* Each of these rooms or files defines and frees its own state. NULL: it has none yet. */
struct site_tables;
struct roles;
struct rust_facts;
struct marking;
struct followed;

struct module {
  LLVMModuleRef module;
  LLVMContextRef context;
  LLVMTargetDataRef layout;
  LLVMBuilderRef b; /* everything is emitted here */
  LLVMTypeRef t_ptr, t_i8, t_i32, t_i64, t_void;
  LLVMValueRef zero;   /* i32 0: the tag of a value of unknown history */
  unsigned nosanitize; /* metadata kinds */
  unsigned tbaa;
  bool changed;       /* whether this run changed the module so far */
  LLVMModuleRef fast; /* the fast paths between fast_load and fast_inline, else NULL */

  struct site_tables *sites; /* ir/site.c */
  struct followed *followed; /* ir/followed.c */
  struct rust_facts *rust;   /* rust/ */
  struct roles *roles;       /* roles/ */
  struct marking *marking;   /* mark/ */
};

/* Fills *M for a run over MODULE, which stays its owner's. */
void module_open(struct module *m, LLVMModuleRef module);
/* Frees what module_open made. The rooms free their own state before. */
void module_close(struct module *m);
/* Whether rustc made the module. */
bool module_is_from_rustc(const struct module *m);

#endif /* CUSTODY_PASS_IR_MODULE_H */
