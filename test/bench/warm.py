#!/usr/bin/env python3
"""CPU time of scans with a cache: cold, nothing changed, one file edited, configuration changed.

    test/bench/warm.py TENANTSCAN [UNITS]

Makes a project of UNITS files (200) that include libpqxx and the standard library."""
import json
import os
import resource
import subprocess
import sys
import tempfile

UNIT = """#include "db.h"
#include <algorithm>
#include <iostream>
#include <map>
#include <pqxx/pqxx>
#include <regex>

void list{n}(pqxx::work &Tx, int Tenant) {{
  auto Rows = Tx.exec_params("SELECT total FROM invoices WHERE tenant_id = $1 AND id > {n}", Tenant);
  for (const auto &Row : Rows)
    std::cout << Row[0].c_str() << '\\n';
}}
void leak{n}(pqxx::work &Tx, int Id) {{
  Tx.exec_params("SELECT total FROM invoices WHERE id = $1 AND kind = {n}", Id);
  runLogged(Tx, "DELETE FROM invoices WHERE tenant_id = " + Tx.quote(Id));
}}
"""
HEADER = """#pragma once
#include <pqxx/pqxx>
#include <string>
inline void runLogged(pqxx::work &Tx, const std::string &Sql) { Tx.exec(Sql); }
"""


def cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def scan(tool, folder):
    before = cpu()
    out = subprocess.run([tool, "scan", "-p", folder, "--cache-dir", f"{folder}/cache", "--format=json", folder], capture_output=True, text=True)
    assert out.returncode == 1, out.stderr
    return cpu() - before, out.stdout, out.stderr.strip().splitlines()[-1]


def main(tool, units="200"):
    with tempfile.TemporaryDirectory() as folder:
        files = [f"{folder}/unit{n}.cpp" for n in range(int(units))]
        for n, file in enumerate(files):
            with open(file, "w") as out:
                out.write(UNIT.format(n=n))
        with open(f"{folder}/db.h", "w") as out:
            out.write(HEADER)
        with open(f"{folder}/tenantscan.json", "w") as out:
            json.dump({"tables": {"tenant": ["invoices"]}}, out)
        commands = [{"directory": folder, "file": f, "arguments": ["c++", "-std=c++17", "-I", folder, "-c", f]} for f in files]
        with open(f"{folder}/compile_commands.json", "w") as out:
            json.dump(commands, out)

        cold, report, counts = scan(tool, folder)

        def row(what, seconds, counts):
            print(f"| {what} | {counts} | {seconds:.2f} s | {100 * seconds / cold:.2f} % |")

        print("| scan | units | CPU | of cold |\n| --- | --- | --- | --- |")
        row("cold", cold, counts)
        warm, again, counts = min(scan(tool, folder) for _ in range(3))
        assert again == report
        row("nothing changed", warm, counts)
        for file in files:
            os.utime(file)
        row("all files touched", *scan(tool, folder)[::2])
        with open(files[0], "a") as out:
            out.write("// edited\n")
        row("one file edited", *scan(tool, folder)[::2])
        with open(f"{folder}/tenantscan.json", "w") as out:
            json.dump({"tables": {"tenant": ["invoices"], "global": ["plans"]}}, out)
        row("configuration of judging edited", *scan(tool, folder)[::2])
        size = sum(entry.stat().st_size for entry in os.scandir(f"{folder}/cache"))
        print(f"\nSize of the cache: {size / 1e6:.1f} MB")


main(*sys.argv[1:])
