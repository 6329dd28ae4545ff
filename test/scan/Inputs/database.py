"""A compile_commands.json for every .cpp in a folder, whatever it is called."""
import json
import os
import sys

build, folder = (os.path.abspath(a) for a in sys.argv[1:])
os.makedirs(build, exist_ok=True)
files = [os.path.join(folder, f) for f in sorted(os.listdir(folder)) if f.endswith(".cpp")]
with open(os.path.join(build, "compile_commands.json"), "w") as out:
    json.dump([{"directory": folder, "file": f, "arguments": ["c++", "-c", f]} for f in files], out)
