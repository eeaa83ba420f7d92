/*===- source.cpp - names, types and places of the source -------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
#include "extract.h"

#include <clang/AST/Decl.h>
#include <clang/AST/Mangle.h>
#include <clang/Basic/SourceManager.h>
#include <clang/Lex/Lexer.h>
#include <llvm/Support/Path.h>

using namespace clang;

namespace scan {

bool holdsPointer(QualType type, ASTContext &context) {
  if (type.isNull() || type->isDependentType())
    return false;
  if (type->isAnyPointerType() || type->isReferenceType() || type->isBlockPointerType() ||
      type->isArrayType())
    return true;
  return type->isIntegerType() && !type->isBooleanType() && !type->isIncompleteType() &&
         context.getTypeSize(type) >= context.getTypeSize(context.VoidPtrTy);
}

Place Extractor::place(SourceLocation location) {
  const SourceManager &sources = context.getSourceManager();
  Place p;
  if (location.isInvalid())
    return p;
  auto [id, offset] = sources.getDecomposedExpansionLoc(location);
  if (id.isInvalid())
    return p;
  auto [known, added] = files.try_emplace(id);
  if (added)
    if (auto entry = sources.getFileEntryRefForID(id)) {
      llvm::SmallString<256> path(entry->getName());
      (void)sources.getFileManager().makeAbsolutePath(path);
      llvm::sys::path::remove_dots(path, true);
      known->second = std::string(path);
    }
  p.file = known->second;
  p.line = sources.getLineNumber(id, offset);
  p.column = sources.getColumnNumber(id, offset);
  return p;
}

/* Returns the source text of S, on one line. Inside a macro it is the expanded text. */
std::string Extractor::text(const Stmt *s) const {
  std::string text;
  SourceRange range = s->getSourceRange();
  if (range.getBegin().isMacroID() || range.getEnd().isMacroID()) {
    llvm::raw_string_ostream stream(text);
    s->printPretty(stream, nullptr, context.getPrintingPolicy());
  } else {
    text = Lexer::getSourceText(CharSourceRange::getTokenRange(range), context.getSourceManager(),
                                context.getLangOpts())
               .str();
  }
  std::string line;
  for (char c : text) {
    bool blank = isspace((unsigned char)c);
    if (!blank)
      line += c;
    else if (!line.empty() && line.back() != ' ')
      line += ' ';
  }
  if (line.size() > 90) {
    size_t end = 87;
    while (((unsigned char)line[end] & 0xc0) == 0x80)
      end--; /* not inside a character */
    line = line.substr(0, end) + "...";
  }
  return line;
}

const std::string &Extractor::functionId(const FunctionDecl *d) {
  std::string &id = functionIds[d->getCanonicalDecl()];
  if (!id.empty())
    return id;
  id = names.getName(d);
  if (id.empty())
    id = d->getQualifiedNameAsString();
  if (d->getFormalLinkage() != Linkage::External) {
    const FunctionDecl *definition = d->getDefinition();
    id += "@" + place((definition ? definition : d->getCanonicalDecl())->getLocation()).file;
  }
  return id;
}

const std::string &Extractor::fieldName(const FieldDecl *field) {
  std::string &known = fieldNames[field];
  if (!known.empty())
    return known;
  const RecordDecl *record = field->getParent();
  /* All members of a union are one field, because a store to one changes the others. */
  if (record->isUnion())
    for (const FieldDecl *first : record->fields())
      if (!first->getName().empty()) {
        field = first;
        break;
      }
  while (record->isAnonymousStructOrUnion() && isa<RecordDecl>(record->getDeclContext()))
    record = cast<RecordDecl>(record->getDeclContext());
  std::string name = record->getNameAsString();
  if (name.empty() && record->getTypedefNameForAnonDecl())
    name = record->getTypedefNameForAnonDecl()->getNameAsString();
  if (name.empty()) {
    Place p = place(record->getLocation());
    name = "(" + llvm::sys::path::filename(p.file.str()).str() + ":" + std::to_string(p.line) + ")";
  }
  return known = name + "." + field->getNameAsString();
}

bool Extractor::isObject(QualType type) const {
  return type->isRecordType() || type->isArrayType();
}

/* Returns the type that TYPE points to, without const and typedefs, or an empty name if TYPE is no
 * pointer to an object. */
Name Extractor::pointee(QualType type) {
  QualType to =
      type.isNull() || (!type->isPointerType() && !type->isReferenceType() && !type->isArrayType())
          ? QualType()
      : type->isArrayType() ? context.getBaseElementType(type)->getPointeeType()
                            : type->getPointeeType();
  if (to.isNull() || to->isFunctionType() || to->isDependentType())
    return Name();
  const Type *plain = context.getCanonicalType(to).getTypePtr();
  auto [known, added] = pointees.try_emplace(plain);
  if (added)
    known->second = QualType(plain, 0).getAsString(context.getPrintingPolicy());
  return known->second;
}

} // namespace scan
