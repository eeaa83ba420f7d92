/*===- pool.cpp - worker processes ----------------------------------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/*
 * This process writes a job to the standard input of a worker, and reads a line for each job from
 * the worker's descriptor ANSWERS: what went wrong, or an empty line.
 */
#include "pool.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace scan {

namespace {

enum { ANSWERS = 3 };
/* A worker ends if it has more memory than this, in bytes. The largest files of the Linux kernel
 * need about half of it. */
constexpr size_t MEMORY = 400u << 20;

volatile sig_atomic_t interrupted;
void interrupt(int) {
  interrupted = 1;
}

using Clock = std::chrono::steady_clock;

bool put(int fd, const std::string &text) {
  for (size_t at = 0; at < text.size();) {
    ssize_t wrote = write(fd, text.data() + at, text.size() - at);
    if (wrote < 0 && errno == EINTR)
      continue;
    if (wrote <= 0)
      return false;
    at += (size_t)wrote;
  }
  return true;
}

void add(std::string &text, const std::string &word) {
  uint32_t length = (uint32_t)word.size();
  text.append((const char *)&length, sizeof length);
  text += word;
}

bool get(std::string &word) {
  uint32_t length;
  if (fread(&length, sizeof length, 1, stdin) != 1)
    return false;
  word.resize(length);
  return fread(word.data(), 1, length, stdin) == length;
}

size_t resident() {
  size_t pages = 0;
  if (FILE *file = fopen("/proc/self/statm", "r")) {
    char line[256];
    /* The second number of the line. */
    if (fgets(line, sizeof line, file))
      if (const char *second = strchr(line, ' '))
        pages = strtoul(second, nullptr, 10);
    fclose(file);
  }
  return pages * (size_t)sysconf(_SC_PAGESIZE);
}

struct Worker {
  pid_t pid = -1;
  int input = -1, answers = -1;
  Job *job = nullptr; /* null: idle */
  Clock::time_point started;
  std::string answer;
  bool late = false;

  bool start();
  bool give(Job &next);
  std::string end();
};

bool Worker::start() {
  int in[2], out[2];
  if (pipe2(in, O_CLOEXEC))
    return false;
  if (pipe2(out, O_CLOEXEC)) {
    close(in[0]), close(in[1]);
    return false;
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
  /* dup2() to the same number would keep close-on-exec. */
  int other = out[1] == ANSWERS ? dup(out[1]) : out[1];
  posix_spawn_file_actions_adddup2(&actions, other, ANSWERS);
  char name[] = "custody-scan", option[] = "--worker";
  char *arguments[] = {name, option, nullptr};
  int error = posix_spawn(&pid, "/proc/self/exe", &actions, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (other != out[1])
    close(other);
  close(in[0]), close(out[1]);
  input = in[1], answers = out[0], late = false;
  if (!error)
    return true;
  close(input), close(answers);
  pid = -1;
  errno = error;
  return false;
}

bool Worker::give(Job &next) {
  std::string text;
  add(text, next.directory), add(text, next.file), add(text, next.output);
  add(text, std::to_string(next.command.size()));
  for (const std::string &word : next.command)
    add(text, word);
  job = &next;
  answer.clear();
  started = Clock::now();
  return put(input, text);
}

/* Waits for the end of the process. Returns how it ended. */
std::string Worker::end() {
  int status = 0;
  close(input), close(answers);
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
    ;
  pid = -1;
  if (WIFSIGNALED(status))
    return std::string("crashed the parser (") + strsignal(WTERMSIG(status)) + ")";
  return "ended the parser (exit status " + std::to_string(WEXITSTATUS(status)) + ")";
}

class Pool {
public:
  Pool(std::vector<Job> &jobs, const PoolOptions &options,
       const std::function<void(Job &)> &finished)
      : jobs(jobs), options(options), finished(finished) {}
  void run();

private:
  bool next(Worker &worker);
  void finish(Worker &worker, const std::string &problem);
  void read(Worker &worker);

  std::vector<Job> &jobs;
  const PoolOptions &options;
  const std::function<void(Job &)> &finished;
  std::vector<Worker> workers;
  size_t given = 0;
};

void Pool::finish(Worker &worker, const std::string &problem) {
  Job &job = *worker.job;
  worker.job = nullptr;
  job.problem = problem;
  job.done = true;
  finished(job);
}

/* Gives the next job to WORKER, or ends it if there is none. Returns whether it has one. */
bool Pool::next(Worker &worker) {
  while (given < jobs.size() && jobs[given].done)
    given++;
  if (given == jobs.size() || interrupted) {
    if (worker.pid > 0)
      worker.end();
    return false;
  }
  Job &job = jobs[given++];
  if (worker.pid < 0 && !worker.start()) {
    worker.job = &job;
    finish(worker,
           std::string("is not scanned: no process can be started (") + strerror(errno) + ")");
    return next(worker);
  }
  worker.give(job); /* if this fails, the worker has ended, and its answers do too */
  return true;
}

void Pool::read(Worker &worker) {
  char buffer[4096];
  ssize_t got = ::read(worker.answers, buffer, sizeof buffer);
  if (got < 0 && errno == EINTR)
    return;
  if (got > 0) {
    worker.answer.append(buffer, (size_t)got);
    if (worker.answer.back() == '\n') {
      worker.answer.pop_back();
      bool large = !worker.answer.empty() && worker.answer.back() == '+';
      if (large)
        worker.answer.pop_back();
      if (large)
        worker.end();
      finish(worker, worker.answer);
    }
    return;
  }
  std::string how = worker.end();
  if (worker.late)
    how = "took the parser longer than " + std::to_string(options.timeout) + " seconds";
  finish(worker, how);
}

void Pool::run() {
  workers.resize(std::max<size_t>(1, std::min<size_t>(options.workers, jobs.size())));
  for (;;) {
    std::vector<pollfd> wait;
    std::vector<Worker *> busy;
    for (Worker &worker : workers)
      if (worker.job || next(worker)) {
        wait.push_back({worker.answers, POLLIN, 0});
        busy.push_back(&worker);
      }
    if (busy.empty() || interrupted)
      break;
    if (poll(wait.data(), wait.size(), options.timeout ? 200 : -1) < 0 && errno != EINTR)
      break;
    for (size_t i = 0; i < busy.size(); i++) {
      if (wait[i].revents)
        read(*busy[i]);
      else if (options.timeout && !busy[i]->late &&
               Clock::now() - busy[i]->started > std::chrono::seconds(options.timeout)) {
        busy[i]->late = true;
        kill(busy[i]->pid, SIGKILL);
      }
    }
  }
  for (Worker &worker : workers)
    if (worker.pid > 0) { /* only after an interrupt */
      kill(worker.pid, SIGKILL);
      worker.end();
    }
}

} // namespace

int work() {
  for (;;) {
    Job job;
    std::string count;
    if (!get(job.directory) || !get(job.file) || !get(job.output) || !get(count))
      return 0;
    for (unsigned long n = strtoul(count.c_str(), nullptr, 10); n; n--)
      if (!get(job.command.emplace_back()))
        return 0;
    std::string answer = scanFile(job);
    bool large = resident() > MEMORY;
    if (!put(ANSWERS, answer + (large ? "+\n" : "\n")) || large)
      return 0;
  }
}

bool runJobs(std::vector<Job> &jobs, const PoolOptions &options,
             const std::function<void(Job &)> &finished) {
  struct sigaction action = {};
  action.sa_handler = interrupt; /* no SA_RESTART: poll() returns */
  for (int number : {SIGINT, SIGTERM, SIGHUP})
    sigaction(number, &action, nullptr);
  signal(SIGPIPE, SIG_IGN);
  Pool(jobs, options, finished).run();
  return !interrupted;
}

} // namespace scan
