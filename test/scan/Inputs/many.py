"""FOLDER COUNT: a project of COUNT files, every second of which has a finding."""
import json
import os
import sys

folder, count = os.path.abspath(sys.argv[1]), int(sys.argv[2])
files = [os.path.join(folder, f"unit{n}.cpp") for n in range(count)]
for n, name in enumerate(files):
    where = " WHERE tenant_id = $1" if n % 2 else ""
    with open(name, "w") as out:
        out.write("struct Db { void run(const char *Sql); };\n")
        out.write(f'void f{n}(Db &D) {{ D.run("SELECT c{n} FROM invoices{where}"); }}\n')
with open(os.path.join(folder, "compile_commands.json"), "w") as out:
    json.dump([{"directory": folder, "file": f, "arguments": ["c++", "-c", f]} for f in files], out)
