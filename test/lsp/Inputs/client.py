"""A client of the language server protocol that may also misbehave."""
import json
import os
import subprocess
import threading
import time
from urllib.parse import quote


def uri(path):
    return "file://" + quote(os.path.abspath(path))


class Server:
    def __init__(self, *arguments):
        self.process = subprocess.Popen([os.environ["TENANTSCAN"], "lsp", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE)
        self.messages = []
        self.arrived = threading.Condition()
        self.number = 0
        self.log = b""
        self.threads = [threading.Thread(target=f, daemon=True) for f in (self._read, self._read_log)]
        for thread in self.threads:
            thread.start()

    def _read(self):
        out = self.process.stdout
        while line := out.readline():
            assert line.startswith(b"Content-Length: "), line
            length = int(line.split(b":")[1])
            assert out.readline() == b"\r\n"
            message = json.loads(out.read(length).decode("utf-8"))
            with self.arrived:
                self.messages.append(message)
                self.arrived.notify_all()

    def _read_log(self):
        self.log = self.process.stderr.read()

    def raw(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def body(self, data):
        self.raw(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))

    def send(self, message):
        self.body(json.dumps({"jsonrpc": "2.0", **message}).encode())

    def notify(self, method, params=None):
        self.send({"method": method, "params": params})

    def wait(self, fits, seconds=120):
        """The first message that fits; it is taken out."""
        end = time.monotonic() + seconds
        with self.arrived:
            while True:
                for i, message in enumerate(self.messages):
                    if fits(message):
                        return self.messages.pop(i)
                assert self.arrived.wait(end - time.monotonic()), "nothing came; what did: %r" % self.messages

    def request(self, method, params=None):
        self.number += 1
        number = self.number
        self.send({"id": number, "method": method, "params": params})
        return self.wait(lambda m: m.get("id") == number and "method" not in m)

    def initialize(self):
        result = self.request("initialize", {"processId": None, "rootUri": None, "capabilities": {}})["result"]
        self.notify("initialized", {})
        return result["capabilities"]

    def open(self, path, text=None, version=1):
        if text is None:
            with open(path, encoding="utf-8") as file:
                text = file.read()
        self.notify("textDocument/didOpen", {"textDocument": {"uri": uri(path), "languageId": "cpp", "version": version, "text": text}})

    def change(self, path, text, version):
        self.notify("textDocument/didChange", {"textDocument": {"uri": uri(path), "version": version}, "contentChanges": [{"text": text}]})

    def document(self, method, path, **more):
        return {"method": "textDocument/" + method, "params": {"textDocument": {"uri": uri(path)}, **more}}

    def diagnostics(self, path, version=None):
        message = self.wait(lambda m: m.get("method") == "textDocument/publishDiagnostics" and m["params"]["uri"] == uri(path) and
                            version in (None, m["params"].get("version")))
        return message["params"]["diagnostics"]

    def logged(self, text):
        return self.wait(lambda m: m.get("method") == "window/logMessage" and text in m["params"]["message"])

    def end(self):
        """An orderly end; what was written to standard error."""
        assert self.request("shutdown")["result"] is None
        self.notify("exit")
        assert self.process.wait(30) == 0
        for thread in self.threads:
            thread.join(30)
        return self.log.decode()
