# valid.py - check a SARIF file against the schema
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""usage: valid.py SCHEMA SARIF

Print what is not as the schema says, and exit with 1. If all is well, print how many results there are.
"""
import json
import sys

import jsonschema

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
with open(sys.argv[2], encoding="utf-8") as file:
    data = json.load(file)
errors = list(jsonschema.Draft7Validator(schema).iter_errors(data))
for error in errors:
    print("not valid: %s: %s" % ("/".join(map(str, error.absolute_path)), error.message))
results = [result for run in data["runs"] for result in run["results"]]
if errors:
    sys.exit(1)
print("valid SARIF, %d results, %d with code flows, %d with fixes" %
      (len(results), sum("codeFlows" in r for r in results), sum("fixes" in r for r in results)))
