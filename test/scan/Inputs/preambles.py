"""FOLDER: a project of files that begin with the same headers, more or less."""
import json
import os
import sys

top = os.path.abspath(sys.argv[1])
commands = []


def write(name, text):
    file = os.path.join(top, name)
    os.makedirs(os.path.dirname(file), exist_ok=True)
    with open(file, "w") as out:
        out.write(text)
    return file


def unit(name, text, *flags):
    file = write(name, text)
    commands.append({"directory": top, "file": file, "arguments": ["c++", *flags, "-I" + top + "/include", "-c", file]})


def leak(name, call="D.run"):
    return f'void {name}(Db &D) {{ {call}("SELECT * FROM {name}"); }}\n'


# What makes a header worth sharing.
large = "/" * 60000 + "\n"
write("include/db.h", f"#pragma once\n{large}#include <string>\nstruct Db {{ void run(const std::string &Sql); }};\n")

# A site, a function that hands text on, one that makes it, and a template, all in headers.
write("include/all.h", """#pragma once
#include "db.h"
inline void inHeader(Db &D) { D.run("SELECT * FROM in_header"); }
inline void scoped(Db &D) { D.run("SELECT * FROM in_header WHERE tenant_id = $1"); }
inline void handsOn(Db &D, const std::string &Where) { D.run("SELECT * FROM handed_on WHERE " + Where); }
inline std::string made(const char *Table) { return std::string("SELECT * FROM ") + Table; }
template <typename T> void perType(Db &D, const T &) { D.run(std::string("DELETE FROM ") + T::table()); }
struct Kept {
  void set() { Text = "UPDATE kept SET a = 1"; }
  void run(Db &D) { D.run(Text); }
  std::string Text = "SELECT 1";
};
""")
for n in range(3):
    # The same includes behind texts of different lengths.
    unit(f"all{n}.cpp", "// " + "x" * 7 * n + "\n\n" * (n + 1) + '#include "all.h"\n' + leak(f"all{n}")
         + f'void where{n}(Db &D) {{ handsOn(D, "a = {n}"); }}\n'
         + f'void make{n}(Db &D) {{ D.run(made("made{n}")); }}\n'
         + f'struct T{n} {{ static const char *table() {{ return "type{n}"; }} }};\nvoid type{n}(Db &D) {{ perType(D, T{n}()); }}\n'
         + f"void kept{n}(Db &D) {{ Kept K; K.set(); K.run(D); }}\n")

# The quoted name is another file in each folder, or none.
write("first/near.h", f'#pragma once\n#include "db.h"\n{large}#define NEAR "first"\n')
write("second/near.h", f'#pragma once\n#include "db.h"\n{large}#define NEAR "second"\n')
write("include/near.h", f'#pragma once\n#include "db.h"\n{large}#define NEAR "third"\n')
for folder in ("first", "second", "third"):
    for n in range(2):
        unit(f"{folder}/near{n}.cpp", '#include "near.h"\n' + f'void near_{folder}{n}(Db &D) {{ D.run("SELECT {n} FROM near_" NEAR); }}\n')

# The same name, with other macros: of the command, and of the file.
write("include/table.h", f'#pragma once\n#include "db.h"\n{large}#ifndef TABLE\n#define TABLE "no"\n#endif\ninline const char *table() {{ return TABLE; }}\n')
for n, flags in enumerate(([], [], ["-DTABLE=\"flag\""], ["-DTABLE=\"flag\""])):
    unit(f"flags{n}.cpp", '#include "table.h"\n' + f'void flags{n}(Db &D) {{ D.run(std::string("SELECT {n} FROM with_") + table()); }}\n', *flags)
for n in range(2):
    unit(f"own{n}.cpp", f'#define TABLE "own{n}"\n#include "table.h"\nvoid own{n}(Db &D) {{ D.run(std::string("SELECT {n} FROM with_") + table()); }}\n')

# Read more than once.
write("include/list.h", f'{large}#ifdef ENTRY\nENTRY(listed)\n#else\n#include "db.h"\n#endif\n')
for n in range(2):
    unit(f"list{n}.cpp", '#include "list.h"\n#define ENTRY(X) void X##' + str(n) + '(Db &D) { D.run("SELECT ' + str(n) + ' FROM " #X); }\n#include "list.h"\n')

# One that says by which file it is read.
write("include/base.h", f'#pragma once\n{large}#include "db.h"\ninline void inBase(Db &D) {{ D.run(std::string("SELECT * FROM ") + (sizeof(__BASE_FILE__) > 2 ? "base" : "x")); }}\n'
      '#define BASED __BASE_FILE__\nstatic const char *const Base = __BASE_FILE__;\n')
for n in range(2):
    unit(f"base{n}.cpp", '#include "base.h"\n' + leak(f"base{n}"))

# Conditions around the includes; all that the second one has is in the first one, too.
for n in range(2):
    unit(f"condition{n}.cpp", '#ifndef NOWHERE\n#include "all.h"\n#else\n#include "nowhere.h"\n#endif\n' + leak(f"condition{n}"))

# Does not compile: in the header, and behind it.
write("include/broken.h", f'#pragma once\n{large}#include "db.h"\nint broken = nothing;\n')
for n in range(2):
    unit(f"broken{n}.cpp", '#include "broken.h"\n' + leak(f"broken{n}"))
unit("behind.cpp", '#include "all.h"\nint behind = nothing;\n' + leak("behind"))

# Of C, by a compiler that calls itself so.
write("include/plain.h", f"#pragma once\n{large}void run(const char *Sql);\n")
for n in range(2):
    unit(f"plain{n}.c", '#include "plain.h"\n' + f'void plain{n}(void) {{ run("SELECT * FROM plain{n}"); }}\n', "-x", "c")

with open(os.path.join(top, "compile_commands.json"), "w") as out:
    json.dump(commands, out)
with open(os.path.join(top, "tenantscan.json"), "w") as out:
    json.dump({"tenantColumns": ["tenant_id"], "sinks": [{"function": "Db::run", "argument": 0}, {"function": "run", "argument": 0}]}, out)
