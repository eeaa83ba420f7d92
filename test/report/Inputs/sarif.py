"""Checks a SARIF file against the schema, if one is given, and prints what a viewer shows."""
import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    data = json.load(file)
if len(sys.argv) > 2:
    import jsonschema
    with open(sys.argv[2], encoding="utf-8") as file:
        schema = json.load(file)
    errors = list(jsonschema.Draft7Validator(schema).iter_errors(data))
    for error in errors:
        print("not valid: %s: %s" % ("/".join(map(str, error.absolute_path)), error.message))
    print("valid SARIF" if not errors else "%d errors" % len(errors))
run = data["runs"][0]
for result in run["results"]:
    rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
    assert rule["id"] == result["ruleId"]
    where = result["locations"][0]["physicalLocation"]
    print("result %s %s:%d x%d" % (result["ruleId"], where["artifactLocation"]["uri"].split("/")[-1], where["region"]["startLine"],
                                   result["occurrenceCount"]))
    steps = [(step["executionOrder"], flow["id"], step) for flow in result["codeFlows"][0]["threadFlows"] for step in flow["locations"]]
    for order, thread, step in sorted(steps, key=lambda each: each[:2]):
        place = step["location"].get("physicalLocation", {})
        region = place.get("region", {})
        print("  %d %s %s: %s" % (order, thread, region.get("snippet", {}).get("text", "").strip(), step["location"]["message"]["text"]))
