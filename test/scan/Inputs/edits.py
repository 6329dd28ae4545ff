"""TENANTSCAN FOLDER SEED COUNT: random edits of a project; after each, a scan with a cache, where what files
begin with is parsed once, is compared with one that parses all there is."""
import json
import os
import random
import shutil
import subprocess
import sys

tool, top, seed, count = sys.argv[1], os.path.abspath(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
chance = random.Random(seed)
folders = ["first", "second/deep", "third"]
names = ["db.h", "part/sql.h", "maybe.h"]
tables = ["invoices", "customers", "plans"]
hits = 0


def path(*parts):
    return os.path.join(top, *parts)


def text(name):
    table = chance.choice(tables)
    if name == "db.h":
        # Large enough to be shared, at times.
        text = "/" * chance.choice([2, 60000])
        return f'#pragma once\n{text}\nstruct Db {{ void run(const char *); }};\ninline void header(Db &D) {{ D.run("SELECT * FROM {table}"); }}\n'
    if name == "part/sql.h":
        return f'#define SQL "DELETE FROM {table}"\n'
    return f'#define MAYBE "UPDATE {table} SET a = 1"\n'


def write(file, content):
    os.makedirs(os.path.dirname(file), exist_ok=True)
    if os.path.lexists(file):
        os.unlink(file)
    with open(file, "w") as out:
        out.write(content)


def edit():
    folder, name = chance.choice(folders), chance.choice(names)
    file = path(folder, name)
    what = chance.choice(["write", "write", "write", "remove", "touch", "link", "swap", "nothing", "nothing", "source"])
    if what == "write":
        write(file, text(name))
    elif what == "remove" and os.path.lexists(file):
        os.unlink(file)
    elif what == "touch" and os.path.exists(file):
        os.utime(file)
    elif what == "link":
        other = path(chance.choice(folders), name)
        if other != file:
            write(file, "")
            os.unlink(file)
            os.symlink(other, file)
    elif what == "swap":
        other = path(chance.choice(folders))
        if other != path(folder) and os.path.isdir(other) and os.path.isdir(path(folder)):
            os.rename(path(folder), path("moved"))
            os.rename(other, path(folder))
            os.rename(path("moved"), other)
    elif what == "source":
        with open(path("b.cpp"), "a") as out:
            out.write(f'void more{chance.random()}()'.replace("0.", "") + " {}\n")
    return f"{what} {folder} {name}"


def scan(*options):
    done = subprocess.run([tool, "scan", "-p", top, "--show-unresolved", *options, top], capture_output=True, text=True)
    assert done.returncode in (0, 1, 3), done.stderr
    return done.stdout, done.stderr


source = '#include "db.h"\n#include <part/sql.h>\n#if __has_include("maybe.h")\n#include "maybe.h"\n#else\n#define MAYBE "SELECT 1"\n#endif\n'
write(path("a.cpp"), source + "void a(Db &D) { D.run(SQL); D.run(MAYBE); }\n")
write(path("b.cpp"), source + "void b(Db &D) { D.run(MAYBE); }\n")
for wanted in names:
    write(path("third", wanted), text(wanted))
arguments = ["c++", "-Ifirst", "-Isecond/deep/../deep", "-isystem", "second", "-Ithird"]
with open(path("compile_commands.json"), "w") as database:
    json.dump([{"directory": top, "file": f, "arguments": [*arguments, f]} for f in ("a.cpp", "b.cpp")], database)
for step in range(count):
    done = edit()
    with_cache, counts = scan("--cache-dir", path("cache"))
    without, _ = scan("--no-cache", "--no-preambles")
    if with_cache != without:
        sys.exit(f"after step {step}, {done}: with the cache\n{with_cache}\nwithout\n{without}")
    hits += "0 from the cache" not in counts
assert hits > count / 10, "the cache was hardly used"
shutil.rmtree(path("cache"))
