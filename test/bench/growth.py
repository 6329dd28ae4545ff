#!/usr/bin/env python3
"""How a cold scan grows with the units of a project, and what more workers give.

    test/bench/growth.py TENANTSCAN [UNITS ...]

UNITS are 50 100 200 400 800 where none are given. Workers are tried on the third of them.
Memory is the peak of the largest process; there is one more process than workers. To be
run on an idle machine: a busy one makes CPU times longer, too."""
import os
import subprocess
import sys
import tempfile
import time

import generated


def measure(tool, folder, jobs):
    begin = time.monotonic()
    words = [tool, "scan", "-q", "--no-cache", "-j", str(jobs), "-p", folder, "--format=json", "-o", "/dev/null", folder]
    process = subprocess.Popen(words, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 1, process.returncode
    return time.monotonic() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss // 1024


def main(tool, *units):
    sizes = [int(u) for u in units] or [50, 100, 200, 400, 800]
    print("| units | workers | seconds | CPU | CPU of a unit | largest process |\n| --- | --- | --- | --- | --- | --- |")
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            generated.make(folder, size)
            for jobs in (1, 2, 4) if size == sizes[min(2, len(sizes) - 1)] else (2,):
                seconds, cpu, memory = measure(tool, folder, jobs)
                print(f"| {size} | {jobs} | {seconds:.1f} | {cpu:.1f} s | {1000 * cpu / size:.0f} ms | {memory} MB |", flush=True)


main(*sys.argv[1:])
