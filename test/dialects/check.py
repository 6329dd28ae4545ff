#!/usr/bin/env python3
"""Statements against the servers themselves, and the verdicts.

usage: check.py TENANTSCAN [LIST...] [--no-server]

The .txt files hold statements with their verdicts. Each is given to
`tenantscan sql`, and then to the server, on pairs of databases that agree in the rows
of one tenant and in the global tables, and differ in the rest. What the server refuses
has no place in the lists; where the two answers differ, or rows of others change, no
verdict may be `scoped`. SQLite is Python's; the servers of MariaDB (mariadb-server) and
PostgreSQL (postgresql-15; postgresql.txt and service.txt) are started in a temporary
folder, on a socket only. Lists called unserved, and generic.txt, are looked at without one.
"""
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

from postgres import PostgreSQL

HERE = os.path.dirname(os.path.abspath(__file__))
TENANT = 1
PAIRS = 6
TABLES = {
    "customers": ("tenant_id", "id", "name", "email", "city", "balance", "created_at"),
    "orders": ("tenant_id", "id", "customer_id", "status", "total", "created_at", "note"),
    "items": ("tenant_id", "order_id", "sku", "qty", "price"),
    "settings": ("tenant_id", "name", "value"),
    "sessions": ("id", "tenant_id", "data", "expires"),
    "countries": ("code", "name"),
}
KEYS = {"customers": (0, 1), "orders": (0, 1), "items": (0, 1, 2), "settings": (0, 1), "sessions": (0,), "countries": (0,)}
TENANT_AT = {"customers": 0, "orders": 0, "items": 0, "settings": 0, "sessions": 1}
MARK = "--- "
# PostgreSQL's have tables of their own; the others share schema.sql.
POSTGRESQL = ("postgresql", "service")
ALL = ["mysql", "mysql-unserved", "sqlite", "sqlite-unserved", "generic"] + list(POSTGRESQL)


def read_list(dialect):
    with open(os.path.join(HERE, dialect + ".txt"), encoding="utf-8") as file:
        lines = [line.rstrip("\n") for line in file if line.strip() and not line.startswith("#")]
    return [tuple(part.strip() for part in line.split(" | ", 1)) for line in lines]


def verdicts(tenantscan, name, statements):
    """The verdict of each statement, by `tenantscan sql`."""
    dialect = "postgresql" if name in POSTGRESQL else name.split("-")[0]
    schema = os.path.join(HERE, name + ".sql" if name in POSTGRESQL else "schema.sql")
    with tempfile.NamedTemporaryFile("w", suffix=".sql", delete=False) as file:
        # The semicolon on a line of its own: a comment may end the statement.
        file.write("\n;\n".join(statements) + "\n;\n")
    run = subprocess.run([tenantscan, "sql", "--dialect", dialect, "--placeholders", "dollar" if name in POSTGRESQL else "colon", "--schema", schema, file.name],
                         capture_output=True, text=True)
    os.unlink(file.name)
    if run.returncode not in (0, 1):
        sys.exit(run.stderr)
    found = {}
    for line in run.stdout.splitlines():
        if match := re.match(r".*\.sql:(\d+):\d+: (scoped|leaks|unresolved): (.*)", line):
            found[int(match[1])] = (match[2], match[3])
    return [found.get(2 * n + 1, ("nothing", "")) for n in range(len(statements))]


def rows_of(table, tenant, rng):
    few = lambda values: rng.choice(values)
    rows = []
    for n in sorted(rng.sample(range(1, 8), rng.randint(2, 6))):
        rows.append({
            "customers": (tenant, n, few(["Ann", "Bob", "Cid", "Zoe"]), few(["a@x", "b@y"]), few(["Rome", "Oslo"]), rng.randint(0, 20), n * 1000),
            "orders": (tenant, n, rng.randint(1, 7), few(["open", "paid"]), rng.randint(1, 99), n * 1000, few(["x", "y", None])),
            "items": (tenant, n, few(["s1", "s2"]), rng.randint(1, 5), rng.randint(1, 9)),
            "settings": (tenant, few(["theme", "lang"]) if n % 2 else "k%d" % n, few(["u", "v"])),
            "sessions": (10 * n + tenant if rng.random() < .7 else n, tenant, few(["p", "q"]), rng.randint(50, 150)),
        }[table])
    return rows


def content(seed):
    """Two databases: what tenant 1 has is the same in both."""
    databases = []
    for side in "ab":
        data = {"countries": [("DE", "Germany"), ("IT", "Italy")]}
        for table in TENANT_AT:
            rows = {}
            for tenant in (TENANT, 2, 3):
                rng = random.Random("%s %s %s %s" % (seed, table, tenant, "" if tenant == TENANT else side))
                for row in rows_of(table, tenant, rng):
                    rows.setdefault(tuple(row[k] for k in KEYS[table]), row)
            data[table] = list(rows.values())
        databases.append(data)
    return databases


def literal(value):
    return "NULL" if value is None else str(value) if isinstance(value, int) else "'%s'" % value


def inserts(data):
    for table, rows in data.items():
        yield "DELETE FROM " + table
        yield "INSERT INTO %s VALUES %s" % (table, ", ".join("(%s)" % ", ".join(map(literal, row)) for row in rows))


class SQLite:
    def __init__(self):
        self.db = sqlite3.connect(":memory:", isolation_level=None)
        with open(os.path.join(HERE, "schema.sql"), encoding="utf-8") as file:
            self.db.executescript(file.read())

    def run(self, data, statements):
        """For each statement: the error, its rows, the tables afterwards."""
        for statement in statements:
            for sql in inserts(data):
                self.db.execute(sql)
            error, rows = None, []
            try:
                rows = sorted(map(repr, self.db.execute(statement).fetchall()))
            except sqlite3.Error as failure:
                error = str(failure)
            yield error, rows, {t: sorted(self.db.execute("SELECT * FROM " + t).fetchall(), key=repr) for t in TENANT_AT}

    def stop(self):
        self.db.close()


class MariaDB:
    def __init__(self):
        self.server = shutil.which("mariadbd", path=os.environ["PATH"] + ":/usr/sbin")
        if not self.server:
            sys.exit("check.py: no mariadbd; install mariadb-server")
        self.folder = tempfile.mkdtemp(prefix="mdb", dir="/tmp")
        self.socket = self.folder + "/s"
        user = ["--user=mysql"] if os.getuid() == 0 else []
        if user:
            shutil.chown(self.folder, "mysql")
        data = "--datadir=" + self.folder + "/d"
        subprocess.run(["mariadb-install-db", "--no-defaults", data, "--auth-root-authentication-method=normal", "--skip-test-db"] + user, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.process = subprocess.Popen([self.server, "--no-defaults", data, "--socket=" + self.socket, "--skip-networking",
                                         "--pid-file=" + self.folder + "/pid", "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=32M"] + user,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(300):
            if os.path.exists(self.socket):
                break
            time.sleep(.1)
        with open(os.path.join(HERE, "schema.sql"), encoding="utf-8") as file:
            self.client("CREATE DATABASE x CHARACTER SET utf8mb4; USE x; " + file.read())

    def client(self, script):
        # No --comments=0: a comment is a part of the statement. One thing after the other on one channel.
        return subprocess.run(["mariadb", "--no-defaults", "-uroot", "-S", self.socket, "--batch", "--force", "--unbuffered", "--comments",
                               "--skip-column-names", "--default-character-set=utf8mb4"], input=script, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, encoding="utf-8").stdout

    def run(self, data, statements):
        # A fixed clock: the two databases are asked one after the other.
        script = ["USE x", "SET timestamp = 1000000", "SET SESSION sql_mode = ''"]
        for statement in statements:
            script += list(inserts(data)) + ["SELECT '%srun'" % MARK, statement + "\n"]
            for table in TENANT_AT:
                script += ["SELECT '%s%s'" % (MARK, table), "SELECT * FROM " + table]
        part, parts = "start", [("start", [])]
        for line in self.client(";\n".join(script) + ";\n").splitlines():
            if line.startswith(MARK):
                parts.append((line[len(MARK):], []))
            else:
                parts[-1][1].append(line)
        parts = parts[1:]
        size = 1 + len(TENANT_AT)
        for n in range(len(statements)):
            mine = parts[size * n:size * (n + 1)]
            errors = [line for line in mine[0][1] if line.startswith("ERROR ")]
            tables = {t: sorted((tuple(int(v) if v.lstrip("-").isdigit() else v for v in line.split("\t")) for line in lines), key=repr) for t, lines in mine[1:]}
            yield (errors[0] if errors else None), sorted(mine[0][1]), tables

    def stop(self):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def content_for(server, seed):
    return [(seed, "a"), (seed, "b")] if isinstance(server, PostgreSQL) else content(seed)


def split_rows(tables):
    if isinstance(tables, tuple):
        return tables
    mine = {t: [r for r in rows if r[TENANT_AT[t]] == TENANT] for t, rows in tables.items()}
    others = {t: [r for r in rows if r[TENANT_AT[t]] != TENANT] for t, rows in tables.items()}
    return mine, others


def leaks(server, statements):
    """For each statement: the server's error, and how it was seen to leak."""
    errors, seen = [None] * len(statements), [""] * len(statements)
    for seed in range(PAIRS):
        pair = content_for(server, seed)
        results = [list(server.run(data, statements)) for data in pair]
        before = [list(server.run(data, ["SELECT 1"]))[0][2] for data in pair]
        for n, (a, b) in enumerate(zip(*results)):
            # A value that does not fit is no reason of PostgreSQL to refuse a statement as such.
            refused = a[0] and b[0] and not re.match(r"ERROR: +(2[0-9]|55)", a[0])
            errors[n] = errors[n] or (a[0] if refused else None)
            # That a key is taken is seen by whoever writes, in every table with a key of its own.
            if any(e and "uplicate" in e for e in (a[0], b[0])):
                continue
            if a[0] != b[0]:
                seen[n] = "an error in one database only: %s" % (a[0] or b[0])
            elif a[1] != b[1]:
                seen[n] = "two answers: %s, %s" % (a[1][:3], b[1][:3])
            elif split_rows(a[2])[0] != split_rows(b[2])[0]:
                seen[n] = "rows of the tenant differ afterwards"
            elif any(split_rows(r[2])[1] != split_rows(was)[1] for r, was in zip((a, b), before)):
                seen[n] = "rows of others changed"
    return errors, seen


def check(tenantscan, dialect, with_server):
    entries = read_list(dialect)
    statements = [sql for _, sql in entries]
    judged = verdicts(tenantscan, dialect, statements)
    failures = [(sql, "verdict %s (%s), expected %s" % (*got, expected)) for (expected, sql), got in zip(entries, judged) if got[0] != expected]
    quiet = 0
    with_server = with_server and dialect != "generic" and not dialect.endswith("-unserved")
    if with_server:
        server = MariaDB() if dialect == "mysql" else SQLite() if dialect == "sqlite" else PostgreSQL(os.path.join(HERE, dialect + ".sql"))
        try:
            errors, seen = leaks(server, [sql.replace(":tenant", str(TENANT)) for sql in statements])
        finally:
            server.stop()
        for (expected, sql), got, error, leak in zip(entries, judged, errors, seen):
            if error:
                failures.append((sql, "the server refuses it: " + error))
            elif leak and got[0] == "scoped":
                failures.append((sql, "called scoped, and the server shows " + leak))
            quiet += expected == "leaks" and not leak and not error
    for sql, why in failures:
        print("%s\n    %s" % (sql, why))
    print("%s: %d statements, %d failures%s" % (dialect, len(entries), len(failures), "; %d leaks were not seen on the server" % quiet if with_server else ""))
    return not failures


def main():
    arguments = [a for a in sys.argv[1:] if not a.startswith("-")]
    if not arguments:
        sys.exit(__doc__)
    dialects = arguments[1:] or ALL
    good = [check(arguments[0], d, "--no-server" not in sys.argv) for d in dialects]
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
