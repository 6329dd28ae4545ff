#!/usr/bin/env python3
"""What a verdict costs beside libpg_query's parser: the table of docs/performance.md.

usage: verdict_vs_parser.py FOLDER [REPETITIONS]

FOLDER has bench-parse and bench-analyze.

Parser and verdict take turns; of each the fastest repetition counts, so that what
else the machine does counts little.
"""
import json
import os
import statistics
import subprocess
import sys


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    repetitions = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    best = {}
    for _ in range(repetitions):
        for program in ("bench-parse", "bench-analyze"):
            command = [os.path.join(sys.argv[1], program), "--benchmark_format=json", "--benchmark_min_time=0.1"]
            run = subprocess.run(command, capture_output=True, text=True, check=True)
            for entry in json.loads(run.stdout)["benchmarks"]:
                side, name = entry["name"].split("/", 1)
                sides = best.setdefault(name, {})
                sides[side] = min(sides.get(side, float("inf")), entry["cpu_time"] / 1000)
    print("| statement | parse | verdict | ratio |\n| --- | --- | --- | --- |")
    for name, sides in best.items():
        print("| %s | %.1f | %.1f | %.2f |" % (name, sides["parse"], sides["verdict"], sides["verdict"] / sides["parse"]))
    print("median ratio: %.2f" % statistics.median(s["verdict"] / s["parse"] for s in best.values()))


main()
