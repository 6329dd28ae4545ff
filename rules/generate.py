#!/usr/bin/env python3
"""Writes what follows from rules/checks.json: the header of every page under
docs/checks/, and their list.

    rules/generate.py          writes
    rules/generate.py --check  ends with 1, and says which files differ, instead
"""
import json
import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BEGIN = "<!-- begin generated: rules/checks.json -->"
END = "<!-- end generated -->"


def header(check):
    cwe = ", ".join("[CWE-%d](https://cwe.mitre.org/data/definitions/%d.html)" % (n, n) for n in check["cwe"])
    return "\n".join([
        BEGIN, "", "# " + check["id"], "", check["summary"], "",
        "| level | precision | security severity | weakness |", "|---|---|---|---|",
        "| %s | %s | %s | %s |" % (check["level"], check["precision"], check["securitySeverity"], cwe), "", END])


def page(check, text):
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + header(check) + after if rest else header(check) + "\n\n" + text


def index(checks):
    rows = ["| [%s](%s.md) | %s | %s |" % (c["id"], c["id"], c["level"], c["summary"]) for c in checks]
    return "\n".join(["# The checks", "", BEGIN, "", "| check | level | what it finds |", "|---|---|---|", *rows, "", END, ""])


def read(path):
    try:
        with open(path, encoding="utf-8") as f:
            return f.read()
    except FileNotFoundError:
        return ""


def main():
    with open(os.path.join(ROOT, "rules", "checks.json"), encoding="utf-8") as f:
        checks = json.load(f)
    folder = os.path.join(ROOT, "docs", "checks")
    wanted = {os.path.join(folder, "README.md"): index(checks)}
    for check in checks:
        path = os.path.join(folder, check["id"] + ".md")
        wanted[path] = page(check, read(path))
    different = [path for path, text in wanted.items() if read(path) != text]
    for path in different:
        print(os.path.relpath(path, ROOT), "differs from rules/checks.json; run rules/generate.py" if "--check" in sys.argv else "written")
        if "--check" not in sys.argv:
            os.makedirs(folder, exist_ok=True)
            with open(path, "w", encoding="utf-8") as f:
                f.write(wanted[path])
    known = {c["id"] + ".md" for c in checks} | {"README.md"}
    stray = [name for name in sorted(os.listdir(folder)) if name not in known]
    for name in stray:
        print("docs/checks/%s is about no check in rules/checks.json" % name)
    sys.exit(1 if stray or (different and "--check" in sys.argv) else 0)


main()
