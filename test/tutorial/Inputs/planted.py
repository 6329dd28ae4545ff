"""Compares verdicts and findings with the comments `// BUG(sql): ...`, `// OK: ...` in the sources."""
import json
import os
import re
import sys

folder, report = sys.argv[1:]
result = json.load(open(report))
assert result["counts"]["failedFiles"] == 0, result["failures"]

# The function around the marker, by the site that comes next below it.
sites = [(os.path.basename(s["at"]["file"]), s["at"]["line"], s["function"], s["verdict"]) for s in result["sites"]]
problems = []
planted = set()
marked = 0
for name in sorted(os.listdir(folder)):
    if not name.endswith(".cpp"):
        continue
    with open(os.path.join(folder, name)) as source:
        for number, line in enumerate(source, 1):
            match = re.search(r"// (BUG\(sql\)|OK):", line)
            if not match:
                continue
            below = sorted(s for s in sites if s[0] == name and number < s[1] <= number + 8)
            if not below:
                continue
            _, at, function, verdict = below[0]
            marked += 1
            if match[1] != "OK":
                planted.add((name, at))
            if verdict != ("scoped" if match[1] == "OK" else "leaks"):
                problems.append("%s:%d is marked %s and called %s" % (name, at, match[1], verdict))
for name, at, function, verdict in sites:
    if verdict == "unresolved":
        problems.append("%s:%d is unresolved" % (name, at))
    if verdict == "leaks" and (name, at) not in planted:
        problems.append("%s:%d leaks, and no comment says so" % (name, at))
# The other kinds: a finding of their check right below each mark, and none without.
CHECKS = {"session": {"tenant-sql-session"}, "cache": {"tenant-cache-key"}, "handler": {"tenant-handler-parameter", "tenant-sql-binding"}, "task": {"tenant-task-context"}}
found = {(os.path.basename(f["at"]["file"]), f["at"]["line"], f["check"]) for f in result["findings"]}
explained = set()
for name in sorted(os.listdir(folder)):
    with open(os.path.join(folder, name)) as source:
        for number, line in enumerate(source, 1):
            match = re.search(r"// BUG\((session|cache|handler|task)\):", line)
            if not match:
                continue
            near = {f for f in found if f[0] == name and number < f[1] <= number + 3 and f[2] in CHECKS[match[1]]}
            explained |= near
            marked += 1
            if not near:
                problems.append("%s:%d is marked, and nothing is found" % (name, number))
for name, line, check in sorted(found - explained):
    if not check.startswith("tenant-sql-") or check == "tenant-sql-session":
        problems.append("%s:%d: %s, and no comment says so" % (name, line, check))
for kind, low in (("keysWithTenant", 2), ("messagesWithTenant", 1)):
    assert result["counts"][kind] >= low, result["counts"]
assert marked > 25 and len(planted) > 10, (marked, len(planted))
for problem in problems:
    print(problem)
sys.exit(1 if problems else 0)
