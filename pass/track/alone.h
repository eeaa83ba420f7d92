/*===- alone.h - boundaries in which nothing can happen ----------*- C -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                     *|
\*===----------------------------------------------------------------------===*/
/*
 * A boundary is entered so that the runtime ignores the boundaries inside of it. Most are small: they
 * add an offset and a count. If no hook can run between the two marks of a boundary, one hook does
 * the work of both:
 *
 *   call void @custody.mark.enter(ptr @site)               nothing
 *   %p = call ptr @object_out(ptr %o)                      %p = call ptr @object_out(ptr %o)
 *   %r = call ptr @custody.mark.release(%p, %o, @site)     call i32 @__custody_release_alone(...)
 *
 *   call void @custody.mark.reclaim(ptr %p, ptr @site)     %e = call i8 @__custody_reclaim_alone(...)
 *   %o = call ptr @object_in(ptr %p)                       %o = call ptr @object_in(ptr %p)
 *   call void @custody.mark.leave(ptr %o, ptr @site)       reclaim_leave, if %e is not 0
 */
#ifndef CUSTODY_PASS_TRACK_ALONE_H
#define CUSTODY_PASS_TRACK_ALONE_H

#include "facts.h"

/* The mark that ends the boundary which MARK, a MARK_ENTER or MARK_RECLAIM, begins, if no hook of a
 * boundary can run between the two: a MARK_RELEASE or a MARK_LEAVE of the same site. Else NULL. */
LLVMValueRef alone_end(const struct facts *facts, LLVMValueRef mark);

#endif /* CUSTODY_PASS_TRACK_ALONE_H */
