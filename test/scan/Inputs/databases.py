"""FOLDER: makes folders with a compile_commands.json each that is odd in one way, and prints their names."""
import json
import os
import sys

top = os.path.abspath(sys.argv[1])


def write(name, text):
    with open(os.path.join(top, name), "wb") as out:
        out.write(text.encode() if isinstance(text, str) else text)


def entry(name="a.cpp", flags=(), **more):
    return {"directory": top, "file": name, "arguments": ["c++", *flags, "-c", name], **more}


write("x.S", "nop\n")
write("y.s", "nop\n")
write("two.cpp", '#include "db.h"\n#ifdef X\nvoid x(Db &D) { D.run("DELETE FROM customers"); }\n#endif\n')
write("only.cpp", 'struct Db { void run(const char *); };\n#ifdef X\nvoid x(Db &D) { D.run("DELETE FROM customers"); }\n#endif\n')
write("flags.rsp", "-DX -c only.cpp")
write("circle.rsp", f"@{top}/circle.rsp -DX")
os.symlink("loop.cpp", os.path.join(top, "loop.cpp"))
os.mkdir(os.path.join(top, "folder.cpp"))

databases = {
    "empty": "",
    "none": [],
    "cut": json.dumps([entry()], indent=1)[:-12],
    "binary": bytes(range(256)) * 100,
    "deep": '[{"a":' * 100000,
    "no-file": [{"directory": top, "arguments": ["c++"]}],
    "types": [{"directory": 1, "file": ["x"], "arguments": "c++"}],
    "no-arguments": [entry(), entry("b.cpp", arguments=[])],
    "missing": [entry(), entry("generated.cpp")],
    "no-folder": [entry(os.path.join(top, "a.cpp"), directory="/nowhere")],
    "assembler": [entry("x.S"), entry("y.s"), entry()],
    "same": [entry()] * 3,
    "configurations": [entry("two.cpp"), entry("two.cpp", ["-DX"])],
    "response": [{"directory": top, "file": "only.cpp", "command": "c++ @flags.rsp"}],
    "response-circle": [entry(flags=[f"@{top}/circle.rsp"])],
    "relative": [entry(directory="..")],
    "launcher": [entry(arguments=["ccache", "c++", "-c", "a.cpp"])],
    "loop": [entry("loop.cpp")],
    "folder": [entry("folder.cpp")],
    "escape": [entry("\x1b[31m\nx.cpp")],
    "huge": [entry(f"generated/{n}/x.cpp", [f"-I/a/folder/{i}" for i in range(20)], directory="/elsewhere") for n in range(100000)] + [entry()],
}
for name, content in databases.items():
    os.mkdir(os.path.join(top, name))
    write(os.path.join(name, "compile_commands.json"), content if isinstance(content, (str, bytes)) else json.dumps(content))
    print(name)
