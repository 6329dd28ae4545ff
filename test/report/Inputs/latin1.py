"""A source that is no UTF-8: a finding behind a byte that is wrong."""
import sys

with open(sys.argv[1], "wb") as out:
    out.write(b'void run(const char *Sql);\nvoid latin() { /* \xe4\xf6 */ run("SELECT 3 FROM invoices"); }\n')
