"""Facts about the SARIF of the files here that no other test looks at."""
import json
import sys

run = json.load(open(sys.argv[1], encoding="utf-8"))["runs"][0]
by_snippet = {}
for result in run["results"]:
    region = result["locations"][0]["physicalLocation"]["region"]
    by_snippet[region["snippet"]["text"]] = result
    assert result["ruleId"] == run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"]
    assert result["partialFingerprints"]["primaryLocationLineHash"].endswith(":1")
    assert "endLine" not in region, "GitHub wants all lines of the region in the diff: one"
    assert result["codeFlows"][0]["threadFlows"][0]["locations"]
    assert result["relatedLocations"][0]["id"] == 1 and "(1)" in result["message"]["text"]

    context = result["locations"][0]["physicalLocation"]["contextRegion"]
    lines = context["snippet"]["text"].splitlines()
    assert len(lines) == context["endLine"] - context["startLine"] + 1 and context["startLine"] <= region["startLine"] <= context["endLine"], context
    assert lines[region["startLine"] - context["startLine"]] == region["snippet"]["text"], context
    assert result["rank"] == 86 or result["ruleId"] != "tenant-sql-predicate" or result["level"] != "error", result["rank"]
rules = {rule["id"]: rule["properties"]["tags"] for rule in run["tool"]["driver"]["rules"]}
assert {"external/cwe/cwe-639", "external/owasp/owasp-a01-2021", "external/owasp/owasp-api1-2023"} < set(rules["tenant-sql-predicate"]), rules
for rule in run["tool"]["driver"]["rules"]:
    short, full = rule["shortDescription"]["text"], rule["fullDescription"]["text"]
    assert full.startswith(short) and len(short) < len(full) <= 1024 and "**" not in full, full
assert "versionControlProvenance" not in run

# UTF-16: the umlaut is one unit, the emoji two.
line = next(s for s in by_snippet if "umlaut" in s)
region = by_snippet[line]["locations"][0]["physicalLocation"]["region"]
units = line.encode("utf-16-le")
assert units[2 * (region["startColumn"] - 1):2 * (region["endColumn"] - 1)].decode("utf-16-le") == "invoices", region
assert run["columnKind"] == "utf16CodeUnits"

# A byte that is no UTF-8 is replaced, and counts as one unit.
line = next(s for s in by_snippet if "latin" in s)
region = by_snippet[line]["locations"][0]["physicalLocation"]["region"]
assert "\ufffd" in line and line[region["startColumn"] - 1:region["endColumn"] - 1] == "invoices", (line, region)

suppressed = {r["suppressions"][0]["kind"]: r["suppressions"][0]["justification"] for r in run["results"] if "suppressions" in r}
assert suppressed == {"external": "the [nightly](report)", "inSource": '\\e[31m "quoted"'}, suppressed

assert len({r["fingerprints"]["tenantscan/v1"] for r in run["results"]}) == len(run["results"])
assert not run["invocations"][0]["executionSuccessful"]
assert "absent.h" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
assert run["properties"]["leaking"] == 4 and run["properties"]["failedFiles"] == 1
assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uriBaseId"] == "%SRCROOT%"
