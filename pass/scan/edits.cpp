/*===- edits.cpp - what may be written instead ------------------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/* Edits are made only where the source text is what is compiled. So there is no edit inside a
 * macro, and none in a file other than the function's own. */
#include "extract.h"

#include <clang/Basic/SourceManager.h>
#include <clang/Lex/Lexer.h>

using namespace clang;

namespace scan {

/* Returns the edit that replaces E by custody_recover(E), or an empty edit. */
Edit Extractor::recover(const Expr *e) {
  const SourceManager &sources = context.getSourceManager();
  SourceLocation begin = e->getBeginLoc(), last = e->getEndLoc();
  FileID file = sources.getFileID(decl->getLocation());
  if (begin.isInvalid() || begin.isMacroID() || last.isMacroID() ||
      sources.getFileID(begin) != file || sources.getFileID(last) != file)
    return Edit();
  SourceLocation end = Lexer::getLocForEndOfToken(last, 0, sources, context.getLangOpts());
  if (end.isInvalid())
    return Edit();
  Edit edit;
  edit.begin = place(begin), edit.end = place(end);
  edit.offset = sources.getFileOffset(begin);
  edit.length = sources.getFileOffset(end) - edit.offset;
  edit.text =
      "custody_recover(" + sources.getBufferData(file).substr(edit.offset, edit.length).str() + ")";
  if (edit.text.find_first_of("\t\n\r") != std::string::npos)
    return Edit(); /* over several lines */
  /* C++ does not convert a void pointer to another pointer type implicitly. */
  if (context.getLangOpts().CPlusPlus && !e->getType()->isVoidPointerType())
    edit.text = "static_cast<" + e->getType().getAsString(context.getPrintingPolicy()) + ">(" +
                edit.text + ")";
  return edit;
}

/* Returns the edit that includes custody.h, or an empty edit if the file includes it already. The
 * new line comes after the first #include of the file, so that macros which are defined for the
 * system headers are still defined before it. */
Edit Extractor::include() {
  const SourceManager &sources = context.getSourceManager();
  auto &names = context.Idents;
  auto known = names.find("custody_recover");
  if (known != names.end() &&
      !context.getTranslationUnitDecl()->lookup(DeclarationName(known->second)).empty())
    return Edit();
  if (decl->getLocation().isMacroID())
    return Edit();
  FileID file = sources.getFileID(decl->getLocation());
  unsigned before = sources.getFileOffset(decl->getLocation()), first = before;
  for (unsigned i = 0; i < sources.local_sloc_entry_size(); i++) {
    const SrcMgr::SLocEntry &entry = sources.getLocalSLocEntry(i);
    SourceLocation from = entry.isFile() ? entry.getFile().getIncludeLoc() : SourceLocation();
    if (from.isValid() && sources.getFileID(from) == file)
      first = std::min(first, sources.getFileOffset(from));
  }
  llvm::StringRef text = sources.getBufferData(file);
  size_t at = first < before ? text.find('\n', first) : llvm::StringRef::npos;
  Edit edit;
  edit.offset = at == llvm::StringRef::npos ? 0 : (unsigned)at + 1;
  edit.begin = edit.end =
      place(sources.getLocForStartOfFile(file).getLocWithOffset((int)edit.offset));
  edit.text = "#include <custody/custody.h>";
  return edit;
}

} // namespace scan
