#!/usr/bin/env python3
"""CPU time of a scan beside that of the compiler's syntax check over the same units.

    test/bench/scan_vs_clang.py TENANTSCAN BUILD_FOLDER PATH [CLANG]

Only entries of compile_commands.json whose path begins with PATH count. One process at a
time; the figures are the ratio of the two, taken in one run on one machine, and what the
scan takes where each file is parsed from its first line."""
import json
import os
import resource
import shlex
import subprocess
import sys


def cpu():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def main():
    scanner, build, path, *rest = sys.argv[1:]
    clang = rest[0] if rest else "clang++-22"
    path = os.path.abspath(path)
    with open(os.path.join(build, "compile_commands.json")) as database:
        entries = [e for e in json.load(database) if os.path.join(e["directory"], e["file"]).startswith(path)]
    start = cpu()
    for entry in entries:
        words = entry.get("arguments") or shlex.split(entry["command"])
        words = [w for i, w in enumerate(words[1:], 1) if w not in ("-c", "-o") and words[i - 1] != "-o"]
        subprocess.run([clang, "-fsyntax-only", "-w", *words], cwd=entry["directory"], stderr=subprocess.DEVNULL, check=False)
    compiler = cpu() - start
    print("%d units: syntax check %.1f s of CPU" % (len(entries), compiler))
    files = [os.path.normpath(os.path.join(e["directory"], e["file"])) for e in entries]
    for options in ([], ["--no-preambles"]):
        start = cpu()
        subprocess.run([scanner, "scan", "--no-cache", "-q", "-j", "1", "-p", build, *options, *files], stdout=subprocess.DEVNULL, check=False)
        scan = cpu() - start
        print("scan %s: %.1f s, ratio %.2f" % (" ".join(options), scan, scan / compiler))


main()
