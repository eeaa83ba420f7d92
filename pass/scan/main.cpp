/*===- main.cpp - custody-scan ----------------------------------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * Worker processes parse the files and write the facts of their functions (pool.h). This process
 * merges the facts and looks for what they show together.
 */
#include "cache.h"
#include "output.h"
#include "store.h"

#include <clang/Tooling/CompilationDatabase.h>
#include <clang/Tooling/Tooling.h>
#include <llvm/Support/CommandLine.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <thread>
#include <unistd.h>

using namespace clang;
using namespace clang::tooling;

namespace {

llvm::cl::OptionCategory category("custody-scan");
llvm::cl::opt<unsigned>
    parallel("j", llvm::cl::desc("parse N files at a time (default: one per processor)"),
             llvm::cl::value_desc("N"), llvm::cl::Prefix, llvm::cl::init(0),
             llvm::cl::cat(category));
llvm::cl::opt<std::string>
    cacheDirectory("cache",
                   llvm::cl::desc("keep the facts of each file in DIRECTORY for the next run"),
                   llvm::cl::value_desc("DIRECTORY"), llvm::cl::cat(category));
llvm::cl::opt<unsigned>
    timeLimit("timeout", llvm::cl::desc("give up a file after N seconds (default: 600; 0: never)"),
              llvm::cl::value_desc("N"), llvm::cl::init(600), llvm::cl::cat(category));
llvm::cl::opt<bool> showProgress("progress", llvm::cl::desc("print the progress every ten seconds"),
                                 llvm::cl::cat(category));
llvm::cl::opt<std::string>
    listFile("boundaries", llvm::cl::desc("write the boundary list to FILE ('-': standard output)"),
             llvm::cl::value_desc("FILE"), llvm::cl::cat(category));
llvm::cl::opt<std::string> typesFile(
    "types",
    llvm::cl::desc("write the types whose pointers can reach a boundary to FILE ('-': standard "
                   "output)"),
    llvm::cl::value_desc("FILE"), llvm::cl::cat(category));
llvm::cl::opt<std::string>
    jsonFile("json", llvm::cl::desc("write all findings as JSON to FILE ('-': standard output)"),
             llvm::cl::value_desc("FILE"), llvm::cl::cat(category));
llvm::cl::opt<std::string>
    sarifFile("sarif",
              llvm::cl::desc("write suspicious reclaims as SARIF to FILE ('-': standard output)"),
              llvm::cl::value_desc("FILE"), llvm::cl::cat(category));
llvm::cl::opt<std::string> htmlFile(
    "html",
    llvm::cl::desc("write suspicious reclaims as a page for a browser to FILE ('-': standard "
                   "output)"),
    llvm::cl::value_desc("FILE"), llvm::cl::cat(category));
llvm::cl::opt<std::string> baselineFile(
    "baseline",
    llvm::cl::desc("FILE is the SARIF of an earlier run: what it has is no warning and no error"),
    llvm::cl::value_desc("FILE"), llvm::cl::cat(category));
llvm::cl::opt<bool> noTable("no-table", llvm::cl::desc("do not print the table"),
                            llvm::cl::cat(category));
llvm::cl::opt<bool> keepGoing("keep-going",
                              llvm::cl::desc("exit with 0 even if a file does not compile"),
                              llvm::cl::cat(category));
llvm::cl::opt<bool> failOnWarnings("error",
                                   llvm::cl::desc("exit with 1 if a suspicious reclaim was found"),
                                   llvm::cl::cat(category));
llvm::cl::opt<scan::Confidence> leastConfidence(
    "confidence", llvm::cl::desc("leave out suspicious reclaims that are less sure than this"),
    llvm::cl::values(clEnumValN(scan::Confidence::Low, "low", "show all (default)"),
                     clEnumValN(scan::Confidence::Medium, "medium", "without those of low"),
                     clEnumValN(scan::Confidence::High, "high", "only the surest")),
    llvm::cl::init(scan::Confidence::Low), llvm::cl::cat(category));
llvm::cl::opt<bool>
    suspectsAreKeys("suspects-as-keys",
                    llvm::cl::desc("also list parameters that are reclaimed suspiciously as keys"),
                    llvm::cl::cat(category));

llvm::cl::opt<std::string> buildPath("p", llvm::cl::desc("read DIRECTORY/compile_commands.json"),
                                     llvm::cl::value_desc("DIRECTORY"), llvm::cl::cat(category));
llvm::cl::list<std::string> sources(llvm::cl::Positional, llvm::cl::desc("[FILE... [-- FLAG...]]"),
                                    llvm::cl::cat(category));

enum Status { STATUS_OK = 0, STATUS_FOUND = 1, STATUS_FAILED = 2 };

/* If the database has several commands for a file, it is scanned once, with the smallest
 * command. */
bool findCommand(const CompilationDatabase &all, scan::Job &job) {
  std::vector<CompileCommand> commands = all.getCompileCommands(job.file);
  auto smallest = std::min_element(commands.begin(), commands.end(),
                                   [](const CompileCommand &a, const CompileCommand &b) {
                                     return a.CommandLine < b.CommandLine;
                                   });
  if (smallest == commands.end())
    return false;
  job.directory = smallest->Directory;
  job.command = smallest->CommandLine;
  return true;
}

/* How far the scan is. On a terminal it is one line that changes; with --progress it is a line every
 * ten seconds. */
class Progress {
public:
  Progress(size_t count, bool lines)
      : count(count), lines(lines), terminal(isatty(STDERR_FILENO)) {}
  void step(const std::string &file) {
    done++;
    auto now = Clock::now();
    if (!terminal && !(lines && now - shown > std::chrono::seconds(10)))
      return;
    shown = now;
    double seconds = std::chrono::duration<double>(now - started).count();
    unsigned left = (unsigned)(seconds / (double)done * (double)(count - done));
    fprintf(stderr, "%s[%zu/%zu] %um%02us left: %s%s", terminal ? "\r\033[K" : "", done, count,
            left / 60, left % 60, llvm::sys::path::filename(file).str().c_str(),
            terminal ? "" : "\n");
  }
  void clear() const {
    if (terminal && done)
      fputs("\r\033[K", stderr);
  }

private:
  using Clock = std::chrono::steady_clock;
  size_t count, done = 0;
  bool lines, terminal;
  Clock::time_point started = Clock::now(), shown = started;
};

/* Adds the facts of all files to PROGRAM, in the order of the jobs, so that the result does not depend
 * on which job ends first. Returns false if the scan was interrupted. */
bool scanAll(std::vector<scan::Job> &jobs, scan::Program &program) {
  scan::Cache cache(cacheDirectory);
  if (!cache.problem.empty()) {
    fprintf(stderr, "custody-scan: %s\n", cache.problem.c_str());
    return false;
  }
  size_t merged = 0, left = 0;
  for (scan::Job &job : jobs) {
    cache.prepare(job);
    job.done = !job.problem.empty() || cache.fresh(job);
    left += !job.done;
  }
  if (!cacheDirectory.empty() && left < jobs.size())
    fprintf(stderr, "custody-scan: %zu of %zu files have not changed\n", jobs.size() - left,
            jobs.size());
  auto merge = [&] {
    for (; merged < jobs.size() && jobs[merged].done; merged++) {
      std::string facts;
      scan::Job &job = jobs[merged];
      if (scan::readFacts(job.output, facts) && !program.add(facts) && job.problem.empty())
        job.problem = "has damaged facts in '" + job.output + "'";
      cache.forget(job);
      job.command = std::vector<std::string>();
    }
  };
  merge();
  Progress progress(left, showProgress);
  scan::PoolOptions options;
  options.workers =
      parallel ? (unsigned)parallel : std::max(1u, std::thread::hardware_concurrency());
  options.timeout = timeLimit;
  bool whole = scan::runJobs(jobs, options, [&](scan::Job &job) {
    progress.step(job.file);
    merge();
  });
  progress.clear();
  if (!whole)
    fprintf(stderr, "custody-scan: interrupted%s\n",
            cacheDirectory.empty() ? "" : "; the same command goes on from here");
  return whole;
}

/* Names the functions that are defined in several files. */
void printSeconds(const scan::Program &program) {
  enum { SHOWN = 5 };
  size_t shown = 0;
  for (scan::Name id : program.others) {
    const scan::Header &other = program.functions.at(id);
    const scan::Header *first = program.find(other.symbol);
    if (++shown <= SHOWN)
      fprintf(stderr,
              "custody-scan: %s() is defined in '%s' and in '%s'; calls in other files mean the "
              "first\n",
              other.display.str().c_str(), first ? first->place.file.str().c_str() : "?",
              other.place.file.str().c_str());
  }
  if (shown > SHOWN)
    fprintf(stderr, "custody-scan: and %zu more functions are defined in several files\n",
            shown - SHOWN);
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
  if (!database) {
    /* Clang's own text is about plug-ins that read databases, and says nothing about what to do. */
    if (!buildPath.empty())
      problem = "there is no compile_commands.json in " + buildPath +
                ", or it cannot be read. CMake writes one with -DCMAKE_EXPORT_COMPILE_COMMANDS=ON";
    else if (!files.empty())
      problem =
          "no compile_commands.json is found for " + files.front() +
          ", in its directory or above, or it cannot be read\n  Name its directory with -p, or "
          "write the compiler's options behind '--': custody-scan " +
          files.front() + " -- -Iinclude";
    return nullptr;
  }
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

/* Leaves out the suspicious reclaims that are less sure than the user wants, and says how many. */
void leaveOutUnsure(std::vector<scan::Suspicion> &suspicions) {
  size_t all = suspicions.size();
  suspicions.erase(
      std::remove_if(suspicions.begin(), suspicions.end(),
                     [](const scan::Suspicion &s) { return s.confidence < leastConfidence; }),
      suspicions.end());
  if (suspicions.size() < all)
    fprintf(stderr,
            "custody-scan: %zu of %zu suspicious reclaims are less sure than --confidence asks "
            "for, and not shown\n",
            all - suspicions.size(), all);
}

/* Prints the table and the warnings, and writes all files that were asked for. */
bool writeResults(const scan::Output &output, const scan::Analysis &analysis,
                  const std::vector<scan::Failure> &failed) {
  bool good = true;
  if (!noTable)
    good &= write("-", output.table());
  fputs(output.warnings().c_str(), stderr);
  if (!listFile.empty())
    good &= write(listFile, output.list());
  if (!typesFile.empty())
    good &= write(typesFile, scan::Output::types(scan::reachingTypes(analysis, output.findings)));
  if (!jsonFile.empty())
    good &= write(jsonFile, output.json(failed));
  if (!sarifFile.empty())
    good &= write(sarifFile, output.sarif(failed, CUSTODY_VERSION));
  if (!htmlFile.empty())
    good &= write(htmlFile, output.html(failed, CUSTODY_VERSION));
  return good;
}

} // namespace

int main(int argc, const char **argv) {
  if (argc == 2 && strcmp(argv[1], "--worker") == 0)
    return scan::work();
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

  std::vector<scan::Job> jobs(files.size());
  for (size_t i = 0; i < files.size(); i++) {
    jobs[i].file = files[i];
    if (access(files[i].c_str(), R_OK))
      jobs[i].problem = std::string("cannot be read: ") + strerror(errno);
    else if (!findCommand(*database, jobs[i]))
      jobs[i].problem = "has no command in the compilation database";
  }
  database.reset();
  scan::Program program;
  if (!scanAll(jobs, program))
    return STATUS_FAILED;
  std::vector<scan::Failure> failed;
  for (const scan::Job &job : jobs)
    if (!job.problem.empty()) {
      failed.push_back({job.file, job.problem});
      fprintf(stderr, "custody-scan: '%s' %s; what was found in it may be incomplete\n",
              job.file.c_str(), job.problem.c_str());
    }

  printSeconds(program);
  scan::Analysis analysis(program);
  scan::Findings findings = scan::find(analysis, suspectsAreKeys);
  leaveOutUnsure(findings.suspicions);
  llvm::SmallString<256> directory;
  if (llvm::sys::fs::current_path(directory))
    directory.clear(); // paths stay as they are
  scan::Output output{program, findings, std::string(directory)};
  if (!baselineFile.empty() &&
      !scan::compareWithBaseline(output, findings, baselineFile, problem)) {
    fprintf(stderr, "custody-scan: %s\n", problem.c_str());
    return STATUS_FAILED;
  }
  bool good = writeResults(output, analysis, failed);
  if (!good || (!failed.empty() && !keepGoing))
    return STATUS_FAILED;
  size_t known = (size_t)std::count_if(findings.suspicions.begin(), findings.suspicions.end(),
                                       [](const scan::Suspicion &s) { return s.known; });
  if (known)
    fprintf(stderr, "custody-scan: %zu of %zu suspicious reclaims are in the baseline\n", known,
            findings.suspicions.size());
  return failOnWarnings && known < findings.suspicions.size() ? STATUS_FOUND : STATUS_OK;
}
