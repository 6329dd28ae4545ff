#!/usr/bin/env python3
"""Writes FOLDER/compile_commands.json:  compile_commands.py FOLDER [--flag=FLAG]... FILE..."""
import json
import os
import sys

folder, *rest = sys.argv[1:]
flags = [a[len("--flag="):] for a in rest if a.startswith("--flag=")]
files = [os.path.abspath(a) for a in rest if not a.startswith("--flag=")]
os.makedirs(folder, exist_ok=True)
with open(os.path.join(folder, "compile_commands.json"), "w") as out:
    json.dump([{"directory": os.path.dirname(f), "file": f, "arguments": ["cc" if f.endswith(".c") else "c++", *flags, "-c", f]} for f in files], out)
