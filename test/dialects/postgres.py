"""A PostgreSQL of its own for check.py: started in a temporary folder, on a Unix socket only.

The tables are filled from what the catalogue says of their columns. Where a table has
the column tenant_id its rows belong to tenants: those of the first one are the same in
both databases of a pair. The other tables are the same in both.
"""
import os
import random
import re
import shutil
import subprocess
import tempfile

BIN = os.environ.get("PGBIN", "/usr/lib/postgresql/15/bin")
MARK = "---mark---"
ROWS = 4
CLOCK = "2026-03-04 12:00:00+00"
# The two databases are asked one after the other.
FIXED = [(r"\b(now|clock_timestamp|statement_timestamp)\(\)", "timestamptz '%s'" % CLOCK), (r"\bcurrent_timestamp\b(?!\()", "timestamptz '%s'" % CLOCK),
         (r"\bcurrent_date\b", "date '%s'" % CLOCK[:10]), (r"\bgen_random_uuid\(\)", "uuid '00000000-0000-0000-0000-00000000ffff'")]


def fixed(sql):
    for pattern, text in FIXED:
        sql = re.sub(pattern, text, sql, flags=re.IGNORECASE)
    return sql


def uuid(n):
    return "00000000-0000-0000-0000-%012d" % n


def value(kind, rng, n=None):
    """The text of a value of this type: number n, or any."""
    if kind.endswith("[]"):
        return "{%s}" % ",".join(value(kind[:-2], rng, k) for k in ((1, 2) if n is None else (n,)))
    n = rng.randint(1, 5) if n is None else n
    if kind in ("smallint", "integer", "bigint", "numeric", "real", "double precision"):
        return str(n)
    if kind == "uuid":
        return uuid(n)
    if kind == "boolean":
        return "ft"[n % 2]
    if kind == "date":
        return "2026-03-%02d" % n
    if kind.startswith("timestamp"):
        return "2026-03-%02d 10:00:00+00" % n
    if kind == "interval":
        return "%d days" % n
    if kind in ("json", "jsonb"):
        return '{"k": %d, "status": "%s"}' % (n, "ab"[n % 2])
    if kind == "tsvector":
        return "w%d w%d" % (n, n % 2)
    if kind == "tsquery":
        return "w%d" % n
    if kind in ("int4range", "int8range", "numrange"):
        return "[1,%d)" % (n + 1)
    if kind in ("daterange", "tsrange", "tstzrange"):
        return "[2026-03-01,2026-03-%02d)" % (n + 1)
    if kind == "point":
        return "(%d,%d)" % (n, n)
    if kind == "bytea":
        return "\\x0%d" % n
    return str(n)


def quoted(text):
    return "NULL" if text is None else "'%s'" % text.replace("'", "''")


class PostgreSQL:
    def __init__(self, schema):
        if not os.path.exists(BIN + "/initdb"):
            raise SystemExit("check.py: no initdb in %s; install postgresql-15 or set PGBIN" % BIN)
        self.folder = tempfile.mkdtemp(prefix="pg", dir="/tmp")
        self.owner = []
        if os.getuid() == 0:
            self.owner = ["runuser", "-u", "postgres", "--"]
            shutil.chown(self.folder, "postgres")
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/"}
        subprocess.run(self.owner + [BIN + "/initdb", "-D", self.folder + "/d", "-U", "check", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"], check=True, **quiet)
        with open(self.folder + "/d/postgresql.conf", "a", encoding="utf-8") as file:
            file.write("listen_addresses=''\nunix_socket_directories='%s'\nfsync=off\nautovacuum=off\nmax_parallel_workers_per_gather=0\nstatement_timeout='10s'\n" % self.folder)
        subprocess.run(self.owner + [BIN + "/pg_ctl", "-D", self.folder + "/d", "-w", "-l", self.folder + "/log", "start"], check=True, **quiet)
        with open(schema, encoding="utf-8") as file:
            out = self.client("CREATE EXTENSION pg_trgm;\n" + fixed(file.read()))
        if "ERROR" in out:
            raise SystemExit("check.py: %s: %s" % (schema, out))
        self.columns = {}
        # Not those that hold no rows themselves, or the rows of another table.
        for line in self.client("SELECT format('%I.%I', n.nspname, c.relname), a.attname, format_type(a.atttypid, NULL), a.attnotnull FROM pg_class c JOIN pg_namespace n ON n.oid = "
                                "c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND NOT a.attisdropped AND "
                                "a.attgenerated = '' AND n.nspname NOT LIKE 'pg_%' AND n.nspname <> 'information_schema' ORDER BY c.oid, a.attnum;").splitlines():
            table, column, kind, required = line.split("\t")
            self.columns.setdefault(table, []).append((column, kind, required == "t"))
        self.views = self.client("SELECT oid::regclass FROM pg_class WHERE relkind = 'm';").split()
        self.types = {}
        self.tenant = next(kind for columns in self.columns.values() for column, kind, _ in columns if column == "tenant_id")

    def client(self, script):
        return subprocess.run(["psql", "-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_ROLLBACK=on", "-v", "VERBOSITY=verbose", "-h", self.folder, "-U", "check", "postgres"], input=script,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", errors="replace").stdout

    def parts(self, script):
        found = []
        for line in self.client(script).splitlines():
            if line.startswith(MARK):
                found.append([])
            elif found:
                found[-1].append(line)
        return found

    def rows(self, seed, side):
        """Statements that fill the tables."""
        yield "TRUNCATE %s CASCADE" % ", ".join(self.columns)
        for table, columns in self.columns.items():
            has_tenant = any(column == "tenant_id" for column, _, _ in columns)
            for tenant in (1, 2, 3) if has_tenant else (0,):
                rng = random.Random("%s %s %s %s" % (seed, table, tenant, "" if tenant < 2 else side))
                for n in sorted(rng.sample(range(1, 7), ROWS if has_tenant else 6)):
                    row = []
                    for column, kind, required in columns:
                        if column == "tenant_id":
                            row.append(value(kind, rng, tenant))
                        elif column == "id":
                            row.append(value(kind, rng, n if tenant < 2 or rng.random() < .3 else 10 * tenant + n))
                        else:
                            row.append(None if not required and rng.random() < .15 else value(kind, rng))
                    yield "INSERT INTO %s VALUES (%s)" % (table, ", ".join(map(quoted, row)))
        for view in self.views:
            yield "REFRESH MATERIALIZED VIEW " + view

    def state(self):
        """One line per table: what the first tenant has, and what the others have."""
        lines = []
        for table, columns in self.columns.items():
            of = [kind for column, kind, _ in columns if column == "tenant_id"]
            is_mine = "t.tenant_id = %s" % quoted(value(of[0], random, 1)) if of else "false"
            hashed = "md5(coalesce(string_agg(t::text, '|' ORDER BY t::text) FILTER (WHERE (%s) IS %s TRUE), ''))"
            lines.append("SELECT %s, %s FROM %s t;" % (hashed % (is_mine, ""), hashed % (is_mine, "NOT"), table))
        return lines

    def parameter_types(self, statement):
        """The types that the server infers; none where it cannot be prepared."""
        if statement not in self.types:
            out = self.parts("PREPARE p AS %s\n;\n\\echo %s\nSELECT array_to_string(parameter_types, ';') FROM pg_prepared_statements;\n" % (statement, MARK))
            self.types[statement] = [k for k in out[0][0].split(";") if k] if out and out[0] else []
        return self.types[statement]

    def call(self, statement, seed):
        """The statement with values: the first parameter is the first tenant."""
        rng = random.Random(seed)
        # Numbered without gaps, or it cannot be prepared.
        numbers = sorted({int(n) for n in re.findall(r"\$(\d+)", statement)})
        packed = re.sub(r"\$(\d+)", lambda m: "$%d" % (numbers.index(int(m[1])) + 1), statement)
        kinds = self.parameter_types(packed)
        if kinds:
            values = [quoted(value(kind, rng, 1 if n == 1 else None)) for kind, n in zip(kinds, numbers)]
            return ["PREPARE p AS %s\n;" % packed, "EXECUTE p(%s);" % ", ".join(values), "DEALLOCATE p;"]
        text = re.sub(r"\$(\d+)", lambda m: quoted(value(self.tenant, rng, 1)) if m[1] == "1" else "'%d'" % rng.randint(1, 5), statement) + "\n;"
        return [text, "\\."] if re.search(r"\bFROM\s+STDIN\b", text, re.IGNORECASE) else [text]

    def run(self, data, statements):
        """For each statement: the error, its rows, the tables afterwards. \\p data is a seed and a side."""
        seed, side = data
        rng = random.Random(seed)
        out = self.client("".join(sql + ";\n" for sql in self.rows(seed, side)))
        # The first row with a key stays.
        if wrong := [line for line in out.splitlines() if line.startswith("ERROR:") and "duplicate key" not in line]:
            raise SystemExit("check.py: the tables cannot be filled: " + wrong[0])
        script = []
        for statement in statements:
            statement = fixed(statement)
            script += ["SELECT setval(oid::regclass, 100) FROM pg_class WHERE relkind = 'S';", "BEGIN;", "SET LOCAL app.tenant_id = %s;" % quoted(value(self.tenant, rng, 1)), "\\echo " + MARK]
            script += self.call(statement, seed) + ["\\echo " + MARK] + self.state() + ["ROLLBACK;", "DEALLOCATE ALL;"]
        parts = self.parts("\n".join(script) + "\n")
        if len(parts) != 2 * len(statements):
            raise SystemExit("check.py: psql stopped, or a statement has no end: %s" % statements[min(len(parts) // 2, len(statements) - 1)])
        for n in range(len(statements)):
            answer, state = parts[2 * n], parts[2 * n + 1][:len(self.columns)]
            errors = [line for line in answer if line.startswith("ERROR:")]
            # Where the line in the server's source is, and what it says beside, tells nothing.
            answer = [line for line in answer if not line.startswith(("LOCATION:", "DETAIL:", "CONTEXT:"))]
            mine, others = zip(*(line.split("\t") for line in state)) if len(state) == len(self.columns) else ((), ())
            yield (errors[0] if errors else None), sorted(answer), (mine, others)

    def stop(self):
        subprocess.run(self.owner + [BIN + "/pg_ctl", "-D", self.folder + "/d", "-m", "immediate", "-w", "stop"], cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        shutil.rmtree(self.folder, ignore_errors=True)
