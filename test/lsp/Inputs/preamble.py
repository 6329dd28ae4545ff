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

s = Server("--delay=0", "--threads=1", "--verbose", "--cache-dir", os.path.join(folder, "cache"))
log = []


def read_log():
    for line in s.process.stderr:
        log.append(line.decode())


import threading
threading.Thread(target=read_log, daemon=True).start()


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
    for message in s.messages:
        if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"].endswith("/db.h"):
            theirs[:] = message["params"]["diagnostics"]
    return mine


theirs = []
s.initialize()
whole = findings()
assert len(whole) == 4 - 1 and len(theirs) == 2, (whole, theirs)  # One of the four is in the text of the header.
header_whole = list(theirs)
assert times("behind its preamble") == 0
wait_for("prepared", 1)
time.sleep(0.1)
assert findings() == whole and theirs == header_whole, (whole, theirs)
wait_for("behind its preamble", 1)
# An edit below: found where it is now.
moved = findings(text.replace("void f", "\n\nvoid f"))
assert [d["range"]["start"]["line"] for d in moved] == [d["range"]["start"]["line"] + 2 for d in whole], moved
wait_for("behind its preamble", 2)
# The header changes to another text of the same length, in the same moment: what was parsed is worth nothing.
stamp = os.stat(header)
with open(header, "w") as out:
    out.write(HEADER.replace("DELETE FROM invoices", "DELETE FROM i_voices"))
os.utime(header, ns=(stamp.st_atime_ns, stamp.st_mtime_ns + 1))
findings()
assert not any("DELETE" in d["message"] for d in theirs) and len(theirs) == 1, theirs
assert times("behind its preamble") == 2
wait_for("prepared", 2)
# A header that is open and not saved.
s.open(header, HEADER)
s.diagnostics(header)
findings()
assert any("DELETE" in d["message"] for d in s.diagnostics(header)), theirs
s.change(header, HEADER.replace("id = ?", "tenant_id = ?"), 2)
assert not any("Leak" in str(d) for d in s.diagnostics(header, 2))
s.send(s.document("didClose", header))
# A file that was not there, and one that is there no more.
broken = text.replace("#include <string>", '#if __has_include("late.h")\n#include "late.h"\n#endif')
before = len(findings(broken))
wait_for("prepared", 3)
findings()
with open(late, "w") as out:
    out.write("inline void late(sqlite3 *Db, sqlite3_stmt **Out) { sqlite3_prepare_v2(Db, \"SELECT 7 FROM invoices\", -1, Out, nullptr); }\n")
s.messages.clear()
version += 1
s.change(path, text, version)
found = s.wait(lambda m: m.get("method") == "textDocument/publishDiagnostics" and m["params"]["uri"].endswith("/late.h"))
assert len(found["params"]["diagnostics"]) == 1
# An error in the preamble is told each time.
findings(text.replace("#include \"db.h\"", "#include \"db.h\"\n#include \"absent.h\""))
s.logged("absent.h")
assert s.request("shutdown")["result"] is None
s.notify("exit")
assert s.process.wait(30) == 0
