"""A project outside of any repository: its root is where its build system begins.

usage: root.py TENANTSCAN
"""
import json
import os
import subprocess
import sys
import tempfile

HEADER = """struct sqlite3;
extern "C" int sqlite3_exec(sqlite3 *, const char *, int (*)(void *, int, char **, char **), void *, char **);
inline void everything(sqlite3 *Db, const char *Text) { sqlite3_exec(Db, Text, nullptr, nullptr, nullptr); }
"""
CALLER = """#include "../../include/db.h"
void bad(sqlite3 *Db) { everything(Db, "SELECT * FROM invoices"); }
void good(sqlite3 *Db) { everything(Db, "SELECT * FROM invoices WHERE tenant_id = 1"); }
"""


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as out:
        out.write(text)


with tempfile.TemporaryDirectory() as top:
    project = os.path.join(top, "project")
    source = os.path.join(project, "src", "billing", "caller.cpp")
    write(os.path.join(project, "include", "db.h"), HEADER)
    write(source, CALLER)
    build = os.path.join(top, "build")
    write(os.path.join(build, "compile_commands.json"),
          json.dumps([{"directory": project, "file": source, "arguments": ["c++", "-c", source]}]))

    def last_line():
        scan = [sys.argv[1], "scan", "-p", build, "-q", "--no-cache", os.path.dirname(source)]
        return subprocess.run(scan, capture_output=True, text=True, cwd=top).stdout.strip().splitlines()[-1]

    # Without anything that tells, the folder that is scanned.
    print("without:", last_line())
    write(os.path.join(project, "CMakeLists.txt"), "")
    print("with:", last_line())
