#!/usr/bin/env python3
"""Runs a C++ file through clang-tidy with the module and through the scanner.

    check_tenant.py FILE CHECK [--config CONFIG] [-- COMPILER-ARGUMENT...]

Both doors must give exactly the findings that the file lists, no more and no
fewer. A finding is listed on its own line, by its column and the start of its
message:

    db.exec("SELECT * FROM invoices");
    // FINDING@-1:27: 'SELECT' reads table 'invoices' of every tenant

and a note of the finding before it, in the order of the notes:

    // NOTE@-2:6: the text is handed to 'Db::exec'

Where a file lists no NOTE at all, notes are not looked at. The file's own
configuration is the tenantscan.json in its folder or above. The last line of
the file may say what the scanner counts:

    // COUNTS: 3 scoped, 2 leak, 1 unresolved
"""
import json
import os
import re
import subprocess
import sys
import tempfile

LINE = re.compile(r"^(?P<file>[^:]+):(?P<line>\d+):(?P<column>\d+): (?P<level>warning|error|note): (?P<message>.*?)(?: \[(?P<check>[\w,.-]+)\])?$")
EXPECTED = re.compile(r"//\s*(?P<kind>FINDING|NOTE)@(?P<offset>[+-]\d+):(?P<column>\d+): (?P<message>.*)$")
COUNTS = re.compile(r"//\s*COUNTS: (?P<counts>.*)$")


def expected(path):
    findings, counts, notes = [], None, False
    with open(path, encoding="utf-8", errors="replace", newline="\n") as source:
        for number, line in enumerate(source.read().split("\n"), 1):
            match = EXPECTED.search(line)
            if match:
                entry = (number + int(match["offset"]), int(match["column"]), match["message"].strip())
                if match["kind"] == "NOTE":
                    notes = True
                    findings[-1][1].append(entry)
                else:
                    findings.append((entry, []))
            match = COUNTS.search(line)
            if match:
                counts = match["counts"].strip()
    return findings, counts, notes


def actual(output, path, check):
    """Findings with their notes, from clang-style lines, in the order of the file."""
    findings, current = [], None
    for line in output.splitlines():
        match = LINE.match(line)
        if not match:
            continue
        entry = (int(match["line"]), int(match["column"]), match["message"])
        if match["check"] and check in match["check"].split(","):
            current = (entry, [])
            findings.append(current)
        elif match["level"] == "note":
            if current:
                current[1].append(entry)
        else:
            raise SystemExit("unexpected diagnostic: " + line)
    return sorted(findings, key=lambda f: f[0])


def fits(want, got):
    return want[0] == got[0] and want[1] == got[1] and got[2].startswith(want[2])


def compare(door, want, got, with_notes):
    problems = []
    unmatched = list(got)
    for finding, notes in want:
        hit = next((g for g in unmatched if fits(finding, g[0])), None)
        if hit is None:
            problems.append("missing: %d:%d: %s" % finding)
            continue
        unmatched.remove(hit)
        if with_notes:
            if len(notes) != len(hit[1]) or not all(fits(a, b) for a, b in zip(notes, hit[1])):
                problems.append("notes of %d:%d differ:\n    wanted %s\n    got    %s" % (finding[0], finding[1], notes, hit[1]))
    problems += ["unlisted: %d:%d: %s" % g[0] for g in unmatched]
    for problem in problems:
        print("%s: %s" % (door, problem))
    return not problems


def main():
    arguments, _, compiler = " ".join(sys.argv[1:]).partition(" -- ")
    words = arguments.split()
    path, check = os.path.abspath(words[0]), words[1]
    config = words[words.index("--config") + 1] if "--config" in words else None
    flags = compiler.split()
    language = "clang" if path.endswith(".c") else "clang++"
    command = [language, *flags, "-c", path]
    want, counts, with_notes = expected(path)

    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "compile_commands.json"), "w") as database:
            json.dump([{"directory": os.path.dirname(path), "file": path, "arguments": command}], database)

        tidy = [os.environ["CLANG_TIDY"], "-load", os.environ["TENANT_MODULE"], "-checks=-*," + check, "-header-filter=.*", "-p", folder, "--quiet"]
        if config:
            tidy.append("-config={CheckOptions: {%s.Config: '%s'}}" % (check, os.path.abspath(config)))
        run = subprocess.run([*tidy, path], capture_output=True, text=True, errors="replace")
        if run.returncode != 0:
            raise SystemExit("clang-tidy ended with %d:\n%s%s" % (run.returncode, run.stdout, run.stderr))
        good = compare("clang-tidy", want, actual(run.stdout, path, check), with_notes)

        scan = [os.environ["TENANTSCAN"], "scan", "-p", folder, "--checks", check, "--color=never", path]
        if config:
            scan += ["--config", config]
        run = subprocess.run(scan, capture_output=True, text=True, errors="replace")
        if run.returncode != (1 if want else 0):
            raise SystemExit("the scanner ended with %d:\n%s%s" % (run.returncode, run.stdout, run.stderr))
        good = compare("scanner", want, actual(run.stdout, path, check), with_notes) and good
        summary = run.stdout.strip()
        if counts and counts not in summary:
            print("scanner: wanted %s, got %s" % (counts, summary))
            good = False
    sys.exit(0 if good else 1)


main()
