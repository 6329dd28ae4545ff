"""A project and what happens to it, with a baseline:  gate.py TENANTSCAN FOLDER"""
import json
import os
import shutil
import subprocess
import sys

tenantscan, folder = sys.argv[1:]
os.makedirs(folder)
os.chdir(folder)


def write(path, text):
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)


def run(*arguments):
    return subprocess.run([tenantscan, *arguments], capture_output=True, text=True)


def commands(*files):
    write("compile_commands.json", json.dumps([{"directory": folder, "file": f, "arguments": ["c++", "-c", f]} for f in files]))


def scan(*options, expect):
    """The JSON report of a scan that ends with the given code."""
    done = run("scan", "-q", "-p", ".", "--format=json:now.json", "--format=sarif:now.sarif", "--format=text:now.txt", "--format=markdown:now.md", "--format=junit:now.xml", *options)
    assert done.returncode == expect, (expect, done)
    with open("now.json", encoding="utf-8") as report:
        return json.load(report)


def counts(report):
    return tuple(report["counts"][k] for k in ("new", "unchanged", "absent"))


known = ("--baseline", "known.sarif")
source = """void run(const char *Sql);
void once() { run("SELECT 1 FROM invoices"); }
void twice() {
  run("SELECT 2 FROM invoices");
  run("SELECT 2 FROM invoices");
}
void laid() { run(R"(SELECT 3 FROM invoices)"); }
void quiet() { run("SELECT 4 FROM invoices"); } // NOLINT(tenant-sql-predicate): the admin's
"""
write("tenantscan.json", '{"tables": {"tenant": ["invoices"]}, "sinks": [{"function": "run", "argument": 0}]}')
write("a.cpp", source)
commands("a.cpp")
first = scan(expect=1)
assert len(first["findings"]) == 4 and "new" not in first["counts"] and "state" not in first["findings"][0]
assert run("baseline", "update", "known.sarif", "now.sarif").returncode == 0
assert folder not in open("known.sarif", encoding="utf-8").read(), "nothing of this machine is in a baseline"

# Nothing changed; the same bytes again.
assert counts(scan(*known, expect=0)) == (0, 4, 0)
assert "4 findings (0 new, 4 known, 0 gone), 1 suppressed" in open("now.txt").read() and "SELECT" not in open("now.txt").read()
assert 'failures="0" errors="0" skipped="4"' in open("now.xml").read()
before = open("known.sarif").read()
assert run("baseline", "update", "known.sarif", "now.sarif").returncode == 0 and open("known.sarif").read() == before
assert counts(scan(*known, "--fail-on=any", expect=1)) == (0, 4, 0)
assert open("now.txt").read().count("error:") == 4

# Lines move, a literal is laid out differently.
write("a.cpp", source.replace("void once", "\n\n\n\n\nvoid once").replace("SELECT 3 FROM", "SELECT 3\n       FROM"))
assert counts(scan(*known, expect=0)) == (0, 4, 0)

# A third of the same in a function: it is new, and not the others.
write("a.cpp", source.replace("void twice() {\n", 'void twice() {\n  // one\n  // two\n').replace("}\nvoid laid", '\n\n\n  run("SELECT 2 FROM invoices");\n}\nvoid laid'))
report = scan(*known, expect=1)
assert counts(report) == (1, 4, 0)
assert [f["at"]["line"] for f in report["findings"] if f["state"] == "new"] == [11], report["findings"]
assert open("now.md").read().startswith("### tenantscan: 1 new finding\n") and open("now.txt").read().count("error:") == 1
sarif = json.load(open("now.sarif"))["runs"][0]["results"]
assert sorted(r["baselineState"] for r in sarif) == ["new", "new", "unchanged", "unchanged", "unchanged", "unchanged"], "five, and the suppressed one"
scan(*known, "--fail-on=none", expect=0)

# A renamed file is the same, a copied one is not.
write("a.cpp", source)
shutil.copy("a.cpp", "b.cpp")
commands("a.cpp", "b.cpp")
assert counts(scan(*known, expect=1)) == (4, 4, 0)
os.remove("a.cpp")
commands("b.cpp")
assert counts(scan(*known, expect=0)) == (0, 4, 0)
os.rename("b.cpp", "a.cpp")
commands("a.cpp")

# What was suppressed when the baseline was written is not known.
write("a.cpp", source.replace("// NOLINT", "// LINT"))
assert counts(scan(*known, expect=1)) == (1, 4, 0)
# What is suppressed since is not gone.
write("a.cpp", source.replace('invoices"); }\nvoid twice', 'invoices"); } // NOLINT\nvoid twice'))
assert counts(scan(*known, expect=0)) == (0, 3, 0)

# What is repaired is gone, if it was looked for.
repaired = source.replace("SELECT 1 FROM invoices", "SELECT 1 FROM invoices WHERE tenant_id = $1")
write("a.cpp", repaired)
assert counts(scan(*known, "a.cpp", expect=0)) == (0, 3, 0)
assert counts(scan(*known, "--checks=tenant-sql-session", expect=0)) == (0, 0, 0)
report = scan(*known, expect=0)
assert counts(report) == (0, 3, 1) and report["absent"][0]["line"] == 2 and report["absent"][0]["file"] == "a.cpp", report
assert "No longer found:" in open("now.md").read()
assert [r["baselineState"] for r in json.load(open("now.sarif"))["runs"][0]["results"]].count("absent") == 1
scan(*known, "--omit-suppressed", expect=0)
assert '"absent"' not in open("now.sarif").read() and '"suppressions"' not in open("now.sarif").read()

# Prune takes away and adds nothing.
write("a.cpp", repaired + 'void more() { run("SELECT 5 FROM invoices"); }\n')
scan(*known, expect=1)
done = run("baseline", "prune", "known.sarif", "now.sarif")
assert done.returncode == 0 and done.stderr == "3 findings in the baseline, 1 removed\n", done
write("a.cpp", source)
assert counts(scan(*known, expect=1)) == (1, 3, 0), "it is back"
shown = run("baseline", "show", "known.sarif")
assert shown.stdout.splitlines()[0].startswith("a.cpp:4: error: 'SELECT' reads table 'invoices' of every tenant") and shown.stdout.endswith("3 findings\n"), shown

# Severity: warnings are reported, and pass.
write("w.cpp", 'void run(const char *Sql);\nvoid w() { run("SELECT a FROM strangers"); }\nvoid x() { run("SELECT a FROM invoices WHERE tenant_id = $1"); }\n')
commands("w.cpp")
assert [f["level"] for f in scan(expect=1)["findings"]] == ["note"]
assert len(scan("--min-severity=warning", expect=0)["findings"]) == 1

# An incomplete scan is no base to forget findings on, and forgets none.
commands("a.cpp", "absent.cpp")
assert counts(scan(*known, expect=3))[2] == 0
assert "incomplete" in run("baseline", "update", "known.sarif", "now.sarif").stderr
assert run("baseline", "prune", "known.sarif", "now.sarif").returncode == 2

# What is wrong is said.
for wrong in ("", "{}", '{"runs": [{"tool": {"driver": {"name": "other"}}, "results": []}]}', "[" * 100000):
    write("wrong.sarif", wrong)
    done = run("scan", "-p", ".", "--baseline", "wrong.sarif")
    assert done.returncode == 2 and "no SARIF report of tenantscan" in done.stderr, done
assert "cannot read" in run("scan", "-p", ".", "--baseline", "no.sarif").stderr
assert "--fail-on=new needs --baseline" in run("scan", "-p", ".", "--fail-on=new").stderr
assert run("baseline").returncode == 2
hostile = open("known.sarif").read().replace("of every tenant", "\\u001b[31m\\u009b\\n::error::")
write("hostile.sarif", hostile)
shown = run("baseline", "show", "hostile.sarif")
assert shown.returncode == 0 and len(shown.stdout.splitlines()) == 4 and "\x1b" not in shown.stdout and "\x9b" not in shown.stdout, shown
