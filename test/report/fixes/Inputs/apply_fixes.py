"""apply_fixes.py REPORT.sarif: does what a viewer does with the fixes of all results. Prints the descriptions."""
import json
import os
import sys
import urllib.parse

with open(sys.argv[1], encoding="utf-8") as report:
    run = json.load(report)["runs"][0]
root = urllib.parse.unquote(run["originalUriBaseIds"]["%SRCROOT%"]["uri"][len("file://"):])
edits = {}
for result in run["results"]:
    for fix in result.get("fixes", []):
        print(f"{result['locations'][0]['physicalLocation']['region']['startLine']}: {fix['description']['text']}")
        for change in fix["artifactChanges"]:
            path = os.path.join(root, urllib.parse.unquote(change["artifactLocation"]["uri"]))
            for replacement in change["replacements"]:
                region = replacement["deletedRegion"]
                assert region["startColumn"] == region["endColumn"], region
                edits.setdefault(path, []).append((region["startLine"], region["startColumn"], replacement["insertedContent"]["text"]))
for path, inserted in edits.items():
    with open(path, encoding="utf-8") as file:
        lines = [line.encode("utf-16-le") for line in file.read().split("\n")]
    for line, column, text in sorted(inserted, reverse=True):
        at = (column - 1) * 2
        lines[line - 1] = lines[line - 1][:at] + text.encode("utf-16-le") + lines[line - 1][at:]
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(line.decode("utf-16-le") for line in lines))
