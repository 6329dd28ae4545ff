"""A project in which every file hands SQL to a database without spelling the name of the
function that does, or by the name of a function that only another file tells of; and as
many files that have nothing to do with it. Each finding reads a table that is called like
its file.

usage: hidden_names.py FOLDER"""
import json
import os
import sys

folder = os.path.abspath(sys.argv[1])
os.makedirs(os.path.join(folder, "build"), exist_ok=True)
FLAGS = {"by_flag": ["-DSEND=db.run"], "by_passed_flag": ["-Wp,-DPASSED=db.run"], "by_pasting_flag": ["-DJOIN(a,b)=a##b"]}

files = {
    "db.h": """#pragma once
struct Db {
  void run(const char *Sql);
};
""",
    # Macros.
    "macros.h": """#pragma once
#define ASK(db, sql) (db).run(sql)
#define ASK_TWICE(db, sql) ASK(db, sql); ASK(db, sql)
#define METHOD run
#define GLUE(a, b) a##b
#define GLUE_LATER(a, b) GLUE(a, b)
#define HALF(b) ru##b
#define APPLY(macro, db, sql) macro(db, sql)
#define MEMBER(f) GLUE_LATER(r, f)
#define EACH(X) X(list)
""",
    "by_macro.cpp": '#include "db.h"\n#include "macros.h"\nvoid f(Db &D) { ASK(D, "SELECT * FROM by_macro"); }\n',
    "by_two_macros.cpp": '#include "db.h"\n#include "macros.h"\nvoid f(Db &D) { ASK_TWICE(D, "SELECT * FROM by_two_macros"); }\n',
    "by_object.cpp": '#include "db.h"\n#include "macros.h"\nvoid f(Db &D) { D.METHOD("SELECT * FROM by_object"); }\n',
    "by_own_macro.cpp": '#include "db.h"\n#define R run\nvoid f(Db &D) { D.R("SELECT * FROM by_own_macro"); }\n',
    "by_flag.cpp": '#include "db.h"\nvoid f(Db &db) { SEND("SELECT * FROM by_flag"); }\n',
    "by_passed_flag.cpp": '#include "db.h"\nvoid f(Db &db) { PASSED("SELECT * FROM by_passed_flag"); }\n',
    "by_pasting.cpp": '#include "db.h"\n#include "macros.h"\nvoid f(Db &D) { D.GLUE(r, un)("SELECT * FROM by_pasting"); }\n',
    "by_late_pasting.cpp": '#include "db.h"\n#include "macros.h"\nvoid f(Db &D) { D.GLUE_LATER(GLUE(r, u), n)("SELECT * FROM by_late_pasting"); }\n',
    "by_half.cpp": '#include "db.h"\n#include "macros.h"\nvoid f(Db &D) { D.HALF(n)("SELECT * FROM by_half"); }\n',
    "by_passing_on.cpp": '#include "db.h"\n#include "macros.h"\nvoid f(Db &D) { APPLY(ASK, D, "SELECT * FROM by_passing_on"); }\n',
    "by_glue_passed.cpp": '#include "db.h"\n#include "macros.h"\n#define WITH_R(macro, b) macro(r, b)\nvoid f(Db &D) { D.WITH_R(GLUE, un)("SELECT * FROM by_glue_passed"); }\n',
    "by_member.cpp": '#include "db.h"\n#include "macros.h"\nvoid f(Db &D) { D.MEMBER(un)("SELECT * FROM by_member"); }\n',
    "by_list.cpp": '#include "db.h"\n#include "macros.h"\n#define X(name) void name(Db &D) { D.HALF(n)("SELECT * FROM by_" #name); }\nEACH(X)\n',
    "by_pasting_flag.cpp": '#include "db.h"\nvoid f(Db &D) { D.JOIN(r, un)("SELECT * FROM by_pasting_flag"); }\n',
    "by_macro_given.cpp": '#include "db.h"\n#include "macros.h"\n#define LEFT r\nvoid f(Db &D) { D.GLUE_LATER(LEFT, un)("SELECT * FROM by_macro_given"); }\n',
    "by_broken_line.cpp": '#include "db.h"\nvoid f(Db &D) { D.ru\\\nn("SELECT * FROM by_broken_line"); }\n',
    "by_inclusion.inc": 'D.run("SELECT * FROM by_inclusion");\n',
    "by_inclusion.cpp": '#include "db.h"\nvoid f(Db &D) {\n#include "by_inclusion.inc"\n}\n',
    # Functions that hand on what they are given.
    "wrappers.h": """#pragma once
#include "db.h"
#include <functional>
#include <string>
void elsewhere(const char *Sql);
inline void inHeader(Db &D, const char *Sql) { D.run(Sql); }
template <typename T> void ofAnything(T &D, const char *Sql) { D.run(Sql); }
struct Base {
  virtual ~Base() = default;
  virtual void ask(const char *Sql) = 0;
};
Base &derived();
struct Statement {
  Statement(const char *Sql);
};
void prepared(const Statement &S);
using Query = Statement;
extern void (*Pointer)(const char *);
extern std::function<void(const char *)> Callback;
const char *sqlOf(int Which);
#define DECLARE_TABLE(name) struct name##Table { void all(const char *Sql); }; name##Table &name##Of();
DECLARE_TABLE(Pasted)
struct Stored {
  explicit Stored(std::string Text) : Text(std::move(Text)) {}
  void execute(Db &D);
  std::string Text;
};
struct Source {
  virtual ~Source() = default;
  virtual std::string text() const;
};
""",
    # What is used without a name: whoever sees it is parsed.
    "operators.h": """#pragma once
#include "db.h"
template <typename T> struct Holder {
  T &D;
  void operator()(const char *Sql) { D.run(Sql); }
};
struct Out {
  Out &operator<<(const char *Sql);
};
Out &out();
void operator""_now(const char *Sql, decltype(sizeof 0));
""",
    "wrappers.cpp": """#include "operators.h"
#include "wrappers.h"
static Db Global;
void elsewhere(const char *Sql) { Global.run(Sql); }
struct Derived : Base {
  void ask(const char *Sql) override { Global.run(Sql); }
};
Base &derived() { static Derived D; return D; }
Statement::Statement(const char *Sql) { Global.run(Sql); }
Out &Out::operator<<(const char *Sql) { Global.run(Sql); return *this; }
void operator""_now(const char *Sql, decltype(sizeof 0)) { Global.run(Sql); }
static void pointed(const char *Sql) { Global.run(Sql); }
void (*Pointer)(const char *) = pointed;
std::function<void(const char *)> Callback = [](const char *Sql) { Global.run(Sql); };
void PastedTable::all(const char *Sql) { Global.run(Sql); }
void which(int N) { Global.run(sqlOf(N)); }
void Stored::execute(Db &D) { D.run(Text.c_str()); }
void of(const Source &S) { Global.run(S.text().c_str()); }
""",
    "second.h": "#pragma once\nvoid second(const char *Sql);\nvoid third(const char *Sql);\n",
    "second.cpp": '#include "second.h"\n#include "wrappers.h"\nvoid second(const char *Sql) { elsewhere(Sql); }\n',
    "third.cpp": '#include "second.h"\nvoid third(const char *Sql) { second(Sql); }\n',
    "by_wrapper.cpp": '#include "wrappers.h"\nvoid f() { elsewhere("SELECT * FROM by_wrapper"); }\n',
    "by_header.cpp": '#include "wrappers.h"\nvoid f(Db &D) { inHeader(D, "SELECT * FROM by_header"); }\n',
    "by_template.cpp": '#include "wrappers.h"\nvoid f(Db &D) { ofAnything(D, "SELECT * FROM by_template"); }\n',
    "by_call_operator.cpp": '#include "operators.h"\nvoid f(Db &D) { Holder<Db> H{D}; H("SELECT * FROM by_call_operator"); }\n',
    "by_base.cpp": '#include "wrappers.h"\nvoid f() { derived().ask("SELECT * FROM by_base"); }\n',
    "by_constructor.cpp": '#include "wrappers.h"\nvoid f() { Statement S("SELECT * FROM by_constructor"); }\n',
    "by_conversion.cpp": '#include "wrappers.h"\nvoid f() { prepared("SELECT * FROM by_conversion"); }\n',
    "by_alias.cpp": '#include "wrappers.h"\nvoid f() { Query{"SELECT * FROM by_alias"}; }\n',
    "by_operator.cpp": '#include "operators.h"\nvoid f() { out() << "SELECT * FROM by_operator"; }\n',
    "by_suffix.cpp": '#include "operators.h"\nvoid f() { "SELECT * FROM by_suffix"_now; }\n',
    "by_pointer.cpp": '#include "wrappers.h"\nvoid f() { Pointer("SELECT * FROM by_pointer"); }\n',
    "by_callback.cpp": '#include "wrappers.h"\nvoid f() { Callback("SELECT * FROM by_callback"); }\n',
    "by_pasted_class.cpp": '#include "wrappers.h"\nvoid f() { PastedOf().all("SELECT * FROM by_pasted_class"); }\n',
    "by_result.cpp": '#include "wrappers.h"\nconst char *sqlOf(int) { return "SELECT * FROM by_result"; }\n',
    "by_object_text.cpp": '#include "wrappers.h"\nvoid f(Db &D) { Stored S("SELECT * FROM by_object_text"); S.execute(D); }\n',
    "by_override.cpp": '#include "wrappers.h"\nstruct Here : Source { std::string text() const override { return "SELECT * FROM by_override"; } };\nHere one;\n',
    "by_third.cpp": '#include "second.h"\nvoid f() { third("SELECT * FROM by_third"); }\n',
    # A header that is something else in each file.
    "context.h": '#ifdef DANGEROUS\nstatic void context(Db &D) { D.run("SELECT * FROM by_context"); }\n#else\nstatic void context(Db &) {}\n#endif\n',
    "harmless_context.cpp": '#include "db.h"\n#include "context.h"\nvoid f(Db &D) { context(D); }\n',
    "by_context.cpp": '#include "db.h"\n#define DANGEROUS\n#include "context.h"\nvoid f(Db &D) { context(D); }\n',
    # The header's namesake cannot be read.
    "unlucky.h": '#pragma once\n#include "db.h"\ninline void unlucky(Db &D) { D.run("SELECT * FROM by_unlucky"); }\n',
    "unlucky.cpp": '#include "unlucky.h"\n#include "missing.h"\n',
    # Nor the one of this, which nobody knows before it is parsed.
    "crashing.h": '#pragma once\n#include "db.h"\ninline void crashing(Db &D) { D.run("SELECT * FROM by_crashing"); }\n',
    "crashing.cpp": '#include "crashing.h"\n#pragma clang __debug crash\n',
    "other.cpp": '#include "crashing.h"\nint other() { return 1; }\n',
    "lucky.cpp": '#include "unlucky.h"\nint lucky() { return 1; }\n',
}
for i in range(15):
    files["nothing%d.cpp" % i] = '#include "wrappers.h"\nint nothing%d(int running) { int run2 = running; return run2 + %d; }\n' % (i, i)

tables = sorted({name[:-4] for name in files if name.startswith("by_") and name.endswith(".cpp")} | {"by_unlucky", "by_crashing"})
commands = []
for name, text in files.items():
    path = os.path.join(folder, name)
    with open(path, "w") as out:
        out.write(text)
    if name.endswith(".cpp"):
        commands.append({"directory": folder, "file": path, "arguments": ["c++", "-std=c++20", *FLAGS.get(name[:-4], []), "-c", path]})
with open(os.path.join(folder, "build", "compile_commands.json"), "w") as out:
    json.dump(commands, out)
with open(os.path.join(folder, "tenantscan.json"), "w") as out:
    json.dump({"tables": {"tenant": tables}, "sinks": [{"function": "Db::run", "argument": 0}]}, out)
with open(os.path.join(folder, "tables.txt"), "w") as out:
    out.write("\n".join(tables) + "\n")
