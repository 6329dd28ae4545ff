"""FOLDER: fails where a worker for the project in the folder is running."""
import glob
import sys
import time

time.sleep(0.5)
for name in glob.glob("/proc/[0-9]*/cmdline"):
    try:
        with open(name, "rb") as line:
            words = line.read().split(b"\0")
    except OSError:
        continue
    if len(words) > 1 and words[1] == b"worker" and any(sys.argv[1].encode() in w for w in words):
        sys.exit(f"still running: {name}")
