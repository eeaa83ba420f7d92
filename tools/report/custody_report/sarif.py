"""SARIF 2.1.0, which code hosts and editors read. Each bug is a result with a code flow.

SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import os
from urllib.parse import quote

from . import words
from .terminal import in_order

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "SRCROOT"


def artifact(frame, sources):
    path = sources.relative(frame)
    if os.path.isabs(path):
        return {"uri": "file://" + quote(path)}
    return {"uri": quote(path), "uriBaseId": ROOT}


def physical(frame, sources):
    if not frame or not frame.file:
        return None
    found = {"artifactLocation": artifact(frame, sources)}
    if frame.line:
        found["region"] = {"startLine": frame.line}
        if frame.column:
            found["region"]["startColumn"] = frame.column
        if frame.source:
            found["region"]["snippet"] = {"text": frame.source}
    return found


def location(frame, sources, message=None):
    found = {}
    where = physical(frame, sources)
    if where:
        found["physicalLocation"] = where
    if frame and frame.function:
        found["logicalLocations"] = [{"fullyQualifiedName": frame.function, "kind": "function"}]
    if message:
        found["message"] = {"text": message}
    return found


def step_message(report, step):
    if step.role == "reclaim":
        return words.sentence(report.what[0]) if report.what else words.ROLES["reclaim"]
    return words.sentence(step.heading) or words.ROLES.get(step.role, step.role)


def code_flow(report, sources):
    """One flow, with a thread flow for each thread. executionOrder is the order over all of them."""
    flows = {}
    for order, step in enumerate(in_order(report), 1):
        thread = "T%d" % (step.thread or 0)
        flow = flows.setdefault(thread, {"id": thread, "message": {"text": "thread " + (step.by_thread() or thread)}, "locations": []})
        flow["locations"].append({
            "location": location(step.frame(), sources, step_message(report, step)),
            "executionOrder": order,
            "importance": "essential",
            "kinds": [{"release": "release", "loss": "taint", "free": "release"}.get(step.role, "acquire"), "value"],
            "stack": stack(step, sources),
        })
    return {"message": {"text": "the road of the pointer"}, "threadFlows": list(flows.values())}


def stack(step, sources):
    frames = []
    for frame in step.frames:
        found = {"location": location(frame, sources)}
        if frame.module:
            found["module"] = os.path.basename(frame.module)
        frames.append(found)
    return {"frames": frames}


def result(bug, state, sources, rules):
    report = bug.first
    called = ["Called by " + words.caller(bug)] if bug.has_double and words.caller(bug) else []
    message = "\n".join([words.sentence(line) for line in report.what] + called + (["Hint: " + words.hint(report)] if report.hint else []))
    found = {
        "ruleId": bug.kind,
        "ruleIndex": rules.index(bug.kind),
        "level": "error",
        "message": {"text": message or bug.summary},
        "locations": [location(bug.frame(), sources)],
        "codeFlows": [code_flow(report, sources)],
        "relatedLocations": [dict(location(step.frame(), sources, step_message(report, step)), id=number)
                             for number, step in enumerate(report.steps[1:], 1)],
        "stacks": [dict(stack(report.reclaim(), sources), message={"text": "the reclaim"})],
        "partialFingerprints": {"custody/v1": bug.fingerprint},
        "occurrenceCount": bug.count,
        "properties": {"models": report.models, "tests": bug.tests(), "programs": bug.programs(), "threads": bug.threads()},
    }
    if state:
        found["baselineState"] = "new" if state == "new" else "unchanged"
    return found


def document(results, states, sources, version):
    rules = sorted({bug.kind for bug in results.bugs})
    root = sources.roots[0]
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "Custody",
                "semanticVersion": version,
                "rules": [{"id": kind, "name": "".join(word.title() for word in kind.split("-")),
                           "shortDescription": {"text": words.meaning(kind)},
                           "fullDescription": {"text": words.meaning(kind)},
                           "help": {"text": "docs/reports.md#%s of Custody explains this kind of report." % kind},
                           "defaultConfiguration": {"level": "error"},
                           "properties": {"tags": ["memory-safety", "provenance"]}} for kind in rules],
            }},
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {ROOT: {"uri": "file://" + quote(root.rstrip("/")) + "/"}},
            "results": [result(bug, states[bug.fingerprint], sources, rules) for bug in results.bugs],
        }],
    }
