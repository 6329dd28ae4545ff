"""Compares rules/redis-commands.json with what a Redis server says of its commands."""
import json
import os
import subprocess
import sys
import time

table, path = sys.argv[1:]
# The path of a socket is short.
path = os.path.relpath(path)
server = subprocess.Popen(["redis-server", "--port", "0", "--unixsocket", path, "--save", "", "--daemonize", "no"], stdout=subprocess.DEVNULL)


def ask(*words):
    return subprocess.run(["redis-cli", "-s", path, "--json", *words], capture_output=True, text=True, check=True).stdout


try:
    deadline = time.time() + 20
    while not os.path.exists(path):
        assert time.time() < deadline, "the server does not come up"
        time.sleep(0.05)
    commands = {c[0]: c for c in json.loads(ask("COMMAND"))}
    known = {}
    for entry in json.load(open(table))["commands"]:
        for name in entry["names"]:
            assert name not in known, name + " is listed twice"
            known[name] = entry
    problems = ["%s is not listed" % name for name in commands if name not in known]
    compared = 0
    for name, entry in known.items():
        if name not in commands:
            problems.append("the server has no %s" % name)
            continue
        first, last, step = commands[name][3:6]
        if entry["use"] == "data" and first > 0:
            compared += 1
            if (entry.get("first"), entry.get("last"), entry.get("step", 1)) != (first, last, step):
                problems.append("%s has its keys at %d..%d step %d" % (name, first, last, step))
        if entry["use"] == "data" and first == 0:
            # The server counts the keys of a call.
            count = entry["count"]
            words = [name] + ["x"] * (count - 1) + ["2", "k1", "k2", "5" if name.endswith("mpop") else "x"]
            compared += 1
            try:
                keys = json.loads(ask("COMMAND", "GETKEYS", *words))
            except subprocess.CalledProcessError:
                keys = []
            if keys != ["k1", "k2"]:
                problems.append("%s: the server sees the keys %s" % (name, keys))
    assert compared > 100, compared
    print("\n".join(problems))
    sys.exit(1 if problems else 0)
finally:
    server.terminate()
    server.wait()
