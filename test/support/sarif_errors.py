#!/usr/bin/env python3
"""Validates SARIF files with Microsoft's validator, GitHub's rules included, and
prints every error and warning. Ends with 1 where there is any: the validator
itself ends with 0 whatever it finds."""
import json
import os
import subprocess
import sys
import tempfile

bad = False
for path in sys.argv[1:]:
    with tempfile.TemporaryDirectory() as folder:
        log = os.path.join(folder, "log.sarif")
        run = subprocess.run(
            [os.environ["SARIF_MULTITOOL"], "validate", path, "--rule-kind", "Sarif;Ghas", "--output", log],
            capture_output=True, text=True, env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"})
        if not os.path.exists(log):
            raise SystemExit("the validator failed:\n" + run.stdout + run.stderr)
        with open(log, encoding="utf-8-sig") as result:
            runs = json.load(result)["runs"]
    if len(runs) != 1 or not runs[0].get("invocations", [{}])[0].get("executionSuccessful", True):
        raise SystemExit("the validator failed:\n" + run.stdout)
    for finding in runs[0].get("results", []):
        if finding.get("level", "warning") in ("error", "warning"):
            bad = True
            print(path, finding["ruleId"], finding.get("level"), finding["message"].get("arguments") or finding["message"].get("text"))
sys.exit(1 if bad else 0)
