#!/usr/bin/env python3
"""Makes the files of a new check:  checks/new_check.py cache-key

Header, source, registration, an entry in rules/checks.json, a page under
docs/checks/ and a test, which fails until the check finds something."""
import json
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

HEADER = """{line}
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#ifndef TENANTSCAN_CHECKS_{guard}_H
#define TENANTSCAN_CHECKS_{guard}_H

#include "checks/Check.h"

namespace tenantscan {{

/// Finds ... (the same sentence as in rules/checks.json).
///
/// For the user-facing documentation see docs/checks/{id}.md.
class {file} : public Check {{
public:
  llvm::StringRef id() const override {{ return "{id}"; }}
  void judge(const Program &P, std::vector<Finding> &Out) const override;
}};

}} // namespace tenantscan

#endif
"""

SOURCE = """{line}
//
// Part of tenantscan, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "checks/{file}.h"

namespace tenantscan {{

void {file}::judge(const Program &P, std::vector<Finding> &Out) const {{
  (void)P;
  (void)Out;
}}

}} // namespace tenantscan
"""

TEST = """// RUN: %check_tenant %s {id} -- -std=c++17
//
// Bad and good side by side; a comment says why.
void bad();
// FINDING@-1:6: what the check says
"""


def path(*parts):
    return os.path.join(ROOT, *parts)


def edit(name, change):
    with open(path(name), encoding="utf-8") as f:
        text = f.read()
    new = change(text)
    assert new != text, name + " has no place for the new check"
    with open(path(name), "w", encoding="utf-8") as f:
        f.write(new)


def write(name, text):
    os.makedirs(os.path.dirname(path(name)), exist_ok=True)
    with open(path(name), "x", encoding="utf-8") as f:
        f.write(text)
    print("made", name)


def main():
    name = sys.argv[1].removeprefix("tenant-")
    if not re.fullmatch(r"[a-z]+(-[a-z]+)*", name):
        sys.exit("new_check: a name is lower-case words with hyphens: cache-key")
    check = "tenant-" + name
    file = "".join(word.capitalize() for word in name.split("-")) + "Check"
    if os.path.exists(path("checks", file + ".h")):
        sys.exit("new_check: checks/%s.h is there already" % file)
    words = {"id": check, "file": file, "guard": file.upper()}

    def first_line(name, end):
        return ("//===- %s - What it finds " % name).ljust(80 - len(end), "-") + end

    write("checks/%s.h" % file, HEADER.format(line=first_line(file + ".h", "*- C++ -*-===//"), **words))
    write("checks/%s.cpp" % file, SOURCE.format(line=first_line(file + ".cpp", "===//"), **words))
    write("test/checks/%s/basic.cpp" % check, TEST.format(**words))

    def sort_lines(pattern, line):
        """Puts the line among those that the pattern fits, in their order."""
        def change(text):
            lines = list(re.finditer(pattern, text, re.M))
            at = next((m.start() for m in lines if m.group() > line), lines[-1].end() + 1)
            return text[:at] + line + "\n" + text[at:]
        return change

    edit("checks/CMakeLists.txt", sort_lines(r"^  \w+Check\.cpp$", "  %s.cpp" % file))
    edit("checks/Check.cpp", sort_lines(r'^#include "checks/\w+Check\.h"$', '#include "checks/%s.h"' % file))
    edit("checks/Check.cpp", sort_lines(r"^    List\.push_back\(std::make_unique<\w+Check>\(\)\);$", "    List.push_back(std::make_unique<%s>());" % file))

    entry = {"id": check, "name": file.removesuffix("Check"), "summary": "Finds ...", "level": "error", "securitySeverity": "7.0",
             "precision": "medium", "cwe": [639], "tags": ["security", "multi-tenant"], "help": ["What it finds, why it matters, bad, good, how to fix, how to suppress."]}

    def add_entry(text):
        checks = json.loads(text) + [entry]
        body = text.rstrip().removesuffix("]").rstrip()
        added = json.dumps(entry, indent=2).replace("\n", "\n  ")
        result = body + ",\n  " + added + "\n]\n"
        assert json.loads(result) == checks
        return result

    edit("rules/checks.json", add_entry)
    subprocess.run([sys.executable, path("rules", "generate.py")], check=True)
    print("now write the check, its test, its page and its entry in rules/checks.json")


main()
