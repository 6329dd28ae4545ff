"""Damages a file, or every entry of a cache: flip turns over one bit somewhere, cut takes the end away."""
import os
import sys

how, path = sys.argv[1:]
entries = [os.path.join(path, n) for n in sorted(os.listdir(path)) if n.startswith("llvmcache-")] if os.path.isdir(path) else [path]
assert entries
for number, name in enumerate(entries):
    with open(name, "rb") as entry:
        content = bytearray(entry.read())
    at = (number * 7919 + 40) % len(content)
    if how == "flip":
        content[at] ^= 1
    else:
        del content[at:]
    with open(name, "wb") as entry:
        entry.write(content)
