#!/usr/bin/env python3
"""CPU time and peak memory of a scan beside the compiler and clang-tidy, over the same units.

    test/bench/compare.py TENANTSCAN BUILD_FOLDER [--sample N] [--seed S] [--module MODULE.so] [--config tenantscan.json]
                          [--jobs N] [--only PART] [--edit]

Takes the entries of compile_commands.json whose file has PART in its path, or a random
sample of them, and runs over exactly these, one after the other: `clang++-22 -fsyntax-only -w`;
with --module clang-tidy-22 with our module; a cold scan, the same again, and with --edit a
scan after a line was added to one source, which is taken back. CPU times are those of all
processes, so other load on the machine matters little to them; the ratios are taken in one
run. With --module it also says which findings only one of clang-tidy and the scan has: those
that need several units are the scan's alone."""
import argparse
import json
import os
import random
import re
import shlex
import subprocess
import sys
import tempfile

FINDING = re.compile(r"^(.+?):(\d+):\d+: (?:warning|error|note): .*\[(tenant-[\w-]+)[,\]]", re.M)


class Sum:
    """CPU seconds, and the most memory that any of the processes had."""

    def __init__(self):
        self.cpu = 0.0
        self.peak = 0

    def run(self, words, folder):
        process = subprocess.Popen(words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        out = process.stdout.read().decode("utf-8", "replace")
        _, _, used = os.wait4(process.pid, 0)
        process.returncode = 0
        self.cpu += used.ru_utime + used.ru_stime
        self.peak = max(self.peak, used.ru_maxrss // 1024)
        return out


def plain(entry):
    """The words of a compile command, without what it writes."""
    words = entry.get("arguments") or shlex.split(entry["command"])
    return [w for i, w in enumerate(words[1:], 1) if w not in ("-c", "-o") and words[i - 1] != "-o"]


def findings(text, folder):
    return {(os.path.realpath(os.path.join(folder, f)), int(line), check) for f, line, check in FINDING.findall(text)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tenantscan")
    parser.add_argument("build")
    parser.add_argument("--sample", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--module")
    parser.add_argument("--config")
    parser.add_argument("--jobs", default="1")
    parser.add_argument("--only", default="")
    parser.add_argument("--edit", action="store_true")
    o = parser.parse_args()
    with open(os.path.join(o.build, "compile_commands.json")) as database:
        entries = [e for e in json.load(database) if o.only in os.path.join(e["directory"], e["file"])]
    entries.sort(key=lambda e: e["file"])
    if o.sample and o.sample < len(entries):
        entries = random.Random(o.seed).sample(entries, o.sample)
    files = [os.path.join(e["directory"], e["file"]) for e in entries]
    print(f"{len(entries)} units, seed {o.seed}")
    print("| what | CPU | of the syntax check | peak of a process |\n| --- | --- | --- | --- |")

    compiler = Sum()
    for entry in entries:
        compiler.run(["clang++-22", "-fsyntax-only", "-w", *plain(entry)], entry["directory"])

    def row(what, used):
        print(f"| {what} | {used.cpu:.1f} s | {used.cpu / compiler.cpu:.3f} | {used.peak} MB |", flush=True)

    row("syntax check", compiler)
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/compile_commands.json", "w") as out:
            json.dump(entries, out)
        tidied = None
        if o.module:
            tidy = Sum()
            checks = [line.strip() for line in subprocess.run(["clang-tidy-22", "-load", o.module, "-checks=-*,tenant-*", "--list-checks"],
                                                              capture_output=True, text=True).stdout.splitlines() if line.strip().startswith("tenant-")]
            options = {f"{check}.Config": os.path.abspath(o.config) for check in checks} if o.config else {}
            config = "-config=" + json.dumps({"CheckOptions": options})
            text = "".join(tidy.run(["clang-tidy-22", "-load", o.module, "-checks=-*,tenant-*", config, "-quiet", "-p", folder, f], folder)
                           for f in files)
            tidied = findings(text, folder)
            row("clang-tidy with the module", tidy)
        words = [o.tenantscan, "scan", "-p", folder, "--cache-dir", f"{folder}/cache", "--format=text", "-j", o.jobs]
        words += ["--config", o.config] if o.config else []

        def scan(what):
            used = Sum()
            text = used.run(words, os.path.dirname(os.path.abspath(o.config)) if o.config else os.getcwd())
            row(what, used)
            return text

        cold = scan("scan, cold")
        warm = scan("scan, nothing changed")
        if o.edit:
            with open(files[0], "rb") as source:
                before = source.read()
            try:
                with open(files[0], "ab") as source:
                    source.write(b"\n// edited\n")
                scan("scan, one source edited")
            finally:
                with open(files[0], "wb") as source:
                    source.write(before)
    report = [line for line in cold.splitlines() if "SQL sites" in line or " units: " in line]
    print("\n" + "\n".join(report))
    if FINDING.findall(cold) != FINDING.findall(warm):
        sys.exit("the findings of the two scans differ")
    if tidied is not None:
        scanned = findings(cold, os.path.dirname(os.path.abspath(o.config)) if o.config else os.getcwd())
        print(f"findings: {len(tidied & scanned)} in both, {len(tidied - scanned)} in clang-tidy only, {len(scanned - tidied)} in the scan only")
        for file, line, check in sorted(tidied ^ scanned):
            print(f"  {'clang-tidy' if (file, line, check) in tidied else 'scan'}: {file}:{line} {check}")


main()
