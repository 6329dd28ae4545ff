"""Damages every entry of a cache: flip turns over one bit somewhere, cut takes the end away."""
import os
import sys

how, folder = sys.argv[1:]
names = [n for n in sorted(os.listdir(folder)) if n.startswith("llvmcache-")]
assert names
for number, name in enumerate(names):
    path = os.path.join(folder, name)
    with open(path, "rb") as entry:
        content = bytearray(entry.read())
    at = (number * 7919 + 40) % len(content)
    if how == "flip":
        content[at] ^= 1
    else:
        del content[at:]
    with open(path, "wb") as entry:
        entry.write(content)
