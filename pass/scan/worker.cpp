/*===- worker.cpp - parses one file ---------------------------------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
#include "cache.h"
#include "extract.h"
#include "pool.h"

#include <clang/Frontend/CompilerInstance.h>
#include <clang/Frontend/FrontendAction.h>
#include <clang/Tooling/ArgumentsAdjusters.h>
#include <clang/Tooling/CompilationDatabase.h>
#include <clang/Tooling/Tooling.h>
#include <llvm/Support/Path.h>

#include <cerrno>
#include <cstring>

using namespace clang;
using namespace clang::tooling;

namespace scan {

namespace {

struct Result {
  std::string facts;
  std::vector<Dependency> dependencies;
};

class Consumer : public ASTConsumer {
public:
  explicit Consumer(Result &result) : result(result) {}
  void HandleTranslationUnit(ASTContext &context) override {
    result.facts = extract(context);
    const SourceManager &sources = context.getSourceManager();
    for (auto i = sources.fileinfo_begin(); i != sources.fileinfo_end(); ++i) {
      auto contents = i->second ? i->second->getBufferDataIfLoaded() : std::nullopt;
      if (!contents)
        continue;
      llvm::SmallString<256> path(i->first.getName());
      (void)sources.getFileManager().makeAbsolutePath(path);
      result.dependencies.push_back({std::string(path), hashOf(*contents)});
    }
  }

private:
  Result &result;
};

class Action : public ASTFrontendAction {
public:
  explicit Action(Result &result) : result(result) {}
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &, llvm::StringRef) override {
    return std::make_unique<Consumer>(result);
  }

private:
  Result &result;
};

class Factory : public FrontendActionFactory {
public:
  explicit Factory(Result &result) : result(result) {}
  std::unique_ptr<FrontendAction> create() override { return std::make_unique<Action>(result); }

private:
  Result &result;
};

/* The command of one job. */
class OneCommand : public CompilationDatabase {
public:
  explicit OneCommand(const Job &job) : command(job.directory, job.file, job.command, "") {}
  std::vector<CompileCommand> getCompileCommands(llvm::StringRef) const override {
    return {command};
  }

private:
  CompileCommand command;
};

/* The kernel's commands write files of dependencies. A scan must not change them. */
CommandLineArguments withoutDependencies(const CommandLineArguments &arguments, llvm::StringRef) {
  CommandLineArguments kept;
  for (const std::string &argument : arguments)
    if (argument.compare(0, 6, "-Wp,-M") != 0)
      kept.push_back(argument);
  return kept;
}

} // namespace

std::string scanFile(const Job &job) {
  Result result;
  OneCommand one(job);
  ClangTool tool(one, {job.file});
  tool.appendArgumentsAdjuster(withoutDependencies);
  tool.appendArgumentsAdjuster(
      getInsertArgumentAdjuster({"-resource-dir=" CUSTODY_RESOURCE_DIR, "-w", "-ferror-limit=3"},
                                ArgumentInsertPosition::END));
  Factory factory(result);
  bool failed = tool.run(&factory) != 0;
  if (failed) /* such facts are used once, but never again */
    result.dependencies.assign(1, {job.file, "failed"});
  if (!result.facts.empty() && !writeFacts(job.output, result.dependencies, result.facts))
    return std::string("has facts that cannot be written: ") + strerror(errno);
  return failed ? "does not compile" : "";
}

} // namespace scan
