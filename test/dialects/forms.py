#!/usr/bin/env python3
"""Every form that docs/dialects.md names stands in a list of statements.

usage: forms.py

The first column of the page's tables names forms in backquotes. Words in capitals and
signs have to be in a statement of the dialect's list in this order; names (`t`, `a`, `name`),
numbers and `...` stand for anything. Prints the forms that no statement has.
"""
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
LISTS = {"MySQL and MariaDB": ["mysql", "mysql-unserved"], "SQLite": ["sqlite", "sqlite-unserved"], "Other servers": ["generic"]}
# Names that stand for any name.
ANY = {"name", "text", "it", "fn", "table", "fts5"}


def pattern(form):
    """A regular expression for the statements that have this form."""
    parts = []
    for token in re.findall(r"\.\.\.|'(?:\\.|[^'\\])*'|\"[^\"]*\"|@@?\w+|\w+|[^\w\s]", form):
        if token == "...":
            parts.append(r".*?")
        elif token[0] in "'\"":
            parts.append(re.escape(token[0]) + r".*?" + ("\\\\'.*?" if "\\'" in token else "") + re.escape(token[0]))
        elif token.startswith("@"):
            parts.append(token[:token.rindex("@") + 1] + r"\w+")
        elif token == "?":
            parts.append(r"\S+")
        elif re.fullmatch(r"\d+|[a-z]\w?", token) or token in ANY:
            parts.append(r"[\w.:'`\"]+(?:\s+(?:AS\s+)?\w+)?")
        else:
            parts.append((r"\b" if token[0].isalnum() else "") + re.escape(token) + (r"\b" if token[-1].isalnum() else ""))
    return re.compile(r"\s*".join(parts), re.IGNORECASE)


def forms():
    """Pairs of a section and a form."""
    section = ""
    with open(os.path.join(HERE, "../../docs/dialects.md"), encoding="utf-8") as file:
        for line in file:
            if line.startswith("## "):
                section = line[3:].strip()
            if section in LISTS and line.startswith("| ") and not line.startswith(("| ---", "| Original")):
                first = re.split(r"(?<!\\)\|", line)[1].replace("\\|", "|")
                for form in re.findall(r"`([^`]+)`", first):
                    yield section, form


def main():
    statements = {}
    for name in {name for names in LISTS.values() for name in names}:
        with open(os.path.join(HERE, name + ".txt"), encoding="utf-8") as file:
            statements[name] = [line.split(" | ", 1)[1] for line in file if " | " in line and not line.startswith("#")]
    seen = list(forms())
    missing = [(section, form) for section, form in seen if not any(pattern(form).search(s) for name in LISTS[section] for s in statements[name])]
    for section, form in missing:
        print("%s: no statement has `%s`" % (section, form))
    print("%d forms, %d missing" % (len(seen), len(missing)))
    sys.exit(1 if missing or not seen else 0)


main()
