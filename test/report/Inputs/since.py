"""A repository, and changes to it:  since.py TENANTSCAN FOLDER"""
import json
import os
import subprocess
import sys

tenantscan, folder = sys.argv[1:]
os.makedirs(folder)
os.chdir(folder)
os.environ["XDG_CACHE_HOME"] = os.path.join(folder, ".git", "cache")
os.environ["TMPDIR"] = os.path.join(folder, ".git", "tmp")
os.environ["GIT_CONFIG_GLOBAL"] = "/dev/null"


def write(path, text):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        out.write(text)


def git(*arguments):
    return subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *arguments], check=True, capture_output=True, text=True).stdout


def commit(message):
    git("add", "-A")
    git("commit", "-q", "-m", message)


def commands(*files):
    write("build/compile_commands.json", json.dumps([{"directory": folder + "/build", "file": "../" + f, "arguments": ["c++", "-I../include", "-c", "../" + f]} for f in files]))


def scan(*options, expect, since="main"):
    """The findings that are new, by line of their file, and what the scan said."""
    done = subprocess.run([tenantscan, "scan", "-p", "build", "--prefilter", "--since", since, "--format=json:build/now.json", "--format=text", *options], capture_output=True, text=True)
    assert done.returncode == expect, (expect, done)
    if expect == 2:
        return done.stderr
    report = json.load(open("build/now.json", encoding="utf-8"))
    # Units with nothing to look at, at both revisions, are left out: that changes nothing.
    subprocess.run([tenantscan, "scan", "-p", "build", "--since", since, "--no-prefilter", "--format=json:build/all.json", *options], capture_output=True)
    everything = json.load(open("build/all.json", encoding="utf-8"))
    for part in ("findings", "absent", "counts"):
        assert report[part] == everything[part], (part, report[part], everything[part])
    new = [(f["at"]["file"], f["at"]["line"]) for f in report["findings"] if f["state"] == "new"]
    assert len(new) == report["counts"]["new"] and done.stdout.count("error:") == len([f for f in report["findings"] if f["state"] == "new" and f["level"] == "error"])
    return new, report, done


db = """#pragma once
void run(const char *Sql);
struct Db { void query(const char *Sql); };
"""
a = """#include "db.h"
#include "names.h"
void known(Db &D) { D.query("SELECT 1 FROM invoices"); }
void good(Db &D) {
  D.query("SELECT 2 FROM invoices"
          " WHERE id = $1"
          " AND tenant_id = $2");
}
void named(Db &D) { D.query("SELECT 3 FROM " TABLE " WHERE tenant_id = $1"); }
void quiet(Db &D) { D.query("SELECT 4 FROM invoices"); } // NOLINT(tenant-sql-predicate): the admin's
"""
write("include/db.h", db)
write("include/names.h", '#define TABLE "invoices"\n')
write("src/db.cpp", '#include "db.h"\nvoid Db::query(const char *Sql) { run(Sql); }\n')
write("src/a.cpp", a)
write("src/b.cpp", '#include "db.h"\nvoid b(Db &D) { D.query("SELECT 5 FROM invoices"); }\n')
write("db/001.sql", "CREATE TABLE invoices (tenant_id int, id int);\nCREATE TABLE plans (id int);\n")
write("tenantscan.json", '{"schemaFiles": ["db/*.sql"], "sinks": [{"function": "run", "argument": 0}]}')
write(".gitignore", "build\n")
git("init", "-q", "-b", "main", ".")
commit("one")
os.mkdir(os.environ["TMPDIR"])
git("checkout", "-q", "-b", "change")
commands("src/a.cpp", "src/b.cpp", "src/db.cpp")

# Nothing changed: nothing is new, and nothing is scanned twice.
new, report, done = scan(expect=0)
assert new == [] and report["counts"]["unchanged"] == 2 and "0 changed files, 0 units scanned as they were" in done.stderr, done

# A line that is gone, which no line of the diff shows. Not committed, then committed.
write("src/a.cpp", a.replace('"\n          " AND tenant_id = $2"', '"'))
new, report, done = scan(expect=1)
assert new == [("src/a.cpp", 5)] and "1 changed file," in done.stderr and "1 unit scanned" in done.stderr, (new, done.stderr)
commit("two")
assert scan(expect=1)[0] == [("src/a.cpp", 5)]
assert scan("--fail-on=none", expect=0)[0] == [("src/a.cpp", 5)]
assert scan("src/b.cpp", expect=0)[0] == []
# The second time nothing is parsed, neither as it is nor as it was.
assert "0 parsed" in scan(expect=1)[2].stderr
before = sorted(os.listdir(os.environ["XDG_CACHE_HOME"] + "/tenantscan"))
scan(expect=1)
assert sorted(os.listdir(os.environ["XDG_CACHE_HOME"] + "/tenantscan")) == before

# What is repaired is gone.
write("src/a.cpp", a.replace("SELECT 1 FROM invoices", "SELECT 1 FROM invoices WHERE tenant_id = $1"))
new, report, done = scan(expect=0)
assert new == [] and [f["line"] for f in report["absent"]] == [3] and report["counts"]["absent"] == 1, report
# A comment that suppressed it is gone.
write("src/a.cpp", a.replace(" // NOLINT", " // LINT"))
assert scan(expect=1)[0] == [("src/a.cpp", 10)]

# A header that only it includes; one that everything includes.
write("src/a.cpp", a)
write("include/names.h", '#define TABLE "invoices, invoices j"\n')
new, report, done = scan(expect=1)
assert {n[0] for n in new} == {"include/names.h"} and "1 unit scanned" in done.stderr, (new, done.stderr)
write("include/names.h", '#define TABLE "invoices"\n')
write("include/db.h", db + "inline void fresh() { run(\"SELECT 6 FROM invoices\"); }\n")
new, report, done = scan(expect=1)
assert new == [("include/db.h", 4)] and "3 units scanned" in done.stderr, (new, done.stderr)
write("include/db.h", db)

# A wrapper that is one no more: nothing is found where it is called, in units that did not change.
write("src/db.cpp", '#include "db.h"\nvoid Db::query(const char *) {}\n')
new, report, done = scan(expect=1)
assert new == [("src/a.cpp", 10)] and report["counts"]["absent"] == 2, "the comment suppresses nothing now"
write("src/db.cpp", '#include "db.h"\nvoid Db::query(const char *Sql) { run(Sql); }\n')

# Renamed, with one more finding; its command has the new name only.
git("mv", "src/a.cpp", "src/c.cpp")
write("src/c.cpp", a + 'void more(Db &D) { D.query("SELECT 7 FROM invoices"); }\n')
commands("src/c.cpp", "src/b.cpp", "src/db.cpp")
new, report, done = scan(expect=1)
assert new == [("src/c.cpp", 11)] and report["counts"]["absent"] == 0, (new, report["counts"])
git("checkout", "-q", "--", "src/c.cpp")
git("mv", "src/c.cpp", "src/a.cpp")
write("src/a.cpp", a)
commands("src/a.cpp", "src/b.cpp", "src/db.cpp")

# A new file, not even added, in a new folder; a header that was in a folder that is gone.
write("src/new/d.cpp", '#include "db.h"\nvoid d(Db &D) { D.query("SELECT 8 FROM invoices"); }\n')
commands("src/a.cpp", "src/b.cpp", "src/db.cpp", "src/new/d.cpp")
assert scan(expect=1)[0] == [("src/new/d.cpp", 2)]
os.remove("src/new/d.cpp")
os.rmdir("src/new")
commit("three")
git("checkout", "-q", "main")
write("include/gone/where.h", '#define WHERE " WHERE tenant_id = $1"\n')
write("src/b.cpp", '#include "db.h"\n#if __has_include("gone/where.h")\n#include "gone/where.h"\n#else\n#define WHERE\n#endif\nvoid b(Db &D) { D.query("SELECT 5 FROM invoices" WHERE); }\n')
commit("a header")
git("checkout", "-q", "-b", "without")
git("rm", "-q", "-r", "include/gone")
commands("src/a.cpp", "src/b.cpp", "src/db.cpp")
new, report, done = scan(expect=1)
assert new == [("src/b.cpp", 7)] and "1 unit scanned" in done.stderr, (new, done.stderr)
git("reset", "-q", "--hard")

# Main goes on: what others repaired there, or broke, is not this change.
git("checkout", "-q", "-b", "behind", "main~1")
write("src/a.cpp", a + "void nothing() {}\n")
commit("nothing")
assert scan(expect=0)[0] == []

# A migration makes a table a tenant's: what is wrong with the code now is new. No unit is parsed for it.
write("src/a.cpp", a + 'void plan(Db &D) { D.query("SELECT 9 FROM plans"); }\n')
commit("plans")
scan(expect=0)
write("db/002.sql", "ALTER TABLE plans ADD COLUMN tenant_id int;\n")
new, report, done = scan(expect=1, since="HEAD")
assert new == [("src/a.cpp", 11)] and "0 units scanned" in done.stderr, (new, done.stderr)
os.remove("db/002.sql")
# A sink that is configured: everything is scanned as it was configured then.
write("src/a.cpp", a + 'void other(const char *);\nvoid calls() { other("SELECT 10 FROM invoices"); }\n')
commit("other")
write("tenantscan.json", '{"schemaFiles": ["db/*.sql"], "sinks": [{"function": "run", "argument": 0}, {"function": "other", "argument": 0}]}')
new, report, done = scan(expect=1, since="HEAD")
assert new == [("src/a.cpp", 12)] and "3 units scanned" in done.stderr, (new, done.stderr)
# One that was wrong is not used.
write("tenantscan.json", "{")
commit("wrong")
write("tenantscan.json", '{"schemaFiles": ["db/*.sql"], "sinks": [{"function": "run", "argument": 0}]}')
new, report, done = scan(expect=0, since="HEAD")
assert new == [] and "cannot be used, today's stands in for it" in done.stderr, (new, done.stderr)
commit("right")

# What could not be compiled then: its findings are new, and it is said why.
write("src/b.cpp", '#include "db.h"\nvoid b(Nothing &D) { D.query("SELECT 5 FROM invoices"); }\n')
commit("broken")
write("src/b.cpp", '#include "db.h"\nvoid b(Db &D) { D.query("SELECT 5 FROM invoices"); }\n')
new, report, done = scan(expect=1, since="HEAD")
assert new == [("src/b.cpp", 2)] and "b.cpp could not be scanned as it was" in done.stderr, (new, done.stderr)
git("checkout", "-q", "HEAD~1", "--", "src/b.cpp")
commit("mended")

# A unit that nobody had to look at, until another one hands on what it is given. The
# functions of a header are told of by another unit than before.
commands("src/a.cpp", "src/b.cpp", "src/db.cpp", "src/c.cpp")
write("include/c.h", "#pragma once\nvoid hand(const char *);\ninline void inHeader() { hand(\"SELECT 12 FROM invoices\"); }\n")
write("src/c.cpp", '#include "c.h"\nvoid c() { hand("SELECT 11 FROM invoices"); }\n')
commit("c")
new, report, done = scan(expect=0, since="HEAD")
assert "1 with nothing to look at" in done.stderr and "0 units scanned" in done.stderr, done.stderr
write("src/db.cpp", '#include "c.h"\n#include "db.h"\nvoid Db::query(const char *Sql) { run(Sql); }\nvoid hand(const char *Text) { run(Text); }\n')
new, report, done = scan(expect=1, since="HEAD")
assert new == [("include/c.h", 3), ("src/c.cpp", 2)] and "4 units: " in done.stderr and "1 unit scanned" in done.stderr, (new, done.stderr)
commit("hands on")
git("checkout", "-q", "HEAD~1", "--", "src/db.cpp")
new, report, done = scan(expect=0, since="HEAD")
assert new == [] and [f["file"] for f in report["absent"]] == ["include/c.h", "src/c.cpp"], report["absent"]
git("reset", "-q", "--hard")
# A header that a unit included then, and does not now: the file itself is as it was.
write("include/old.h", 'inline void old() { run("SELECT 13 FROM invoices"); }\n')
write("src/c.cpp", '#include "db.h"\n#include "old.h"\nint c() { return 1; }\n')
commit("old")
write("src/c.cpp", '#include "db.h"\nint c() { return 1; }\n')
new, report, done = scan(expect=0, since="HEAD")
assert new == [] and [f["file"] for f in report["absent"]] == ["include/old.h"], report["absent"]
git("reset", "-q", "--hard", "HEAD~3")

# The project in a folder of the repository, seen through a link; names with spaces and other letters.
git("checkout", "-q", "-b", "deep")
os.makedirs("services/näme x")
for name in ("include", "src", "db", "tenantscan.json"):
    git("mv", name, "services/näme x/" + name)
commit("deep")
os.symlink("services/näme x", "link")
os.chdir("link")
folder += "/link"
os.environ["PWD"] = folder
os.makedirs("build", exist_ok=True)
commands("src/a.cpp", "src/b.cpp", "src/db.cpp")
write("src/a.cpp", a.replace('"\n          " AND tenant_id = $2"', '"'))
new, report, done = scan(expect=1, since="HEAD")
assert new == [("src/a.cpp", 5)] and report["counts"]["unchanged"] == 2, (new, report["counts"])

# What is wrong is said, and nothing stays behind.
done = subprocess.run([tenantscan, "scan", "-p", "build", "--since=--output=x"], capture_output=True, text=True)
assert done.returncode == 2 and "has no revision --output=x" in done.stderr and not os.path.exists("x"), done
assert "has no revision nowhere" in scan(expect=2, since="nowhere")
git("checkout", "-q", "--orphan", "alone")
git("commit", "-q", "-m", "alone")
assert "no commit in common" in scan(expect=2, since="main")
assert subprocess.run([tenantscan, "scan", "-p", "build", "--since", "main", "--baseline", "x"], capture_output=True).returncode == 2
assert not [name for name in os.listdir(os.environ["TMPDIR"])], "nothing stays behind"
