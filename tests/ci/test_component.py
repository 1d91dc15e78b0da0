"""The GitLab component: rendered as GitLab does, held against its schema, its scripts run in sh."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.ci.conftest import plant_modules, put_program
from tests.ci.runner import ROOT, check_words

from listwright import __version__

FILE = ROOT / "templates" / "listwright.yml"
SPEC, TEXT = FILE.read_text(encoding="utf-8").split("\n---\n")
INPUTS: dict[str, dict[str, Any]] = yaml.safe_load(SPEC)["spec"]["inputs"]
_INPUT = re.compile(r"\$\[\[ inputs\.([a-z-]+) \]\]")

NOTING = """#!{python}
import json, os, pathlib, sys
kept = {{name: text for name, text in os.environ.items() if name.startswith("LISTWRIGHT_")}}
with pathlib.Path({notes!r}).open("a") as file:
    file.write(json.dumps({{"words": sys.argv[1:], "options": kept}}) + "\\n")
"""


def rendered(**inputs: object) -> dict[str, Any]:
    """The component with its inputs filled in, each where a whole value stands."""
    values = {name: about["default"] for name, about in INPUTS.items()} | inputs

    def fill(node: object) -> object:
        if isinstance(node, dict):
            return {key: fill(value) for key, value in node.items()}
        if isinstance(node, list):
            return [fill(value) for value in node]
        match = _INPUT.fullmatch(node) if isinstance(node, str) else None
        assert match or "$[[" not in str(node), node
        return values[match[1]] if match else node

    filled = fill(yaml.safe_load(TEXT))
    assert isinstance(filled, dict)
    return filled


JOBS = {name: job for name, job in rendered().items() if not name.startswith(".")}


def test_it_holds_to_the_schema(tmp_path: Path) -> None:
    file = tmp_path / "rendered.yml"
    file.write_text(yaml.safe_dump(rendered()), encoding="utf-8")
    checked = subprocess.run(
        [
            *(sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.gitlab-ci"),
            *("--data-transform", "gitlab-ci", str(file)),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


def test_inputs_are_described_used_and_never_pasted_into_a_script() -> None:
    assert all(about["description"] for about in INPUTS.values())
    assert set(_INPUT.findall(TEXT)) == set(INPUTS)
    base = yaml.safe_load(TEXT)[".listwright"]
    scripts = [*base["before_script"], *base["after_script"]]
    scripts += [line for job in JOBS.values() for line in job["script"]]
    assert "$[[" not in "".join(scripts)
    assert INPUTS["version"]["default"] == __version__


def test_the_example_names_inputs_that_exist() -> None:
    example = yaml.safe_load((ROOT / "examples/ci/gitlab/.gitlab-ci.yml").read_text())
    (included,) = example["include"]
    assert included["component"].endswith(f"/listwright@{__version__}")
    assert included["inputs"].keys() <= INPUTS.keys()
    assert {job["stage"] for job in JOBS.values()} == set(example["stages"])


def test_a_fork_is_only_validated() -> None:
    for name, job in JOBS.items():
        for rule in job["rules"]:
            merges = "merge_request_event" in rule["if"]
            same = "$CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID" in rule["if"]
            assert not merges or same or name == "listwright-validate"
    assert "tags" not in JOBS["listwright-validate"]
    assert "--read-only" in "".join(JOBS["listwright-plan"]["script"])


def test_what_spends_is_never_stopped_half_way() -> None:
    spending = [name for name, job in JOBS.items() if "apply" in "".join(job["script"])]
    assert sorted(spending) == ["listwright-apply", "listwright-hourly"]
    for name in spending:
        assert JOBS[name]["interruptible"] is False
        assert JOBS[name]["resource_group"]
    assert JOBS["listwright-apply"]["rules"][0]["when"] == "manual"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone of a project whose default branch moved on since."""
    git("init", "-q", "-b", "main", "origin", folder=tmp_path)
    commit(tmp_path / "origin", "one")
    git("clone", "-q", "origin", "clone", folder=tmp_path)
    return tmp_path / "clone"


def git(*words: str, folder: Path) -> str:
    names = ("-c", "user.name=A", "-c", "user.email=a@example.com")
    done = subprocess.run(
        ["git", *names, *words], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def commit(folder: Path, name: str) -> str:
    (folder / name).write_text(name)
    git("add", ".", folder=folder)
    git("commit", "-q", "-m", name, folder=folder)
    return git("rev-parse", "HEAD", folder=folder)


def play(job: str, clone: Path, **variables: str) -> tuple[int, list[dict[str, Any]]]:
    """Run the script of a job as GitLab's shell does; gives its exit code and the calls."""
    program, notes = clone.parent / "bin", clone.parent / "calls.jsonl"
    put_program(program, NOTING.replace("{notes!r}", repr(str(notes))))
    base = rendered()[".listwright"]["variables"]
    given = {**base, **JOBS[job].get("variables", {}), **variables}
    outside = {"CI_PROJECT_DIR": str(clone), "CI_DEFAULT_BRANCH": "main", **variables}
    env = {name: expand(str(text), outside) for name, text in {**given, **outside}.items()}
    ended = subprocess.run(
        ["sh", "-euc", "\n".join(JOBS[job]["script"])],
        cwd=clone,
        env={**env, "PATH": f"{program}:{os.environ['PATH']}", "HOME": str(clone.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = notes.read_text().splitlines() if notes.exists() else []
    calls = [json.loads(line) for line in lines]
    for call in calls:
        check_words(call["words"])
    return ended.returncode, calls


def test_installing_runs_nothing_of_the_checkout(clone: Path) -> None:
    trace = plant_modules(clone)
    job, before = clone.parent.parent.name + clone.parent.name, rendered()[".listwright"]
    ended = subprocess.run(
        ["sh", "-euc", "\n".join(before["before_script"])],
        cwd=clone,
        env={
            "PATH": os.environ["PATH"],
            "CI_JOB_ID": job,
            "INSTALLED_VERSION": __version__,
            "PIP_NO_INDEX": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    shutil.rmtree(f"/tmp/listwright-{job}", ignore_errors=True)
    assert "No matching distribution found" in ended.stderr
    assert not trace.exists()


def expand(text: str, variables: dict[str, str]) -> str:
    """What GitLab makes of `$NAME` in the value of a variable."""
    return re.sub(r"\$([A-Z_]+)", lambda match: variables.get(match[1], ""), text)


@pytest.mark.parametrize("token", ["", "glpat-1"])
def test_a_plan_of_a_merge_request(clone: Path, token: str) -> None:
    ended, calls = play(
        "listwright-plan",
        clone,
        CI_MERGE_REQUEST_TARGET_BRANCH_NAME="main",
        **({"GITLAB_TOKEN": token} if token else {}),
    )
    assert ended == 0
    reports = f"{clone}/listwright-reports"
    plan, *comments = (call["words"] for call in calls)
    assert plan[:4] == ["plan", "--read-only", "--against", "origin/main"]
    assert f"gitlab={reports}/terraform.json" in plan
    posted = [["comment", f"{reports}/plan.json", "--to", "gitlab"]]
    assert comments == (posted if token else [])


def test_a_branch_name_is_one_word(clone: Path) -> None:
    name = "a;touch${IFS}broken"
    git("branch", name, folder=clone.parent / "origin")
    ended, calls = play("listwright-plan", clone, CI_MERGE_REQUEST_TARGET_BRANCH_NAME=name)
    assert ended == 0
    assert calls[0]["words"][3] == f"origin/{name}"
    assert not (clone / "broken").exists()


def test_an_apply_of_what_the_branch_still_says(clone: Path) -> None:
    head = git("rev-parse", "HEAD", folder=clone)
    ended, calls = play("listwright-apply", clone, CI_COMMIT_SHA=head)
    assert ended == 0
    assert calls[0]["words"][:2] == ["apply", f"{clone}/listwright-reports/plan.json"]


def test_an_apply_of_what_the_branch_said_before(clone: Path) -> None:
    head = git("rev-parse", "HEAD", folder=clone)
    commit(clone.parent / "origin", "two")
    ended, calls = play("listwright-apply", clone, CI_COMMIT_SHA=head)
    assert (ended, calls) == (1, [])


def test_an_hour_has_low_limits_of_its_own(clone: Path) -> None:
    ended, calls = play("listwright-hourly", clone)
    assert ended == 0
    assert calls[0]["options"] == {
        "LISTWRIGHT_CHDIR": ".",
        "LISTWRIGHT_MAX_CREATES": "10",
        "LISTWRIGHT_MAX_CANCELS": "2",
        "LISTWRIGHT_MAX_SPEND": "2500",
    }


@pytest.mark.parametrize("job", ["listwright-audit", "listwright-validate"])
def test_the_reports_are_those_the_job_keeps(clone: Path, job: str) -> None:
    ended, calls = play(job, clone)
    assert ended == 0
    written = {one.split("=", 1)[1] for one in calls[0]["words"] if "=" in one}
    kept = JOBS[job]["artifacts"]
    wanted = {*kept.get("paths", []), *kept["reports"].values()}
    assert written == {f"{clone}/{one}" for one in wanted}
