#!/usr/bin/env python3
"""Time until diagnostics in the editor: when a file is opened, and after edits of it.

    test/bench/editor.py TENANTSCAN [LINES]

Two files of LINES lines (2,000): the handlers of the tutorial service (libpqxx,
cpp-httplib, hiredis), repeated, and one that has templates of nlohmann/json in every
line. Each is opened with `tenantscan lsp` and edited. A time is that from the message of
the editor to the diagnostics for it, without the delay for typing; of edits the median of
REPEAT. CPU is that of the server and its workers together."""
import json
import os
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lsp", "Inputs"))

REPEAT = 7
HEAD = """#include <algorithm>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <pqxx/pqxx>
#include <regex>
#include <string>

"""
FUNCTION = """nlohmann::json list{n}(pqxx::work &Tx, int Tenant, int Id) {{
  nlohmann::json Out = nlohmann::json::array();
  auto Rows = Tx.exec_params("SELECT id, total FROM invoices WHERE tenant_id = $1 AND id > {n}", Tenant);
  for (const auto &Row : Rows) {{
    nlohmann::json One;
    One["id"] = Row[0].as<int>();
    One["total"] = Row[1].as<int>();
    Out.push_back(One);
  }}
  std::map<std::string, int> Counts;
  for (const auto &One : Out)
    ++Counts[One["id"].dump()];
  if (Counts.size() > {n})
    std::cout << "many: " << Counts.size() << std::endl;
  auto More = Tx.exec_params("SELECT total FROM invoices WHERE id = $1 AND kind = {n}", Id);
  std::string Text = "rows: " + std::to_string(More.size());
  std::cout << Text << std::endl;
  return Out;
}}

"""


TUTORIAL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs", "tutorial", "invoices")


def templates(lines):
    text = HEAD
    while text.count("\n") < lines:
        text += FUNCTION.format(n=text.count("\n"))
    return text, {"tables": {"tenant": ["invoices"]}}, [], "kind = 8"


def handlers(lines):
    with open(os.path.join(TUTORIAL, "src", "invoices.cpp"), encoding="utf-8") as file:
        parts = file.read().split("\n\n", 2)
    text = parts[0] + "\n\n" + parts[1] + "\n\n"
    n = 0
    while text.count("\n") < lines:
        text += f"namespace copy{n} {{\n{parts[2]}}} // namespace copy{n}\n"
        n += 1
    with open(os.path.join(TUTORIAL, "tenantscan.json"), encoding="utf-8") as file:
        config = json.loads("".join(line for line in file if not line.strip().startswith("//")))
    config["schemaFiles"] = [os.path.join(TUTORIAL, "schema.sql")]
    flags = ["-I" + os.path.join(TUTORIAL, "src"), "-I/usr/include/hiredis", "-I/usr/include/postgresql"]
    return text, config, flags, "WHERE id = $1"


def processes(process):
    """A process and those that it started."""
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat", encoding="utf-8", errors="replace") as file:
                    fields = file.read().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(entry) == process or int(fields[1]) == process:
                yield (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(tool, name, text, config, flags, statement):
    os.environ["TENANTSCAN"] = tool
    from client import Server
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "unit.cpp")
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        with open(os.path.join(folder, "tenantscan.json"), "w", encoding="utf-8") as out:
            json.dump(config, out)
        with open(os.path.join(folder, "compile_commands.json"), "w", encoding="utf-8") as out:
            json.dump([{"directory": folder, "file": path, "arguments": ["c++", "-std=c++17", *flags, "-c", path]}], out)
        server = Server("--delay=0", "--threads=1")
        server.initialize()
        version = 0
        expected = None

        def timed(new, count=1, same=True):
            nonlocal version, expected
            times, used = [], []
            for i in range(count):
                version += 1
                cpu, begin = sum(processes(server.process.pid)), time.monotonic()
                if version == 1:
                    server.open(path)
                else:
                    server.change(path, new(i), version)
                found = server.diagnostics(path, version)
                times.append(time.monotonic() - begin)
                used.append(sum(processes(server.process.pid)) - cpu)
                expected = expected or len(found)
                assert not same or len(found) == expected, (len(found), expected)
            return sorted(times)[count // 2], sum(used) / count

        def row(what, wall, cpu):
            print(f"| {what} | {wall:.2f} s | {wall / first[0]:.2f} | {cpu:.2f} s | {cpu / first[1]:.2f} |")

        def pause():
            # The preamble is parsed while a person reads.
            time.sleep(3 * first[0] + 1)

        first = timed(None)
        print(f"{name}: {text.count(chr(10))} lines, {expected} findings\n")
        print("| what | wall | of the first | CPU | of the first |\n| --- | --- | --- | --- | --- |")
        row("file opened, parsed as a whole", *first)
        pause()
        row("edit at the end", *timed(lambda i: text + f"// {i}\n", REPEAT))
        row("edit of a statement", *timed(lambda i: text.replace(statement, statement + f" AND 1 = {i}", 1), REPEAT, same=False))
        row("another include", *timed(lambda i: "#include <set>\n" + text))
        pause()
        row("the edit after that", *timed(lambda i: "#include <set>\n" + text + f"// {i}\n", REPEAT))
        print()
        server.end()


def main(tool, lines="2000"):
    measure(tool, "Handlers", *handlers(int(lines)))
    measure(tool, "Templates", *templates(int(lines)))


main(*sys.argv[1:])
