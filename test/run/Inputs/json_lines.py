"""Prints what the lines of JSON of a process say, one line each, for FileCheck. Each file must be JSON lines."""
import json
import sys

for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    # The child's file has one report, the parent's has those before and after exec.
    reports = [line for line in lines if line["type"] == "report"]
    for line in lines:
        assert line["custody"] == 1 and line["process"]["pid"], line
        functions = [frame["function"] for step in line.get("steps", []) for frame in step["frames"]]
        where = "child" if any("in_child" in name for name in functions) else "after"
        where = "before" if any("before_exec" in name for name in functions) else where
        if len(reports) == 1 and line["type"] == "counts" and "in_child" in reports[0]["summary"]:
            where = "child"
        if line["type"] == "report":
            steps = {step["role"]: step["frames"][0] for step in line["steps"]}
            first = steps["reclaim"]
            words = [line["kind"], first["function"].split("(")[0], first.get("file", "").split("/")[-1]]
            words += ["%s:%s" % (role, steps[role]["function"].split("(")[0]) for role in ("loss", "release")]
            words += [name for name in ("module", "offset", "build_id") if first.get(name)]
        elif line["type"] == "repeat":
            assert line["id"] in [report["id"] for report in reports]
            words = [str(line["count"])]
        else:
            words = [name + " " + str(line[name]) for name in ("reported",) if name in line]
        print(line["type"], where, " ".join(words))
