"""Runs the scanner over SQL whose file name and table name attack every format,
and reads the reports as their readers do:  hostile.py TENANTSCAN FOLDER"""
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as xml

tenantscan, folder = sys.argv[1:]
attack = 'a\n::error file=x::b]]>&<img src=x>|`c` [l](http://x) @octocat #1 www.evil.example $x$ \x1b[31m\x9b31m\u202e\ufffe --> %0A::d,e"'
name = attack.replace("/", "") + ".sql"
subject = "a\n::error::]]>&<img>|`c`[l](x)@octocat#1\x1b[31m\x9b\u202e%0A"  # PostgreSQL cuts at 63 bytes
table = f'"{subject}"'
with open(os.path.join(folder, name), "w", encoding="utf-8") as out:
    out.write(f"SELECT 1 FROM {table};\n")
schema = os.path.join(folder, "schema.txt")
with open(schema, "w", encoding="utf-8") as out:
    out.write(f"CREATE TABLE {table} (id int, tenant_id int);\n")

formats = ["text", "compact", "json", "sarif", "github", "gitlab", "junit", "checkstyle", "markdown"]
command = [tenantscan, "sql", "--schema", schema, os.path.join(folder, name), "--source-url", 'https://forge/o/r/blob/1"><i>']
run = subprocess.run(command + [f"--format={f}:{os.path.join(folder, f)}" for f in formats], capture_output=True)
assert run.returncode == 1, run
assert b"1 finding" in run.stderr and not run.stdout, run
report = {}
for f in formats:
    alone = subprocess.run(command + [f"--format={f}"], capture_output=True)
    with open(os.path.join(folder, f), "rb") as file:
        data = file.read()
    if f != "sarif":  # which has the command line in it
        assert alone.stdout == data, f
    report[f] = data.decode("utf-8")

control = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
for f in formats:
    assert not control.search(report[f]) or f in ("json", "sarif", "gitlab"), (f, control.search(report[f]))

# A program reads back what was there.
finding = json.loads(report["json"])["findings"][0]
path = finding["at"]["file"]
assert path.endswith(name) and finding["subject"] == subject, finding
quality = json.loads(report["gitlab"])
assert len(quality) == 1 and quality[0]["location"] == {"path": path, "lines": {"begin": 1}} and quality[0]["severity"] == "critical", quality
assert len(json.loads(report["sarif"])["runs"][0]["results"]) == 1

# One finding is one line.
assert len(report["compact"].splitlines()) == 1 and report["compact"].endswith("[tenant-sql-predicate]\n"), report["compact"]
first, last = report["github"].splitlines()
properties, message = first[len("::error "):].split("::", 1)
assert first.startswith("::error file=") and last.startswith("1 SQL site"), report["github"]
assert [p.split("=")[0] for p in properties.split(",")] == ["file", "line", "col", "endColumn", "title"], properties
assert ":" not in properties and "%250A" in message and "%0ATo fix" in message, first

# XML has the elements and attributes that it should have, and no other.
suites = xml.fromstring(report["junit"])
assert [e.tag for e in suites.iter()] == ["testsuites", "testsuite", "testcase", "system-out", "testcase", "failure"], report["junit"]
assert suites.get("failures") == "1" and "]]>&<img>" in suites[0][1][0].get("message")
# jenkinsci/xunit-plugin's junit-10.xsd, and two attributes that GitLab and reporters of GitHub read.
allowed = {"testsuites": {"name", "time", "tests", "failures", "errors"},
           "testsuite": {"name", "tests", "failures", "errors", "group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url"},
           "testcase": {"name", "time", "classname", "group"} | {"file", "line"}, "system-out": set(),
           "failure": {"type", "message"}, "error": {"type", "message"}, "skipped": {"type", "message"}}
assert all(set(e.keys()) <= allowed[e.tag] for e in suites.iter()), report["junit"]
style = xml.fromstring(report["checkstyle"])
assert [e.tag for e in style.iter()] == ["checkstyle", "file", "error"] and style[0].get("name").endswith('.sql')

# Markdown: three cells in a row, no tag but ours, nothing that is looked for in text.
rows = [line for line in report["markdown"].splitlines() if line.startswith("| error")]
assert len(rows) == 1 and rows[0].count("|") == 4, rows
tags = re.sub(r'<code>|</code>|<br>|<a href="https://forge/o/r/blob/1&quot;&gt;&lt;i&gt;/[A-Za-z0-9%._~/-]*#L1">|</a>', "", rows[0])
assert not re.search(r"[<>`*_\[\]\\$@]|&#64;[a-z]|&#35;[0-9]|www\.|://", tags), tags
