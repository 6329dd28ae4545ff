#!/usr/bin/env python3
"""Memory of `tenantscan sql` where every statement leaks, by the size of the file.

usage: memory.py TENANTSCAN FOLDER
"""
import os
import sys

# A finding takes 1.5 KB, and these statements 79 bytes each.
MOST_PER_BYTE = 28


def peak(tenantscan, folder, statements):
    """Bytes of the file, and of memory."""
    schema = os.path.join(folder, "schema.sql")
    name = os.path.join(folder, "leaks.sql")
    with open(schema, "w", encoding="utf-8") as file:
        file.write("CREATE TABLE invoices (tenant_id int, id int, customer_id int, total int, note text);\n")
    with open(name, "w", encoding="utf-8") as file:
        for n in range(100000, 100000 + statements):
            file.write("SELECT id, total, note FROM invoices WHERE customer_id = %d AND total > %d;\n" % (n, n % 97))
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.execv(tenantscan, [tenantscan, "sql", "--schema", schema, name])
    _, status, usage = os.wait4(child, 0)
    if os.waitstatus_to_exitcode(status) != 1:
        sys.exit("%d statements: ended with status %d" % (statements, status))
    return os.path.getsize(name), usage.ru_maxrss * 1024


def main():
    tenantscan, folder = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)
    few, little = peak(tenantscan, folder, 4000)
    many, much = peak(tenantscan, folder, 24000)
    ratio = (much - little) / (many - few)
    print("%.1f bytes of memory for each byte more of the file" % ratio)
    if ratio > MOST_PER_BYTE:
        sys.exit("more than %d" % MOST_PER_BYTE)


main()
