/*===- main.cpp - custody-scan ----------------------------------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * A separate process parses each file and writes the facts of its functions to a temporary file. So
 * a crash of the parser affects only one file, and the memory of the parser is freed. The parent
 * process merges the facts in the order of the file names, so the result does not depend on which
 * process ends first.
 */
#include "extract.h"
#include "output.h"

#include <clang/Frontend/CompilerInstance.h>
#include <clang/Frontend/FrontendAction.h>
#include <clang/Tooling/ArgumentsAdjusters.h>
#include <clang/Tooling/CompilationDatabase.h>
#include <clang/Tooling/Tooling.h>
#include <llvm/Support/CommandLine.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace clang;
using namespace clang::tooling;

namespace {

llvm::cl::OptionCategory category("custody-scan");
llvm::cl::opt<unsigned> jobs("j",
                             llvm::cl::desc("parse N files at a time (default: one per processor)"),
                             llvm::cl::value_desc("N"), llvm::cl::Prefix, llvm::cl::init(0),
                             llvm::cl::cat(category));
llvm::cl::opt<std::string>
    listFile("boundaries", llvm::cl::desc("write the boundary list to FILE ('-': standard output)"),
             llvm::cl::value_desc("FILE"), llvm::cl::cat(category));
llvm::cl::opt<std::string>
    jsonFile("json", llvm::cl::desc("write all findings as JSON to FILE ('-': standard output)"),
             llvm::cl::value_desc("FILE"), llvm::cl::cat(category));
llvm::cl::opt<std::string>
    sarifFile("sarif",
              llvm::cl::desc("write suspicious reclaims as SARIF to FILE ('-': standard output)"),
              llvm::cl::value_desc("FILE"), llvm::cl::cat(category));
llvm::cl::opt<bool> noTable("no-table", llvm::cl::desc("do not print the table"),
                            llvm::cl::cat(category));
llvm::cl::opt<bool> keepGoing("keep-going",
                              llvm::cl::desc("exit with 0 even if a file does not compile"),
                              llvm::cl::cat(category));
llvm::cl::opt<bool> failOnWarnings("error",
                                   llvm::cl::desc("exit with 1 if a suspicious reclaim was found"),
                                   llvm::cl::cat(category));
llvm::cl::opt<bool>
    suspectsAreKeys("suspects-as-keys",
                    llvm::cl::desc("also list parameters that are reclaimed suspiciously as keys"),
                    llvm::cl::cat(category));

llvm::cl::opt<std::string> buildPath("p", llvm::cl::desc("read DIRECTORY/compile_commands.json"),
                                     llvm::cl::value_desc("DIRECTORY"), llvm::cl::cat(category));
llvm::cl::list<std::string> sources(llvm::cl::Positional, llvm::cl::desc("[FILE... [-- FLAG...]]"),
                                    llvm::cl::cat(category));

enum Status { STATUS_OK = 0, STATUS_FOUND = 1, STATUS_FAILED = 2 };

class Consumer : public ASTConsumer {
public:
  explicit Consumer(std::string &text) : text(text) {}
  void HandleTranslationUnit(ASTContext &context) override { text += scan::extract(context); }

private:
  std::string &text;
};

class Action : public ASTFrontendAction {
public:
  explicit Action(std::string &text) : text(text) {}
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &, llvm::StringRef) override {
    return std::make_unique<Consumer>(text);
  }

private:
  std::string &text;
};

class Factory : public FrontendActionFactory {
public:
  explicit Factory(std::string &text) : text(text) {}
  std::unique_ptr<FrontendAction> create() override { return std::make_unique<Action>(text); }

private:
  std::string &text;
};

/* If the database has several commands for a file, it is scanned once, with the smallest
 * command. */
class OneCommand : public CompilationDatabase {
public:
  explicit OneCommand(const CompilationDatabase &all) : all(all) {}
  std::vector<CompileCommand> getCompileCommands(llvm::StringRef file) const override {
    std::vector<CompileCommand> commands = all.getCompileCommands(file);
    auto smallest = std::min_element(commands.begin(), commands.end(),
                                     [](const CompileCommand &a, const CompileCommand &b) {
                                       return a.CommandLine < b.CommandLine;
                                     });
    return smallest == commands.end() ? commands : std::vector<CompileCommand>{*smallest};
  }

private:
  const CompilationDatabase &all;
};

/* Runs in a child process. Writes the facts of FILE to OUTPUT. Returns the exit status. */
int scanOne(const CompilationDatabase &database, const std::string &file, FILE *output) {
  std::string text;
  OneCommand one(database);
  ClangTool tool(one, {file});
  tool.appendArgumentsAdjuster(
      getInsertArgumentAdjuster({"-resource-dir=" CUSTODY_RESOURCE_DIR, "-w", "-ferror-limit=3"},
                                ArgumentInsertPosition::END));
  Factory factory(text);
  int failed = tool.run(&factory);
  bool written = fwrite(text.data(), 1, text.size(), output) == text.size() && fflush(output) == 0;
  return failed || !written;
}

struct Worker {
  size_t file = 0;
  FILE *output = nullptr;
};

class Progress {
public:
  explicit Progress(size_t count) : count(count), shown(isatty(STDERR_FILENO)) {}
  void step(const std::string &file) {
    done++;
    if (shown)
      fprintf(stderr, "\r\033[K[%zu/%zu] %s", done, count,
              llvm::sys::path::filename(file).str().c_str());
  }
  void clear() {
    if (shown)
      fputs("\r\033[K", stderr);
  }

private:
  size_t count, done = 0;
  bool shown;
};

std::string contents(FILE *file) {
  std::string text;
  char buffer[1 << 16];
  if (fseek(file, 0, SEEK_SET))
    return text;
  for (size_t got; (got = fread(buffer, 1, sizeof buffer, file)) > 0;)
    text.append(buffer, got);
  return text;
}

/* Adds the facts of FILES to PROGRAM, in that order. Adds the files that failed to FAILED. */
void scanAll(const CompilationDatabase &database, const std::vector<std::string> &files,
             std::vector<std::string> &failed, scan::Program &program) {
  std::vector<std::string> facts(files.size());
  std::vector<bool> bad(files.size()), ready(files.size());
  size_t merged = 0;
  std::map<pid_t, Worker> workers;
  unsigned limit = jobs ? (unsigned)jobs : std::max(1u, std::thread::hardware_concurrency());
  Progress progress(files.size());
  size_t next = 0;
  while (next < files.size() || !workers.empty()) {
    while (next < files.size() && workers.size() < limit) {
      Worker worker{next, tmpfile()};
      fflush(nullptr);
      pid_t child = worker.output ? fork() : -1;
      if (child == 0)
        _exit(scanOne(database, files[next], worker.output));
      if (child < 0) {
        fprintf(stderr, "custody-scan: cannot scan '%s': %s\n", files[next].c_str(),
                strerror(errno));
        if (worker.output)
          fclose(worker.output);
        ready[next] = bad[next] = true;
        next++;
        continue;
      }
      workers[child] = worker;
      next++;
    }
    int status;
    pid_t child = wait(&status);
    auto found = workers.find(child);
    if (found == workers.end()) {
      if (child < 0 && errno != EINTR)
        break;
      continue;
    }
    size_t at = found->second.file;
    facts[at] = contents(found->second.output);
    fclose(found->second.output);
    workers.erase(found);
    progress.step(files[at]);
    bad[at] = !WIFEXITED(status) || WEXITSTATUS(status) != 0;
    ready[at] = true;
    for (; merged < files.size() && ready[merged]; merged++) {
      scan::parse(facts[merged], program);
      facts[merged] = std::string();
    }
  }
  progress.clear();
  for (size_t i = 0; i < files.size(); i++)
    if (bad[i])
      failed.push_back(files[i]);
}

std::unique_ptr<CompilationDatabase> loadDatabase(const std::vector<std::string> &files,
                                                  std::string &problem) {
  std::unique_ptr<CompilationDatabase> database;
  if (buildPath.empty() && files.empty())
    problem = "no files; give some, or a compilation database with -p";
  else if (buildPath.empty())
    database = CompilationDatabase::autoDetectFromSource(files.front(), problem);
  else
    database = CompilationDatabase::loadFromDirectory(buildPath, problem);
  if (!database)
    return nullptr;
  return inferMissingCompileCommands(
      expandResponseFiles(std::move(database), llvm::vfs::getRealFileSystem()));
}

bool write(const std::string &path, const std::string &text) {
  bool good = false;
  if (path == "-") {
    good = fwrite(text.data(), 1, text.size(), stdout) == text.size() && fflush(stdout) == 0;
  } else if (FILE *file = fopen(path.c_str(), "w")) {
    good = fwrite(text.data(), 1, text.size(), file) == text.size();
    good &= fclose(file) == 0;
  }
  if (!good)
    fprintf(stderr, "custody-scan: cannot write '%s': %s\n", path.c_str(), strerror(errno));
  return good;
}

} // namespace

int main(int argc, const char **argv) {
  llvm::cl::SetVersionPrinter(
      [](llvm::raw_ostream &out) { out << "custody-scan " CUSTODY_VERSION "\n"; });
  llvm::cl::HideUnrelatedOptions(category);
  std::string problem;
  std::unique_ptr<CompilationDatabase> database =
      FixedCompilationDatabase::loadFromCommandLine(argc, argv, problem);
  llvm::cl::ParseCommandLineOptions(
      argc, argv,
      "Finds lookup-key parameters, registrations and suspicious reclaims in C and C++.\n"
      "Without files, all those of the compilation database (-p) are scanned.\n"
      "Exit status: 0 on success, 1 if --error is given and there is a suspicious reclaim,\n"
      "2 if something failed.\n");
  std::vector<std::string> files(sources.begin(), sources.end());
  if (!database)
    database = loadDatabase(files, problem);
  if (!database) {
    fprintf(stderr, "custody-scan: %s\n", problem.c_str());
    return STATUS_FAILED;
  }
  if (files.empty())
    files = database->getAllFiles();
  for (std::string &file : files)
    file = getAbsolutePath(file);
  std::sort(files.begin(), files.end());
  files.erase(std::unique(files.begin(), files.end()), files.end());
  if (files.empty()) {
    fprintf(stderr, "custody-scan: the compilation database has no files\n");
    return STATUS_FAILED;
  }

  std::vector<std::string> failed;
  scan::Program program;
  scanAll(*database, files, failed, program);
  for (const std::string &file : failed)
    fprintf(stderr, "custody-scan: '%s' does not compile; what was found in it may be incomplete\n",
            file.c_str());

  scan::Analysis analysis(program);
  scan::Findings findings = scan::find(analysis, suspectsAreKeys);
  llvm::SmallString<256> directory;
  if (llvm::sys::fs::current_path(directory))
    directory.clear(); // paths stay as they are
  scan::Output output{program, findings, std::string(directory)};
  bool good = true;
  if (!noTable)
    good &= write("-", output.table());
  fputs(output.warnings().c_str(), stderr);
  if (!listFile.empty())
    good &= write(listFile, output.list());
  if (!jsonFile.empty())
    good &= write(jsonFile, output.json(failed));
  if (!sarifFile.empty())
    good &= write(sarifFile, output.sarif(failed, CUSTODY_VERSION));
  if (!good || (!failed.empty() && !keepGoing))
    return STATUS_FAILED;
  return failOnWarnings && !findings.suspicions.empty() ? STATUS_FOUND : STATUS_OK;
}
