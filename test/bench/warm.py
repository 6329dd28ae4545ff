#!/usr/bin/env python3
"""CPU time of scans with a cache: cold, nothing changed, one file edited, configuration changed.

    test/bench/warm.py TENANTSCAN [UNITS]

Makes a project of UNITS files (200) that include libpqxx and the standard library."""
import json
import os
import sys
import tempfile

import generated


def main(tool, units="200"):
    with tempfile.TemporaryDirectory() as folder:
        files = generated.make(folder, int(units))

        def scan():
            return generated.scan(tool, folder, "--cache-dir", f"{folder}/cache")

        cold, report, counts = scan()

        def row(what, seconds, counts):
            print(f"| {what} | {counts} | {seconds:.2f} s | {100 * seconds / cold:.2f} % |")

        print("| scan | units | CPU | of cold |\n| --- | --- | --- | --- |")
        row("cold", cold, counts)
        warm, again, counts = min(scan() for _ in range(3))
        assert again == report
        row("nothing changed", warm, counts)
        for file in files:
            os.utime(file)
        row("all files touched", *scan()[::2])
        with open(files[0], "a") as out:
            out.write("// edited\n")
        row("one file edited", *scan()[::2])
        with open(f"{folder}/tenantscan.json", "w") as out:
            json.dump({"tables": {"tenant": ["invoices"], "global": ["plans"]}}, out)
        row("configuration of judging edited", *scan()[::2])
        size = sum(entry.stat().st_size for entry in os.scandir(f"{folder}/cache"))
        print(f"\nSize of the cache: {size / 1e6:.1f} MB")


main(*sys.argv[1:])
