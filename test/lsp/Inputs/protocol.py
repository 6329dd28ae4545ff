"""protocol.py FOLDER: diagnostics, hover and code actions over the bare protocol."""
import json
import os
import sys

from client import Server, uri

folder = sys.argv[1]
path = os.path.join(folder, "ä b.cpp")
BEFORE = """#include "calls.h"
void f(sqlite3 *db, sqlite3_stmt **out) {
"""
LEAK = '  /* \U0001f600ä */ sqlite3_prepare_v2(db, "SELECT total FROM invoices WHERE id = ?", -1, out, nullptr);\n'
GOOD = '  sqlite3_prepare_v2(db, "SELECT total FROM invoices WHERE tenant_id = ? AND id = ?", -1, out, nullptr);\n'
RAW = '  sqlite3_prepare_v2(db, R"(SELECT total\n    FROM invoices)", -1, out, nullptr);\n'
BROKEN = '#include "absent.h"\n'
CALLS = """struct sqlite3; struct sqlite3_stmt;
extern "C" int sqlite3_prepare_v2(sqlite3 *, const char *, int, sqlite3_stmt **, const char **);
"""
os.makedirs(folder, exist_ok=True)
with open(os.path.join(folder, "calls.h"), "w") as out:
    out.write(CALLS)
with open(os.path.join(folder, "tenantscan.json"), "w") as out:
    out.write('{"tables": {"tenant": ["invoices"]}}')
with open(path, "w") as out:
    out.write(BEFORE + LEAK + "}\n")
with open(os.path.join(folder, "compile_commands.json"), "w") as out:
    json.dump([{"directory": folder, "file": path, "arguments": ["c++", "-c", path]}], out)

s = Server("--delay=50")
capabilities = s.initialize()
assert capabilities["textDocumentSync"]["change"] == 1 and capabilities["positionEncoding"] == "utf-16"


def actions(line):
    place = {"line": line, "character": 0}
    return s.request("textDocument/codeAction", {"textDocument": {"uri": uri(path)}, "range": {"start": place, "end": place},
                                                 "context": {"diagnostics": []}})["result"]


def hover(line, character):
    return s.request("textDocument/hover", {"textDocument": {"uri": uri(path)}, "position": {"line": line, "character": character}})["result"]


def apply(text, edits):
    """Edits at line ends and line starts, as an editor does it."""
    units = [line.encode("utf-16-le") for line in text.split("\n")]
    for edit in sorted(edits, key=lambda e: (-e["range"]["start"]["line"], -e["range"]["start"]["character"])):
        start = edit["range"]["start"]
        assert edit["range"]["end"] == start
        line = units[start["line"]]
        at = start["character"] * 2
        assert at <= len(line), (edit, line)
        units[start["line"]] = line[:at] + edit["newText"].encode("utf-16-le") + line[at:]
    return "\n".join(u.decode("utf-16-le") for u in units)


# On open: one diagnostic, with columns in UTF-16 units.
s.open(path)
found, = s.diagnostics(path, 1)
line = LEAK.rstrip("\n")
column = len(line[:line.index("invoices")].encode("utf-16-le")) // 2
assert found["range"] == {"start": {"line": 2, "character": column}, "end": {"line": 2, "character": column + len("invoices")}}, found
assert found["severity"] == 1 and found["source"] == "tenantscan" and found["code"] == "tenant-sql-predicate", found
assert found["codeDescription"]["href"].endswith("tenant-sql-predicate.md"), found
assert "invoices" in found["message"] and "To fix: " in found["message"], found
related, = found["relatedInformation"]
assert related["location"]["uri"] == uri(path) and "handed to 'sqlite3_prepare_v2' in 'f'" in related["message"], related

# Hover: on the literal, not beside it.
assert hover(2, column)["contents"]["kind"] == "plaintext"
text = hover(2, column)["contents"]["value"]
assert "leaks" in text and "sqlite3" in text and "invoices" in text, text
assert hover(0, 0) is None and hover(2, 1) is None and hover(-1, -1) is None and hover(999999, 999999) is None

# A change that is not saved.
s.change(path, BEFORE + GOOD + "}\n", 2)
assert s.diagnostics(path, 2) == []
text = hover(2, GOOD.index("SELECT"))["contents"]["value"]
assert "scoped" in text and "- invoices: confined by ?" in text, text
assert actions(2) == []

# Lines above, and the comment that suppresses, both not saved.
text = "\n\n" + BEFORE + LEAK + "}\n"
s.change(path, text, 3)
found, = s.diagnostics(path, 3)
assert found["range"]["start"]["line"] == 4
fix, action, page = actions(4)
assert action["kind"] == "quickfix" and action["diagnostics"] == [found] and actions(3) == [], action
assert page["command"]["command"] == "tenantscan.openDocumentation" and page["command"]["arguments"] == ["tenant-sql-predicate"], page
# The predicate, where it was tried out; it is not offered in the middle of what does not parse.
assert fix["isPreferred"] and "AND invoices.tenant_id = ?" in fix["title"] and fix["diagnostics"] == [found], fix
fixed = apply(text, fix["edit"]["changes"][uri(path)])
assert 'WHERE id = ? AND invoices.tenant_id = ?", -1' in fixed, fixed
text = apply(text, action["edit"]["changes"][uri(path)])
assert "nullptr); // NOLINT(tenant-sql-predicate): TODO: say why\n" in text, text
s.change(path, text, 4)
assert s.diagnostics(path, 4) == []

# In a raw string a comment would be SQL: around it.
text = BEFORE + RAW + "}\n"
s.change(path, text, 5)
found, = s.diagnostics(path, 5)
assert found["range"]["start"]["line"] == 3
fix, action, page = actions(3)
fixed = apply(text, fix["edit"]["changes"][uri(path)])
assert "FROM invoices WHERE invoices.tenant_id = ?)" in fixed, fixed
text = apply(text, action["edit"]["changes"][uri(path)])
assert text == BEFORE + "  // NOLINTBEGIN(tenant-sql-predicate): TODO: say why\n" + RAW + "  // NOLINTEND(tenant-sql-predicate)\n}\n", text
s.change(path, text, 6)
assert s.diagnostics(path, 6) == []

# A burst of changes: the last one counts.
for version in range(7, 207):
    s.change(path, BEFORE + "// %d\n" % version + (LEAK if version % 2 else GOOD) + "}\n", version)
s.change(path, BEFORE + LEAK + LEAK + "}\n", 300)
assert len(s.diagnostics(path, 300)) == 2

# The parser's errors go to the log; what could be read is judged.
s.change(path, BROKEN + BEFORE + LEAK + "}\n", 301)
s.diagnostics(path, 301)
s.logged("absent.h")



def until(name, count, version=302):
    """The server looks by itself, too, for what has changed, and may tell the same again."""
    while len(s.diagnostics(name, None if name != path else version)) != count:
        pass


# Configuration: a wrong one is told, a corrected one is read.
with open(os.path.join(folder, "tenantscan.json"), "w") as out:
    out.write("{")
s.change(path, BEFORE + LEAK + "}\n", 302)
until(path, 0)
s.logged("the configuration is wrong: " + os.path.join(folder, "tenantscan.json"))
wrong, = s.diagnostics(os.path.join(folder, "tenantscan.json"))
assert wrong["severity"] == 1 and wrong["code"] == "configuration" and wrong["range"]["start"]["line"] == 0, wrong
with open(os.path.join(folder, "tenantscan.json"), "w") as out:
    out.write('{"tables": {"global": ["invoices"]}}')
s.send(s.document("didSave", path))
until(path, 0)
assert s.diagnostics(os.path.join(folder, "tenantscan.json")) == []
with open(os.path.join(folder, "tenantscan.json"), "w") as out:
    out.write('{"tables": {"tenant": ["invoices"]}}')
s.notify("workspace/didChangeWatchedFiles", {"changes": []})
until(path, 1)

# Headers that are open and not saved; saving one scans the file that has it.
header = os.path.join(folder, "calls.h")
s.open(header)
until(header, 0)
s.change(header, CALLS.replace("sqlite3_prepare_v2", "other") + "#define sqlite3_prepare_v2 other\n", 2)
until(header, 0, 2)
s.send(s.document("didSave", header))
until(path, 0)

# What was open and is closed has no diagnostics any more.
s.send(s.document("didClose", header))
until(header, 0)
s.send(s.document("didSave", path))
until(path, 1)
s.send(s.document("didClose", path))
until(path, 0, None)
log = s.end()
assert "tenantscan.json" not in log, log
