"""hostile.py FOLDER: whatever comes in, the server answers or logs, and goes on."""
import json
import os
import sys

from client import Server, uri

folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
path = os.path.join(folder, "a.cpp")
SOURCE = """extern "C" int sqlite3_prepare_v2(void *, const char *, int, void **, const char **);
void f() { sqlite3_prepare_v2(nullptr, "SELECT 1 FROM invoices", -1, nullptr, nullptr); }
"""
with open(path, "w") as out:
    out.write(SOURCE)
with open(os.path.join(folder, "tenantscan.json"), "w") as out:
    out.write('{"tables": {"tenant": ["invoices"]}}')
with open(os.path.join(folder, "compile_commands.json"), "w") as out:
    json.dump([{"directory": folder, "file": path, "arguments": ["c++", "-c", path]}], out)

s = Server("--delay=0")
place = {"textDocument": {"uri": uri(path)}, "position": {"line": 0, "character": 0}}
assert s.request("textDocument/hover", place)["error"]["code"] == -32002
s.initialize()


def alive():
    assert s.request("no/such/method", {})["error"]["code"] == -32601


# Bodies that are no message.
for body in (b"", b"{", b"[]", b"null", b"17", b'"\xff"', b"{}", b'{"jsonrpc":"2.0"}', b'{"jsonrpc":"1.0","id":1,"method":"shutdown"}',
             b'{"jsonrpc":"2.0","id":1}', b'{"jsonrpc":"2.0","id":1,"result":{}}', b'{"jsonrpc":"2.0","id":2,"error":{"code":1,"message":"%n"}}',
             b'{"jsonrpc":"2.0","id":{},"method":7}', b"[" * 2000000, b'{"a":' * 100000, b"\0" * 100, b'{"jsonrpc":"2.0","method":""}'):
    s.body(body)
    alive()
# Headers that are none, and lengths that are wrong.
for header in (b"\r\n", b"Content-Length: x\r\n\r\n", b"Content-Length: -1\r\n\r\n", b"Content-Length: 99999999999999999999999\r\n\r\n",
               b"Content-Type: a\r\n\r\n", b"x" * 100000 + b"\n\n", b"%s%n\r\n\r\n"):
    s.raw(header)
    alive()
s.raw(b"Content-Length: 5\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n{}   ")
alive()
# Longer than a message may be: skipped.
size = (64 << 20) + 1
s.raw(b"Content-Length: %d\r\n\r\n" % size)
for _ in range(64):
    s.raw(b" " * (1 << 20))
s.raw(b" ")
alive()

# Parameters that do not fit.
for params in (None, [], 7, {}, {"textDocument": None}, {"textDocument": {"uri": 7}}, {"textDocument": {"uri": "http://a/b"}},
               {"textDocument": {"uri": "untitled:Untitled-1"}}, {"textDocument": {"uri": "file://%zz"}}, {"textDocument": {"uri": ""}}):
    for method in ("didOpen", "didChange", "didSave", "didClose"):
        s.notify("textDocument/" + method, params)
    for method in ("hover", "codeAction"):
        assert "code" in s.request("textDocument/" + method, params)["error"]
# Files that nobody opened, and a change of a part.
other = os.path.join(folder, "none.cpp")
for name in (other, "/", folder):
    s.change(name, "x", 2)
    s.send(s.document("didSave", name))
    s.send(s.document("didClose", name))
assert s.request("textDocument/hover", {**place, "textDocument": {"uri": uri(other)}})["result"] is None
# Open, but not in compile_commands.json; or not a file at all.
s.open(other, "int x;")
s.logged("none.cpp has no entry in")  # It has the flags of its neighbour.
assert s.diagnostics(other) == []
s.open(folder, "int x;")
s.open("/proc/self/x\x1b[31m.cpp", "int x;")
assert "\x1b" not in s.logged("not scanned: /proc/self")["params"]["message"]

s.open(path)
found = s.diagnostics(path, 1)
assert len(found) == 1, (found, s.messages)
s.notify("textDocument/didChange", {"textDocument": {"uri": uri(path), "version": 2}, "contentChanges": [
    {"range": {"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 9}}, "text": "y"}]})
s.logged("only whole texts")
s.notify("textDocument/didChange", {"textDocument": {"uri": uri(path), "version": 2}, "contentChanges": []})
s.send(s.document("didSave", path))
found = s.diagnostics(path, 1)
assert len(found) == 1, (found, s.messages)

# A huge text, one with bytes of no character, and one that the parser may not survive.
s.change(path, SOURCE + "// %s\n" % ("x" * 20000000) + "// y\n" * 100000, 3)
assert len(s.diagnostics(path, 3)) == 1
s.change(path, SOURCE + "\0\ud800\x1b\n", 4)
s.diagnostics(path, 4)
s.change(path, SOURCE + "#pragma clang __debug crash\n", 5)
s.diagnostics(path, 5)
s.logged("crashed")
s.change(path, SOURCE, 6)
assert len(s.diagnostics(path, 6)) == 1
s.end()

# The input ends in the middle: no shutdown, so no success.
for rest in (b"", b"Content-Le", b"Content-Length: 100\r\n\r\n{"):
    s = Server()
    s.raw(rest)
    s.process.stdin.close()
    assert s.process.wait(30) == 1
