"""Writes two services that read their statements from somewhere: many.cpp with 12 sites, few.cpp with two."""
import sys

HEAD = """#include <postgresql/libpq-fe.h>
const char *statement(const char *name);
const char *other();
PGconn *db();
"""
for name, count in (("many", 11), ("few", 1)):
    with open(f"{sys.argv[1]}/{name}.cpp", "w") as f:
        f.write(HEAD)
        for n in range(count):
            f.write(f'void f{n}() {{ PQexec(db(), statement("s{n}")); }}\n')
        f.write("void g() { PQexec(db(), other()); }\n")
