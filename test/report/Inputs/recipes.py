"""Runs the shell parts of the recipes of docs/ci.md, of action.yml and of
.pre-commit-hooks.yaml in a small project, whose findings are first all known, then
not:  recipes.py ROOT TENANTSCAN FOLDER"""
import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as xml

import yaml

root, tenantscan, folder = sys.argv[1:]
with open(os.path.join(root, "docs", "ci.md"), encoding="utf-8") as file:
    text = file.read()
sections = {part.split("\n", 1)[0]: part for part in re.split(r"^## ", text, flags=re.M)[1:]}


def blocks(section, language):
    found = re.findall(r"^```" + language + r"\n(.*?)^```$", sections[section], flags=re.M | re.S)
    assert found, section
    return found


def write(path, content):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        out.write(content)


os.makedirs(os.path.join(folder, "bin"))
os.symlink(tenantscan, os.path.join(folder, "bin", "tenantscan"))
write(os.path.join(folder, "bin", "gh"), '#!/bin/sh\n[ "$1 $2 $3" = "pr comment 7" ] && grep -q "### tenantscan" tenantscan.md && echo commented\n')
os.chmod(os.path.join(folder, "bin", "gh"), 0o755)
project = os.path.join(folder, "project")
environment = {**os.environ, "PATH": os.path.join(folder, "bin") + os.pathsep + os.environ["PATH"], "GITHUB_SERVER_URL": "https://forge.example",
               "GITHUB_REPOSITORY": "o/r", "GITHUB_SHA": "0123", "GITHUB_STEP_SUMMARY": "summary.md", "GITHUB_OUTPUT": "output.txt", "NUMBER": "7"}
source = 'void run(const char *Sql);\nvoid old() { run("SELECT 1 FROM invoices"); }\n'
fresh = 'void fresh() { run("SELECT 2 FROM invoices"); }\n'


def prepare(is_new):
    """The project with its baseline, and perhaps a finding that is new."""
    shutil.rmtree(project, ignore_errors=True)
    os.makedirs(project)
    os.chdir(project)
    write("tenantscan.json", '{"tables": {"tenant": ["invoices"]}, "sinks": [{"function": "run", "argument": 0}]}')
    write("CMakeLists.txt", "cmake_minimum_required(VERSION 3.25)\nproject(sample CXX)\nadd_library(sample OBJECT a.cpp)\n" + blocks("CMake", "cmake")[0])
    write("CMakePresets.json", blocks("CMake", "json")[0])
    write("a.cpp", source)
    write("known/compile_commands.json", json.dumps([{"directory": project, "file": "a.cpp", "arguments": ["c++", "-c", "a.cpp"]}]))
    shell("tenantscan scan -q -p known --fail-on=none --format=sarif:known/now.sarif && tenantscan baseline update tenantscan-baseline.sarif known/now.sarif", 0)
    if is_new:
        write("a.cpp", source + fresh)


def shell(script, expect, extra=None):
    done = subprocess.run(["bash", "-eo", "pipefail", "-c", script], capture_output=True, text=True, env={**environment, **(extra or {})})
    assert done.returncode == expect, (script, expect, done)


def run_all(scripts, is_new):
    """Each script in order; the one that scans ends with 1 where something is new."""
    for script in scripts:
        shell(script, 1 if is_new and "tenantscan scan" in script else 0)


def evaluated(text, values):
    return re.sub(r"\$\{\{ *(.*?) *\}\}", lambda m: values[m.group(1)], str(text))


with open(os.path.join(root, "action.yml"), encoding="utf-8") as file:
    action = yaml.safe_load(file)
with open(os.path.join(root, ".pre-commit-hooks.yaml"), encoding="utf-8") as file:
    hooks = {hook["id"]: hook for hook in yaml.safe_load(file)}


def run_action(given, expect):
    unknown = set(given) - set(action["inputs"])
    assert not unknown, unknown
    values = {"inputs." + name: given.get(name, i["default"]) for name, i in action["inputs"].items()}
    values.update({"github.server_url": "https://forge.example", "github.repository": "o/r", "github.sha": "0123"})
    for name in ("summary.md", "output.txt"):
        write(name, "")
    steps = [s for s in action["runs"]["steps"] if "run" in s]
    assert not any("${{" in s["run"] for s in steps), "what is in an input must not be run"
    for step in steps[:-1]:
        shell(step["run"], 0, {k: evaluated(v, values) for k, v in step["env"].items()})
        with open("output.txt", encoding="utf-8") as output:
            for line in output.read().splitlines():
                name, value = line.split("=", 1)
                values[f"steps.{step['id']}.outputs.{name}"] = value
    shell(steps[-1]["run"], expect, {k: evaluated(v, values) for k, v in steps[-1]["env"].items()})
    assert evaluated(action["outputs"]["exit-code"]["value"], values) == str(expect)


for is_new in (False, True):
    code = 1 if is_new else 0
    # GitHub: the workflow with the action, and the one by hand.
    prepare(is_new)
    workflow, by_hand = (yaml.safe_load(b) for b in blocks("GitHub", "yaml"))
    steps = workflow["jobs"]["tenantscan"]["steps"]
    run_all([s["run"] for s in steps if "run" in s], is_new)
    run_action(next(s["with"] for s in steps if s.get("uses", "").startswith("tenantscan/")), code)
    assert json.load(open("tenantscan.sarif"))["runs"][0]["results"][0]["baselineState"] == "unchanged"
    assert ("https://forge.example/o/r/blob/0123/a.cpp#L3" in open("summary.md").read()) == is_new
    prepare(is_new)
    run_all([s["run"] for s in by_hand["steps"] if "run" in s], is_new)
    assert os.path.exists("tenantscan.sarif")

    # GitLab.
    prepare(is_new)
    job = yaml.safe_load(blocks("GitLab", "yaml")[0])["tenantscan"]
    run_all(job["script"], is_new)
    reports = job["artifacts"]["reports"]
    assert len(json.load(open(reports["codequality"]))) == 1 + code
    assert xml.parse(reports["junit"]).getroot().get("failures") == str(code)

    # Jenkins.
    prepare(is_new)
    pipeline = blocks("Jenkins", "groovy")[0]
    run_all(re.findall(r"\bsh '(.*)'", pipeline), is_new)
    assert len(list(xml.parse(re.search(r"checkStyle\(pattern: '(.*?)'", pipeline).group(1)).iter("error"))) == 1 + code
    assert xml.parse(re.search(r"junit '(.*?)'", pipeline).group(1)).getroot().get("failures") == str(code)

    # CMake.
    prepare(is_new)
    done = subprocess.run(["sh", "-c", blocks("CMake", "sh")[0]], capture_output=True, text=True, env=environment)
    assert (done.returncode != 0) == is_new and ("a.cpp:3:35: error:" in done.stdout) == is_new, done

    # pre-commit hands the files to the hook behind the arguments.
    prepare(is_new)
    shell("cmake -S . -B build -DCMAKE_EXPORT_COMPILE_COMMANDS=ON", 0)
    write("db/schema.sql", "CREATE TABLE invoices (id int, tenant_id int);\n")
    write("db/q.sql", "SELECT 1 FROM invoices" + (";\n" if is_new else " WHERE tenant_id = $1;\n"))
    for hook in yaml.safe_load(blocks("pre-commit", "yaml")[0])["repos"][0]["hooks"]:
        known = hooks[hook["id"]]
        file = next(f for f in ("a.cpp", "db/q.sql") if re.search(known["files"], f))
        done = subprocess.run([*known["entry"].split(), *hook["args"], file], capture_output=True, text=True, env=environment)
        # Without a baseline the old finding counts too.
        assert done.returncode == (1 if is_new or file == "a.cpp" else 0), done
        assert len(done.stdout.splitlines()) == code + (1 if file == "a.cpp" else 0), done

# Other inputs of the action; nothing in them is run.
prepare(True)
shell("cmake -S . -B build -DCMAKE_EXPORT_COMPILE_COMMANDS=ON", 0)
run_action({"fail-on": "none", "baseline": "tenantscan-baseline.sarif"}, 0)
run_action({"min-severity": "error"}, 1)
run_action({"build": "$(touch run); touch run"}, 2)
assert not os.path.exists("run") and not os.path.exists("tenantscan.sarif"), "no report of an earlier run is left"
