/*===- pass.h - what the files of the pass share ------------------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * One `struct module` for a run of a phase over a module, one `struct function` for the function
 * being propagated. Both are threaded as first arguments; there are no globals. Prototypes are
 * grouped by the file that implements them.
 */
#ifndef CUSTODY_PASS_PASS_H
#define CUSTODY_PASS_PASS_H

#include "ir/map.h"
#include "ir/seam.h"

#include "custody/abi.h"

#include <llvm-c/Target.h>
#include <stdbool.h>

/* Attributes that say what was done to a function already. */
#define ATTRIBUTE_MARKED "custody.marked"
#define ATTRIBUTE_PROPAGATED "custody"

/* A value has at most this many leaves that can carry a tag; one with more carries none. */
#define MAX_LEAVES 16

struct module {
  LLVMModuleRef module;
  LLVMContextRef context;
  LLVMTargetDataRef layout;
  LLVMBuilderRef b;
  LLVMTypeRef t_ptr, t_i8, t_i32, t_i64, t_void, t_site;
  LLVMValueRef zero;        /* i32 0: the tag of a value of unknown history */
  LLVMModuleRef fast;       /* pass/inline/fast.c, until it is linked in */
  struct map annotations;   /* function -> struct roles */
  struct map strings;       /* file or function name (metadata, value) -> global */
  struct map sites;         /* site global -> 1 + index in the module's table */
  struct list site_list;    /* the same, in order of index */
  struct map demands;       /* function being propagated -> struct demand, demand.c */
  struct map signatures;    /* Rust function -> struct signature, rust.c */
  struct map type_traits;   /* Rust type in debug info -> what is inside, rust_types.c */
  struct map type_contents; /* the same -> 1: not known, or its global, rust_contents.c */
  LLVMValueRef indices;     /* internal: what the runtime says of each site in the table */
  struct map judges;        /* site global -> 1: it asks for a history */
  struct list judge_list;
  unsigned nosanitize; /* metadata kinds */
  unsigned tbaa;
  bool changed;
};

struct function {
  struct module *m;
  LLVMValueRef fn;
  LLVMValueRef name;        /* i64 constant: how direct callers call it */
  LLVMValueRef entry_point; /* the instruction in front of which entry code goes */
  LLVMValueRef entry_tags;  /* ptr: result of fast_enter; NULL until needed */
  LLVMValueRef va_tags;     /* alloca: what va_begin takes; NULL if not variadic */
  LLVMValueRef ack;         /* alloca i8; NULL until needed */
  struct map tags;          /* value -> LLVMValueRef[leaves] */
  bool resolving;           /* a long chain is being worked through */
  struct map locals;        /* alloca -> 1 + whether it is private */
  struct map plain;         /* value -> its tag in the plain form */
  struct map maybe;         /* value -> 1 + whether it may have a tag */
  struct list phis;         /* PHIs whose tag PHIs wait for their operands */
  struct map exchanged;     /* atomic exchange -> tag of the old value, once lowered */
  struct list dead;         /* replaced calls, erased at the end: maps know their addresses */
  struct map names;         /* indirect call -> i64: the callee's address */
};

/*===-- annotate.c: annotations -> roles ------------------------------------===*/

enum role_kind {
  ROLE_RELEASE,
  ROLE_RECLAIM,
  ROLE_KEY,
  ROLE_SHARED,
  ROLE_EXCLUSIVE,
  ROLE_RECOVER,
  ROLE_TRANSFER_OUT,
  ROLE_TRANSFER_IN,
  ROLE_FREED,
  ROLE_DESCRIBE
};

/* What one annotation of a function says. */
struct role {
  struct role *next;
  enum role_kind kind;
  bool api; /* a call of custody.h: marked at calls only */
  bool consumes;
  bool payload;       /* the owner has no header */
  bool rust;          /* by its name: sizes[] holds all that is known */
  bool named;         /* only its name says that it is one */
  bool empty;         /* the payload has no bytes */
  bool lends;         /* a reclaim that takes nothing */
  bool undropped;     /* nothing in the module drops what the reclaim returns */
  int parameter;      /* of the source, from 0; -1: the returned pointer */
  int ir_parameter;   /* of the IR function; -1: the returned pointer */
  LLVMValueRef types; /* rust: of what is reclaimed, see rust_contents; NULL: not known */
  uint64_t sizes[2];  /* RECLAIM: header, payload; borrows: span in [0]; unknown:
                        CUSTODY_UNKNOWN_SIZE */
};

/* Reads the module's annotations, and reports those that make no sense. */
void annotate_collect(struct module *m);
/* Whether ROLE is what an annotation of custody.h may say behind "custody.". */
bool annotate_knows(const char *role);
/* Gives FUNCTION what the annotation TEXT says, found at LINE of FILE; reports what makes no sense. */
void annotate_add(struct module *m, LLVMValueRef function, const char *text, const char *file,
                  unsigned line);
/* The roles of FUNCTION; NULL if it has none. */
const struct role *annotate_roles(const struct module *m, LLVMValueRef function);
void annotate_free(struct module *m);

/*===-- list.c: the boundary list ----------------------------------------------===*/

/* Gives functions the roles that the files named by CUSTODY_BOUNDARIES say. */
void list_collect(struct module *m);

/*===-- site.c: static descriptors ------------------------------------------===*/

struct site {
  enum custody_kind kind;
  uint32_t flags;
  uint64_t span;    /* 0 unknown */
  uint64_t header;  /* CUSTODY_UNKNOWN_SIZE unknown */
  const char *name; /* boundary or type; NULL */
  size_t name_length;
  LLVMValueRef types; /* global of rust_contents(); NULL: not known */
};

/* A constant struct custody_site for PLACE, an instruction, or for the definition FUNCTION where
 * PLACE is NULL. */
LLVMValueRef site_make(struct module *m, LLVMValueRef function, LLVMValueRef place,
                       const struct site *site);
/* Size in bytes of what the source parameter INDEX (-1: the return) of FUNCTION points to, from
 * debug info, and its type's name in *NAME, *LENGTH; 0 where it is not known. */
uint64_t site_pointee(LLVMValueRef function, int index, const char **name, size_t *length);
/* Where the index of SITE will be, which goes to this module's table of sites that tags can name. */
LLVMValueRef site_index(struct module *m, LLVMValueRef site);
/* Notes that SITE asks for histories. */
void site_judges(struct module *m, LLVMValueRef site);
/* Before the first index. */
void site_begin(struct module *m);
/* A word of the constant SITE: its kind or flags or span. */
uint64_t site_field(LLVMValueRef site, unsigned index);
enum { SITE_SPAN = 3, SITE_HEADER = 4, SITE_KIND = 7, SITE_FLAGS = 8 };
/* Emits the table and the constructor that registers it. */
void site_finish(struct module *m);
/* A private constant global that is called NAME. */
LLVMValueRef site_constant(struct module *m, LLVMValueRef data, const char *name);
/* A private constant string; TEXT need not end in 0. */
LLVMValueRef site_string(struct module *m, const char *text, size_t length);

enum { PRESERVE_MOST = 14 }; /* llvm::CallingConv::PreserveMost */

/*===-- stub.c: cold code that calls share -----------------------------------===*/

/* The function that hands tags over to CALLEE under the constant NAME, for its argument slots FIRST
 * and SECOND (the same: for one). */
LLVMValueRef stub_handover(struct module *m, LLVMValueRef callee, LLVMValueRef name, unsigned first,
                           unsigned second);
/* The function that takes what is pending, for a function described by stub_self. */
LLVMValueRef stub_enter(struct module *m);
LLVMValueRef stub_self(struct module *m, LLVMValueRef function, LLVMValueRef name);

/*===-- mark.c: phase 1 ------------------------------------------------------===*/

/* The marks of phase 1: functions that do not exist. */
enum mark {
  MARK_BORROW,          /* ptr (ptr pointer, ptr site) */
  MARK_BORROW_IN_PLACE, /* void (ptr place, ptr site) */
  MARK_RELEASE,         /* ptr (ptr pointer, ptr owner, ptr site) */
  MARK_ENTER,           /* void (ptr site) */
  MARK_RECLAIM,         /* void (ptr pointer, ptr site) */
  MARK_LEAVE,           /* void (ptr handle, ptr site) */
  MARK_RECOVER,         /* ptr (ptr key, ptr site) */
  MARK_FREED,           /* void (ptr pointer, i64 size) */
  MARK_DESCRIBE,        /* void (ptr pointer, ptr site) */
  MARK_COMPARE,         /* ptr (ptr) */
  MARK_COMPARE_I64,     /* i64 (i64) */
  MARK_COUNT
};
LLVMValueRef mark_function(struct module *m, enum mark mark);
/* Which mark CALL is; MARK_COUNT if none. */
enum mark mark_of_call(LLVMValueRef call);
void mark_function_body(struct module *m, LLVMValueRef function);
/* VALUE as borrowed at SITE, emitted at the builder. */
LLVMValueRef mark_borrow(struct module *m, LLVMValueRef value, LLVMValueRef site);
/* The same for the pointer that lies at PLACE. */
void mark_borrow_in_place(struct module *m, LLVMValueRef place, LLVMValueRef site);
/* Puts the builder in front of the first instruction of FUNCTION that is no alloca. */
void build_entry(struct module *m, LLVMValueRef function);
/* The returns of FUNCTION; for one behind a musttail call, that call. */
void list_returns(LLVMValueRef function, struct list *returns);

/*===-- compare.c: keeps the optimizer from merging equal values -------------===*/

void compare_wrap(struct module *m, LLVMValueRef function);
/* The same for `s == key ? s : key` before it is a select: LLVM 19 folds it in the simplification
 * that comes before phase 1. */
void compare_wrap_choices(struct module *m, LLVMValueRef function);

/*===-- leaves.c: where in a value tags sit ----------------------------------===*/

struct leaf {
  uint64_t offset;  /* in memory, bytes */
  unsigned path[4]; /* indices from the value to the leaf */
  unsigned depth;
  bool integer; /* i64 rather than ptr */
};
/* Fills LEAVES[MAX_LEAVES]; returns how many, 0 for a value that carries no tag. */
unsigned leaves_of_type(struct module *m, LLVMTypeRef type, struct leaf *leaves);
/* The bits of a leaf of VALUE as an i64, emitted at the builder. */
LLVMValueRef leaf_bits(struct module *m, LLVMValueRef value, const struct leaf *leaf);

/*===-- demand.c: who wants tags ----------------------------------------------===*/

/* Looks at all FUNCTIONS, which are about to be propagated, before any of them is. */
void demand_collect(struct module *m, const struct list *functions);
void demand_free(struct module *m);
/* Whether CALLEE (NULL: not known) may do something with the tag of its parameter ARGUMENT. */
bool demand_wants(const struct module *m, LLVMValueRef callee, unsigned argument);
/* Whether what CALLEE returns may have a tag. */
bool demand_returns(const struct module *m, LLVMValueRef callee);
/* Whether a call of CALLEE runs the definition that is here, which is or will be instrumented. */
bool demand_is_known(const struct module *m, LLVMValueRef callee);
/* Whether all calls of FUNCTION are direct ones in functions that are being propagated. */
bool demand_is_local(const struct module *m, LLVMValueRef function);

/*===-- source.c: where a tag comes from -------------------------------------===*/

/* Whether VALUE may have a tag; false is certain. */
bool tag_maybe(struct function *f, LLVMValueRef value);
/* Whether VALUE is a pointer made of integer bits that are in plain sight, and no sentinel. */
bool is_forged(LLVMValueRef value);

/*===-- shadow.c: the tags of values -----------------------------------------===*/

/* The tags of VALUE's leaves (i32 each); valid until the function is done. Emits what is missing
 * where VALUE is defined. NULL if its type has no leaves. */
LLVMValueRef *tags_of(struct function *f, LLVMValueRef value);
/* The tag of a scalar, of either form (abi.h); zero for others. */
LLVMValueRef tag_of(struct function *f, LLVMValueRef value);
/* The same in the plain form: what offsets, borrows and hooks take. */
LLVMValueRef plain_tag_of(struct function *f, LLVMValueRef value);
/* Where VALUE is *FROM and an offset, and nobody has asked for its tag yet: the tag of *FROM, of either
 * form. Otherwise NULL. */
LLVMValueRef unchecked_tag_of(struct function *f, LLVMValueRef value, LLVMValueRef *from);
bool tag_is_zero(const struct function *f, LLVMValueRef tag);
/* Adds the operands of all tag PHIs that wait for them. */
void tags_finish(struct function *f);
/* Whether SLOT is a local that only this function's pointer loads and stores know: as good as a
 * register. Its cell keeps a tag in the form in which it was stored. */
bool is_private(struct function *f, LLVMValueRef slot);
/* Code that needs it gets the tags of this function's arguments. */
LLVMValueRef tags_of_entry(struct function *f);

/*===-- memory.c: stores, exchanges, copies ----------------------------------===*/

void lower_store(struct function *f, LLVMValueRef store);
/* An atomic exchange or compare-exchange. Returns the tag of the old value; lowers it once. */
LLVMValueRef lower_exchange(struct function *f, LLVMValueRef instruction);
/* Whether an i64 that is stored or passed may be a pointer's copy. Integers that were computed, or
 * came in as integers, are not. */
bool integer_may_carry(struct function *f, LLVMValueRef value);
/* memcpy, memmove, memset, intrinsic or by name. */
void lower_copy(struct function *f, LLVMValueRef call, LLVMValueRef to, LLVMValueRef from,
                LLVMValueRef bytes);
void lower_clear(struct function *f, LLVMValueRef call, LLVMValueRef at, LLVMValueRef bytes);

/*===-- call.c: calls and returns ---------------------------------------------===*/

void lower_call(struct function *f, LLVMValueRef call);
/* Where the tag of CALL's result comes from: an argument's index, or one of these. */
enum { RESULT_ZERO = -1, RESULT_TAGGED = -2 };
int call_result_from(struct function *f, LLVMValueRef call);
/* Fills TAGS[COUNT] of CALL's result, which has some. */
void call_tags(struct function *f, LLVMValueRef call, LLVMValueRef *tags, unsigned count);
void lower_return(struct function *f, LLVMValueRef ret);

/*===-- known_call.c: calls that need no hand-over -----------------------------===*/

/* Lowers CALL if it is one of these; false: it is not. */
bool lower_known_call(struct function *f, LLVMValueRef call);
/* The name by which a direct call of FUNCTION hands tags over. */
LLVMValueRef call_name(struct module *m, LLVMValueRef function);
/* Whether TYPE has a pointer in it; how many leaves it has in *COUNT. */
bool has_pointer_leaf(struct module *m, LLVMTypeRef type, unsigned *count);

/*===-- parameters.c: what a function does at its entry ----------------------===*/

/* byval parameters take the tags of the memory they were copied from. */
void lower_byval_parameters(struct function *f);
/* A function that may store through a parameter says at its entry that it is instrumented, though
 * it may not want a tag: its caller guards locals against functions that are not. */
void lower_out_parameters(struct function *f);

/*===-- varargs.c: variable arguments ----------------------------------------===*/

/* Fills SLOTS[CUSTODY_VA_SLOTS] with the tags of CALL's variable arguments, by word of the area in
 * which va_arg will find them; returns whether there are any. */
bool varargs_collect(struct function *f, LLVMValueRef call, LLVMValueRef *slots);
void varargs_enter(struct function *f);
void lower_va_start(struct function *f, LLVMValueRef call);

/*===-- boundary.c: marks ----------------------------------------------------===*/

void lower_mark(struct function *f, LLVMValueRef call, enum mark mark);
/* The tag of what a borrow, release or recover mark returns. */
LLVMValueRef mark_tag(struct function *f, LLVMValueRef call, enum mark mark);
/* Whether a borrow at SITE has the same tag whatever the pointer had. */
bool is_fresh(LLVMValueRef site);
/* Removes the marks of FUNCTION, all lowered. */
void erase_marks(LLVMValueRef function);

/*===-- library.c: C library functions that the pass knows -------------------===*/

enum library_kind {
  LIBRARY_UNKNOWN,
  LIBRARY_QUIET,    /* keeps and returns no pointer of ours */
  LIBRARY_RETURNS0, /* returns a pointer derived from argument 0 */
  LIBRARY_COPY,     /* (to, from, bytes), returns to */
  LIBRARY_CLEAR,    /* (at, byte, bytes), returns at */
  LIBRARY_HOOK      /* one of CUSTODY_LIBCALLS */
};
enum library_kind library_of(LLVMValueRef callee);

/*===-- hooks.c: functions of the runtime, fast paths ------------------------===*/

LLVMValueRef hook_call(struct module *m, const char *name, LLVMValueRef *arguments, unsigned count);
LLVMValueRef fast_call(struct module *m, const char *name, LLVMValueRef *arguments, unsigned count);
/* Links the fast paths in and inlines them. */
void fast_inline(struct module *m, bool keep_calls);
void fast_load(struct module *m);

/*===-- util.c ---------------------------------------------------------------===*/

/* Puts the builder in front of INSTRUCTION, with its debug location. */
void build_before(struct module *m, LLVMValueRef instruction);
/* Puts the builder behind INSTRUCTION's definition (for an invoke: at its normal destination). */
void build_after(struct module *m, LLVMValueRef instruction);
/* Gives every invoke of FUNCTION a normal destination of its own. */
void split_invokes(struct module *m, LLVMValueRef function);
/* Moves all static allocas of FUNCTION to the top of its entry block. */
void hoist_allocas(struct module *m, LLVMValueRef function);
bool has_attribute(LLVMValueRef function, const char *name);
void add_attribute(struct module *m, LLVMValueRef function, const char *name);
/* Removes attributes that no longer hold once a function writes tags. */
void drop_memory_attributes(LLVMValueRef function);
void drop_call_memory_attributes(LLVMValueRef call);
bool is_call(LLVMValueRef instruction); /* call or invoke */
bool is_musttail(LLVMValueRef call);
/* The function that CALL calls directly, with the right type; NULL if there is none. */
LLVMValueRef direct_callee(LLVMValueRef call);
/* Whether TYPE is a pointer in address space 0. */
bool is_pointer(LLVMTypeRef type);
bool is_i64(LLVMTypeRef type);
/* Every instruction of FUNCTION, in order. */
void list_instructions(LLVMValueRef function, struct list *list);
/* VALUE without casts and offsets. */
LLVMValueRef strip_offsets(LLVMValueRef value);
/* Whether SLOT is in a local that is only stored to: a debug build's copy for the debugger. */
bool is_never_read(LLVMValueRef slot);
/* Whether SLOT is a local that only holds a 64-bit integer. */
bool is_number_slot(LLVMValueRef slot);
/* Number of parameter type attributes like byval or sret: its type, or NULL. */
LLVMTypeRef parameter_type_attribute(LLVMValueRef function_or_call, unsigned parameter,
                                     const char *name);

#endif /* CUSTODY_PASS_PASS_H */
