#!/usr/bin/env python3
"""Every way in which the rule packs say that placeholders are written, with its traps.

usage: placeholders.py TENANTSCAN RULES

For each dialect and set of styles that a pack in RULES/packs names, and for each style of
it, statements are given to `tenantscan sql`: those that the placeholder confines, the same
with it elsewhere, and what only looks like a placeholder.
"""
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

# Two placeholders of each style.
SPELLED = {"dollar": ("$1", "$2"), "qmark": ("?", "?"), "qmarkN": ("?1", "?2"), "colon": (":tenant", ":id"), "at": ("@tenant", "@id"),
           "dollarName": ("$tenant", "$id"), "braces": ("{}", "{}"), "pct": ("%s", "%d"), "qt": ("%1", "%2")}
# Text is put in their place: they may be a name, or a condition.
FORMATS = {"braces", "pct", "qt"}
# What else a style may be written like.
ALSO = {"colon": [":1", ":Tenant_2"], "braces": ["{tenant}", "{0}"], "pct": ["'%s'", "%lu", "%(tenant)s", "%Q", "'%q'"], "qt": ["'%1'", "%12"], "dollarName": ["$tenant_2"]}

# Quoted, or a number, or named: no piece of SQL.
VALUES = {"'%s'", "'%1'", "%lu", "%(tenant)s", "%Q", "'%q'"}

SCOPED = ["SELECT * FROM invoices WHERE tenant_id=P", "SELECT * FROM invoices WHERE tenant_id=P AND id=Q", "SELECT * FROM invoices WHERE P=tenant_id",
          "UPDATE invoices SET note=Q WHERE tenant_id=P", "INSERT INTO invoices (tenant_id,id) VALUES (P,Q)", "DELETE FROM invoices WHERE id=Q AND tenant_id=P",
          "SELECT * FROM invoices WHERE tenant_id=P ORDER BY id LIMIT Q", "SELECT * FROM invoices WHERE tenant_id=P AND note LIKE '%x%'",
          "SELECT * FROM invoices WHERE tenant_id=P AND id % 2 = 0", "SELECT * FROM invoices WHERE tenant_id=P AND created_at > '12:30:00'",
          "SELECT ':a', '@a', '$1', '?', '??' FROM invoices WHERE tenant_id=P", "SELECT * FROM invoices WHERE tenant_id=P -- ? :x @x $1\n",
          "SELECT * FROM invoices /* ? :x @x $1 */ WHERE tenant_id=P"]
POSTGRES = ["SELECT id::text FROM invoices WHERE tenant_id=P::int", "SELECT * FROM invoices WHERE tenant_id=P AND tags @> '{1}'",
            "SELECT * FROM invoices WHERE tenant_id=P AND meta ?| array['x'] AND meta ?& array['y']",
            "SELECT meta->'k'->>'x', meta#>>'{a,b}' FROM invoices WHERE tenant_id=P", "SELECT tags[1:2] FROM invoices WHERE tenant_id=P",
            "SELECT * FROM invoices WHERE tenant_id=P AND jsonb_path_exists(meta, '$.a[*] ? (@.b > 1)')"]
LEAKS = ["SELECT * FROM invoices WHERE id=Q", "SELECT * FROM invoices WHERE tenant_id='P' OR id=Q", "SELECT * FROM invoices WHERE tenant_id<>P",
         "UPDATE invoices SET tenant_id=P WHERE id=Q"]
UNRESOLVED = ["SELECT * FROM P WHERE id = 1", "SELECT * FROM invoices WHERE id = 1 AND P"]


def styles_of_packs(rules):
    """(dialect, styles) of each entry, with the packs that have it."""
    found = {}

    def walk(node, pack, dialect, styles):
        if isinstance(node, list):
            for item in node:
                walk(item, pack, dialect, styles)
        if not isinstance(node, dict):
            return
        defaults = node.get("defaults", {})
        dialect = node.get("dialect", defaults.get("dialect", dialect))
        styles = node.get("ph", defaults.get("ph", styles))
        if dialect and styles:
            found.setdefault((dialect, tuple(styles)), set()).add(pack)
        for value in node.values():
            walk(value, pack, dialect, styles)

    for name in sorted(glob.glob(os.path.join(rules, "packs", "*.json"))):
        with open(name, encoding="utf-8") as file:
            walk(json.load(file), os.path.basename(name)[:-5], None, None)
    # Formats of strings, which any library may be handed.
    for style in FORMATS:
        found.setdefault(("generic", (style,)), set()).add("strings")
    return found


def cases(dialect, styles):
    for style in styles:
        for first, second in [SPELLED[style]] + [(also, SPELLED[style][1]) for also in ALSO.get(style, [])]:
            good = SCOPED + (POSTGRES if dialect in ("postgresql", "generic") else [])
            groups = [("scoped", good), ("leaks", LEAKS)] + ([("unresolved", UNRESOLVED)] if style in FORMATS and first not in VALUES else [])
            for verdict, statements in groups:
                for statement in statements:
                    # Quotes take text from a format only.
                    if "'P'" in statement and "'" in first:
                        continue
                    # {1} is a placeholder where braces are; % and a digit where Qt's are.
                    if (style == "braces" and "{" in statement) or (style in ("qt", "pct") and "% 2" in statement):
                        continue
                    yield verdict, re.sub(r"\bP\b", lambda _: first, re.sub(r"\bQ\b", lambda _: second, statement))


def verdicts(tenantscan, dialect, styles, statements):
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + "/schema.sql", "w", encoding="utf-8") as file:
            file.write("CREATE TABLE invoices (tenant_id int NOT NULL, id int NOT NULL, note text, created_at text, tags int, meta int);")
        with open(folder + "/q.sql", "w", encoding="utf-8") as file:
            file.write("".join(s + "\n;\n" for s in statements))
        run = subprocess.run([tenantscan, "sql", "--dialect", dialect, "--placeholders", ",".join(styles), "--schema", folder + "/schema.sql", folder + "/q.sql"],
                             capture_output=True, text=True)
    if run.returncode not in (0, 1):
        sys.exit(run.stderr)
    by_line = {int(m[1]): (m[2], m[3]) for m in re.finditer(r"q\.sql:(\d+):\d+: (scoped|leaks|unresolved): (.*)", run.stdout)}
    line, found = 1, []
    for statement in statements:
        found.append(by_line.get(line, ("nothing", "")))
        line += statement.count("\n") + 2
    return found


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    failures = count = 0
    for (dialect, styles), packs in sorted(styles_of_packs(sys.argv[2]).items()):
        wanted = list(cases(dialect, styles))
        count += len(wanted)
        for (verdict, statement), (got, why) in zip(wanted, verdicts(sys.argv[1], dialect, styles, [s for _, s in wanted])):
            if got != verdict:
                failures += 1
                print("%s, %s (%s): %s\n    %s (%s), expected %s" % (dialect, ",".join(styles), ", ".join(sorted(packs)), statement, got, why, verdict))
    print("%d statements, %d failures" % (count, failures))
    sys.exit(1 if failures or not count else 0)


if __name__ == "__main__":
    main()
