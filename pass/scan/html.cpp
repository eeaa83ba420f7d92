/*===- html.cpp - findings as a page for a browser --------------*- C++ -*-===*\
|* Part of Custody, under the Apache License v2.0 with LLVM Exceptions.       *|
|* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception                    *|
\*===----------------------------------------------------------------------===*/
/* One page without other files: the steps of each finding over the source lines. */
#include "output.h"

namespace scan {

namespace {

enum { AROUND = 3 }; /* lines of source before and after a step */

const char HEAD[] = R"(<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>custody-scan</title>
<style>
:root { color-scheme: light dark; --back: #fbfbfa; --card: #fff; --text: #1d2329; --dim: #626c76; --line: #dfe3e7;
  --mark: #fff2c9; --step: #2c6bb8; --last: #b3261e; --high: #b3261e; --medium: #a15c00; --low: #58626c }
@media (prefers-color-scheme: dark) { :root { --back: #15191d; --card: #1d2228; --text: #e3e7ea; --dim: #98a2ac;
  --line: #333b43; --mark: #443a17; --step: #78aeee; --last: #ff8a80; --high: #ff8a80; --medium: #f0b056; --low: #a3adb7 } }
body { margin: 0 auto; max-width: 64rem; padding: 1.5rem; background: var(--back); color: var(--text);
  font: 16px/1.5 system-ui, sans-serif }
h1 { font-size: 1.5rem; margin: 0 0 .25rem }
h2 { font-size: 1.05rem; margin: 0 }
p { margin: .3rem 0 }
.dim { color: var(--dim) }
input { width: 100%; box-sizing: border-box; margin: 1rem 0; padding: .5rem .75rem; font: inherit; color: inherit;
  background: var(--card); border: 1px solid var(--line); border-radius: 6px }
article { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 1rem 1.25rem; margin: 0 0 1.25rem;
  break-inside: avoid }
.sure { display: inline-block; font-size: .8rem; border: 1px solid; border-radius: 99px; padding: 0 .6em; margin-left: .5em }
.high { color: var(--high) } .medium { color: var(--medium) } .low { color: var(--low) }
ol { list-style: none; margin: 1rem 0 0; padding: 0 }
li { position: relative; padding: 0 0 1rem 2.5rem; counter-increment: step }
li::before { content: counter(step); position: absolute; left: 0; top: 0; width: 1.6rem; height: 1.6rem; line-height: 1.6rem;
  text-align: center; border-radius: 50%; background: var(--step); color: var(--card); font-size: .85rem; font-weight: 600 }
li::after { content: ""; position: absolute; left: .75rem; top: 1.8rem; bottom: .2rem; border-left: 2px solid var(--line) }
li:last-child { padding-bottom: 0 } li:last-child::after { display: none }
li.reclaim::before { background: var(--last) }
ol { counter-reset: step }
pre { margin: .4rem 0 0; padding: .5rem 0; overflow-x: auto; border: 1px solid var(--line); border-radius: 6px;
  font: 13px/1.5 ui-monospace, monospace }
pre span { display: block; padding: 0 .75rem; white-space: pre }
pre .here { background: var(--mark); font-weight: 600 }
pre i { color: var(--dim); font-style: normal; user-select: none }
@media print { body { max-width: none; padding: 0 } input { display: none } pre { overflow: visible } }
</style>
)";

const char TAIL[] = R"(<script>
const box = document.querySelector("input"), all = [...document.querySelectorAll("article")];
box?.addEventListener("input", () => {
  const words = box.value.toLowerCase().split(/\s+/);
  for (const one of all) {
    const text = one.textContent.toLowerCase();
    one.hidden = !words.every(word => text.includes(word));
  }
});
</script>
</html>
)";

std::string escape(const std::string &text) {
  std::string result;
  for (char c : text)
    switch (c) {
    case '&':
      result += "&amp;";
      break;
    case '<':
      result += "&lt;";
      break;
    case '>':
      result += "&gt;";
      break;
    case '"':
      result += "&quot;";
      break;
    default:
      result += c;
    }
  return result;
}

/* The lines around PLACE. That of PLACE is marked. */
std::string excerpt(const Place &place) {
  std::string text, line;
  if (!sourceLine(place.file, place.line, line))
    return "";
  unsigned first = place.line > AROUND ? place.line - AROUND : 1;
  for (unsigned number = first;
       number <= place.line + AROUND && sourceLine(place.file, number, line); number++) {
    std::string digits = std::to_string(number);
    if (digits.size() < 5)
      digits.insert(0, 5 - digits.size(), ' ');
    text += std::string("<span") + (number == place.line ? " class=\"here\"" : "") + "><i>" +
            digits + "  </i>" + escape(line) + "</span>";
  }
  return "<pre>" + text + "</pre>";
}

} // namespace

std::string Output::html(const std::vector<Failure> &failed, const std::string &version) const {
  size_t count = findings.suspicions.size(), known = 0;
  for (const Suspicion &s : findings.suspicions)
    known += s.known;
  std::string text = HEAD;
  text += "<h1>Lookup keys that become owners</h1>\n<p class=\"dim\">custody-scan " +
          escape(version) + ": " + std::to_string(count) + " suspicious reclaim" +
          (count == 1 ? "" : "s");
  if (findings.compared)
    text += ", " + std::to_string(count - known) + " of them new";
  text += ". If a lookup succeeds, the stored pointer is yours, not the key.</p>\n";
  for (const Failure &one : failed)
    text += "<p class=\"medium\">" + escape(path(one.file)) + " " + escape(one.problem) + "</p>\n";
  if (count)
    text += "<input type=\"search\" placeholder=\"Search functions, files, actions\" "
            "aria-label=\"Search\">\n";
  for (const Suspicion &s : findings.suspicions) {
    text += "<article>\n<h2>" + escape(problem(s)) + "<span class=\"sure " + nameOf(s.confidence) +
            "\">confidence: " + nameOf(s.confidence) + "</span></h2>\n<p class=\"dim\">in " +
            escape(name(s.function)) + "(), " + escape(at(s.place)) +
            (s.known ? ", in the baseline" : "") + "<br>" + escape(s.reason) + "</p>\n<ol>\n";
    for (const Step &step : s.trace)
      text += std::string("<li") + (step.place == s.place ? " class=\"reclaim\"" : "") + ">" +
              escape(step.text) + " <span class=\"dim\">" + escape(at(step.place)) + "</span>" +
              excerpt(step.place) + "</li>\n";
    text += "</ol>\n</article>\n";
  }
  return text + TAIL;
}

} // namespace scan
