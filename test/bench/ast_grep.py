#!/usr/bin/env python3
"""Compares a scan with a pattern for ast-grep: a literal that begins like a statement and does not have the tenant column.
Prints the CPU time of both, and what each finds of the other:

  ast_grep.py TENANTSCAN AST_GREP BUILD_FOLDER SOURCE_FOLDER [--column tenant_id] [--list]

ast-grep is npm's @ast-grep/cli."""
import argparse
import json
import os
import resource
import subprocess
import tempfile

RULE = """id: sql-without-tenant
language: Cpp
message: SQL without the tenant column
rule:
  any:
    - kind: concatenated_string
    - all:
        - any: [{kind: string_literal}, {kind: raw_string_literal}]
        - not: {inside: {kind: concatenated_string}}
  regex: '(?is)^[^"]*"[^(]*\\(?\\s*(select|insert|update|delete|merge|with)\\s'
  not: {regex: '(?i)COLUMN'}
"""

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("tenantscan")
parser.add_argument("ast_grep")
parser.add_argument("build")
parser.add_argument("sources")
parser.add_argument("--column", default="tenant_id")
parser.add_argument("--list", action="store_true", help="print what only one of them has")
options = parser.parse_args()


def run(command):
    """What it prints, and the CPU time that it and its children took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = subprocess.run(command, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert result.returncode in (0, 1, 3), result.stderr
    return json.loads(result.stdout), after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


with tempfile.TemporaryDirectory() as folder:
    rule = os.path.join(folder, "rule.yml")
    with open(rule, "w", encoding="utf-8") as out:
        out.write(RULE.replace("COLUMN", options.column))
    matches, pattern_time = run([options.ast_grep, "scan", "--rule", rule, "--json=compact", options.sources])
    report, scan_time = run([options.tenantscan, "scan", "-q", "-j", "1", "--no-cache", "-p", options.build, options.sources, "--format=json"])

root = os.path.commonpath([os.path.abspath(options.sources)] + [os.path.abspath(m["file"]) for m in matches])
literals = [(os.path.abspath(m["file"]), m["range"]["start"]["line"] + 1, m["range"]["end"]["line"] + 1) for m in matches]
findings = []
for finding in report["findings"]:
    if finding["check"] == "tenant-sql-predicate":
        findings.append((finding["at"]["file"], finding["at"]["line"], finding["message"]))


def fits(literal, finding):
    """On its lines, or the next: a macro in the middle ends what the pattern sees of the text."""
    return literal[0].endswith("/" + finding[0]) and literal[1] <= finding[1] <= literal[2] + 1


missed = [f for f in findings if not any(fits(l, f) for l in literals)]
wrong = [l for l in literals if not any(fits(l, f) for f in findings)]
print(f"ast-grep: {len(literals)} literals, {pattern_time:.2f} s of CPU")
print(f"tenantscan: {report['counts']['sites']} SQL sites, {len(findings)} findings of tenant-sql-predicate, {scan_time:.2f} s of CPU")
print(f"findings that the pattern does not have: {len(missed)} of {len(findings)}; literals that are no finding: {len(wrong)} of {len(literals)}")
if options.list:
    for file, line, message in missed:
        print(f"only tenantscan: {file}:{line}: {message}")
    for file, first, _ in wrong:
        print(f"only ast-grep: {os.path.relpath(file, root)}:{first}")
