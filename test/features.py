"""Features of a test run: what this machine has that some tests need.

A test names them in REQUIRES. Where one is missing, its tests are skipped; the reason is printed
at the start and kept for the summary, which prints it beside each skipped test (test/summary.py).
SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""
import json
import os
import shutil
import sys

missing = {}  # name: why it is not there


def feature(config, lit_config, name, present, why):
    """Adds the feature NAME to CONFIG if PRESENT. Otherwise its tests are skipped, because of WHY."""
    if present:
        config.available_features.add(name)
        return
    if name in missing:
        return
    missing[name] = why
    lit_config.note("skipping tests that need %s: %s" % (name, why))
    results = os.path.join(config.custody_build, "test", "results")
    if os.path.isdir(results):  # ./dev test made it
        with open(os.path.join(results, "missing-features.json"), "w", encoding="utf-8") as file:
            json.dump(missing, file, indent=1)


def viewers(config, lit_config):
    """Adds what the tests of SARIF files and of pages for a browser need: features, %sarif-schema and %browser."""
    schema = os.path.join(config.custody_build, "sarif-schema", "sarif-2.1.0.json")
    config.substitutions.append(("%sarif-schema", schema))
    feature(config, lit_config, "sarif-schema", os.path.exists(schema),
            "there is no schema of SARIF; ./dev setup downloads it with cargo")
    installed = any(os.path.isdir(os.path.join(path, "jsonschema")) for path in sys.path)
    feature(config, lit_config, "jsonschema", installed, "the Debian package python3-jsonschema is not installed")
    browser = shutil.which("chromium") or shutil.which("chromium-headless-shell")
    feature(config, lit_config, "browser", browser, "there is no Chromium; Debian's package is chromium-headless-shell")
    config.substitutions.append(("%browser", browser or "false"))
