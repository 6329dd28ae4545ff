"""A project of any number of units, and what a scan of it takes."""
import json
import os
import resource
import subprocess

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


def make(folder, units):
    """Units that include libpqxx and the standard library; returns their files."""
    files = [f"{folder}/unit{n}.cpp" for n in range(units)]
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
    return files


def cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def scan(tool, folder, *options):
    """CPU seconds, the report, and the line that says what was parsed."""
    before = cpu()
    out = subprocess.run([tool, "scan", "-p", folder, *options, "--format=json", folder], capture_output=True, text=True)
    assert out.returncode == 1, out.stderr
    return cpu() - before, out.stdout, out.stderr.strip().splitlines()[-1]
