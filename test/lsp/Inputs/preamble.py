"""preamble.py FOLDER: with the preamble everything is found that is found without it, and nothing old."""
import json
import os
import sys
import time

from client import Server

folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
path = os.path.join(folder, "a.cpp")
header = os.path.join(folder, "db.h")
late = os.path.join(folder, "late.h")
# What a unit takes from its headers: constants, macros, functions with bodies, templates, methods, other headers.
HEADER = """#pragma once
#include <string>
struct sqlite3; struct sqlite3_stmt;
extern "C" int sqlite3_prepare_v2(sqlite3 *, const char *, int, sqlite3_stmt **, const char **);
#define COLUMNS "id, total"
constexpr char Leak[] = "SELECT total FROM invoices WHERE id = ?";
inline const std::string Table = "invoices";
inline void inHeader(sqlite3 *Db, sqlite3_stmt **Out) { sqlite3_prepare_v2(Db, "DELETE FROM invoices", -1, Out, nullptr); }
template <typename T> void run(T Db, const std::string &Sql, sqlite3_stmt **Out) { sqlite3_prepare_v2(Db, Sql.c_str(), -1, Out, nullptr); }
struct Store {
  sqlite3 *Db = nullptr;
  void read(const char *Sql, sqlite3_stmt **Out) { sqlite3_prepare_v2(Db, Sql, -1, Out, nullptr); }
};
"""
SOURCE = """#include "db.h"
#include <string>
#ifdef ONLY_HERE
#error not defined
#endif
#define HERE " FROM invoices"

void f(sqlite3 *Db, sqlite3_stmt **Out) {
  sqlite3_prepare_v2(Db, Leak, -1, Out, nullptr);
  sqlite3_prepare_v2(Db, "SELECT " COLUMNS HERE, -1, Out, nullptr);
  run(Db, "UPDATE " + Table + " SET total = 0", Out);
  Store().read("SELECT max(total) FROM invoices", Out);
  inHeader(Db, Out);
}
"""
with open(header, "w") as out:
    out.write(HEADER)
with open(os.path.join(folder, "tenantscan.json"), "w") as out:
    out.write('{"tables": {"tenant": ["invoices"]}}')
with open(path, "w") as out:
    out.write(SOURCE)
with open(os.path.join(folder, "compile_commands.json"), "w") as out:
    json.dump([{"directory": folder, "file": path, "arguments": ["c++", "-std=c++17", "-c", "../" + os.path.basename(folder) + "/a.cpp"]}], out)

class Verbose(Server):
    def _read_log(self):
        for line in self.process.stderr:
            log.append(line.decode())


log = []
s = Verbose("--delay=0", "--threads=1", "--verbose", "--cache-dir", os.path.join(folder, "cache"))


def times(words):
    return sum(words in line for line in log)


def wait_for(words, count):
    end = time.monotonic() + 60
    while times(words) < count:
        assert time.monotonic() < end, log
        time.sleep(0.02)


version = 0
text = SOURCE


def findings(new=None):
    """What is found in the file, and in the header."""
    global version, text
    text = new or text
    version += 1
    s.messages.clear()
    if version == 1:
        s.open(path, text)
    else:
        s.change(path, text, version)
    mine = s.diagnostics(path, version)
    theirs[:] = s.diagnostics(header)
    return mine


theirs = []
s.initialize()
whole = findings()
assert len(whole) == 2 and len(theirs) == 3, (whole, theirs)
header_whole = list(theirs)
assert times("behind its preamble") == 0
wait_for("prepared", 1)
time.sleep(0.1)
assert findings() == whole and theirs == header_whole, (whole, theirs)
wait_for("behind its preamble", 1)
# An edit below: found where it is now.
moved = findings(text.replace("  run(Db", "\n\n  run(Db"))
# The first is in the text of a macro above.
assert [d["range"]["start"]["line"] for d in moved] == [5, whole[1]["range"]["start"]["line"] + 2], moved
wait_for("behind its preamble", 2)
# The header changes to another text of the same length, in the same moment: what was parsed is worth nothing.
stamp = os.stat(header)
with open(header, "w") as out:
    out.write(HEADER.replace("DELETE FROM invoices", "DELETE FROM i_voices"))
os.utime(header, ns=(stamp.st_atime_ns, stamp.st_mtime_ns + 1))
findings()
assert not any("DELETE" in d["message"] for d in theirs), theirs
assert times("behind its preamble") == 2
wait_for("prepared", 2)
# A header that is open and not saved.


def header_until(holds):
    while not holds(theirs):
        theirs[:] = s.diagnostics(header)


def deletes(found):
    return any("DELETE" in d["message"] for d in found)


s.open(header, HEADER)
s.send(s.document("didSave", path))
header_until(deletes)
s.change(header, HEADER.replace("DELETE FROM invoices", "DELETE FROM others"), 2)
s.send(s.document("didSave", header))
header_until(lambda found: not deletes(found))
s.send(s.document("didClose", header))
# A file that was not there, and one that is there no more.
wait_for("prepared", 2)
seen = times("prepared")
findings(text.replace("#include <string>", '#if __has_include("late.h")\n#include "late.h"\n#endif'))
wait_for("prepared", seen + 1)
with open(late, "w") as out:
    out.write("inline void late(sqlite3 *Db, sqlite3_stmt **Out) { sqlite3_prepare_v2(Db, \"SELECT 7 FROM invoices\", -1, Out, nullptr); }\n")
s.messages.clear()
version += 1
s.change(path, text, version)
found = s.wait(lambda m: m.get("method") == "textDocument/publishDiagnostics" and m["params"]["uri"].endswith("/late.h"))
assert len(found["params"]["diagnostics"]) == 1
# An error in the preamble is told each time.
version += 1
s.change(path, text.replace("#include \"db.h\"", "#include \"db.h\"\n#include \"absent.h\""), version)
s.logged("absent.h")
assert s.request("shutdown")["result"] is None
s.notify("exit")
assert s.process.wait(30) == 0
