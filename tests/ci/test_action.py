"""The GitHub action: its steps run in bash with the real program and with a fake one."""

import json
import os
import re
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ci.action import outputs_of
from tests.ci.conftest import plant_modules
from tests.ci.runner import ACTION, ROOT, TOKEN, Runner

SUMMARY_LIMIT = 1024 * 1024
"""Bytes; GitHub loses the whole summary of a step that writes more."""

NUMBERS = ("changes", "create", "cancel", "blocked")


def calls_of(runner: Runner) -> list[dict[str, Any]]:
    notes = runner.work.parent / "bin" / "calls.jsonl"
    if not notes.exists():
        return []
    return [json.loads(line) for line in notes.read_text().splitlines()]


def next_time(runner: Runner, code: str) -> None:
    (runner.work.parent / "bin" / "next.py").write_text(code, encoding="utf-8")


def test_no_input_is_pasted_into_a_script() -> None:
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step["run"]
        assert "uses" not in step


def test_every_input_and_output_is_described_and_connected() -> None:
    env = " ".join(value for step in ACTION["runs"]["steps"] for value in step["env"].values())
    assert [name for name in ACTION["inputs"] if f"inputs.{name} " not in env] == []
    source = (ROOT / "ci" / "action.py").read_text(encoding="utf-8")
    assert [name for name in ACTION["outputs"] if f'"{name}"' not in source] == []
    described = [*ACTION["inputs"].values(), *ACTION["outputs"].values()]
    assert all(one["description"] for one in described)
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    named = [*ACTION["inputs"], *ACTION["outputs"]]
    assert [name for name in named if f"`{name}`" not in page] == []


def test_validate(runner: Runner) -> None:
    ended = runner.run(command="validate")
    assert ended.code == 0, ended.log
    assert "Valid: 1 file" in ended.log
    assert ended.outputs["exit-code"] == "0"
    assert ended.outputs["changes"] == ""


def test_validate_points_at_the_line(runner: Runner) -> None:
    file = runner.work / "listwright.yaml"
    file.write_text(file.read_text().replace("project:", "projet:"), encoding="utf-8")
    ended = runner.run(command="validate")
    assert ended.code == 1
    assert re.search(r"^::error file=listwright.yaml,line=\d+", ended.log, re.MULTILINE), ended.log
    assert ended.outputs["exit-code"] == "1"


def test_a_plan_and_what_it_puts_out(runner: Runner) -> None:
    ended = runner.run(command="plan", arguments="--read-only\n--refresh none")
    assert ended.code == 0, ended.log
    document = json.loads(Path(ended.outputs["plan-path"]).read_text())
    assert document["kind"] == "plan"
    orders = document["summary"]["orders"]
    assert [ended.outputs[name] for name in NUMBERS] == [
        str(sum(orders.values())),
        str(orders["create"]),
        str(orders["cancel"]),
        str(document["summary"]["needs"]["blocked"]),
    ]
    assert orders["create"] > 0
    assert ended.outputs["fingerprint"] == document["digests"]["plan"]
    assert ended.outputs["spend"] == document["cost"]["known"]
    assert ended.outputs["exit-code"] == "0"
    page = Path(ended.outputs["report-path"])
    assert page.read_text().startswith("<!doctype html>")
    assert 0 < len(ended.summary) <= SUMMARY_LIMIT
    assert not list(runner.work.glob("*.json")), "the checkout stays clean"


def test_a_condition_fails_the_step_and_keeps_the_plan(runner: Runner) -> None:
    shutil.rmtree(runner.work)
    shutil.copytree(ROOT / "examples" / "portfolio", runner.work)
    ended = runner.run(arguments="--read-only", fail_on="drift, blocked", plan_file="plan.json")
    assert (ended.code, ended.outputs["exit-code"]) == (2, "2"), ended.log
    assert ended.outputs["plan-path"] == "plan.json"
    assert int(ended.outputs["blocked"]) > 0
    assert 0 < len(ended.summary) <= SUMMARY_LIMIT
    (shown,) = (line for line in ended.log.splitlines() if "DEN-00116" in line and "::" in line)
    assert shown.startswith("::warning file=rules/2-staging.yaml,line=3,")
    before, after = ended.log.index("::stop-commands::"), ended.log.index(shown)
    pause = ended.log[before:].splitlines()[0].removeprefix("::stop-commands::")
    assert ended.log.index(f"\n::{pause}::") < after, "the runner obeys again by then"


def test_a_summary_keeps_what_is_there(runner: Runner) -> None:
    runner.temp.mkdir()
    (runner.temp / "summary.md").write_text("of an earlier program", encoding="utf-8")
    ended = runner.run(arguments="--read-only")
    assert ended.summary.startswith(b"of an earlier program")
    assert b"# " in ended.summary


def test_an_apply_of_a_saved_plan(runner: Runner) -> None:
    planned = runner.run(command="plan", plan_file="plan.json", arguments="--bootstrap")
    assert planned.outputs["plan-path"] == "plan.json"
    applied = runner.run(command="apply", plan_file="plan.json", arguments="--bootstrap")
    assert applied.code == 0, applied.log
    assert "Apply: " in applied.log
    assert b"to create" in applied.summary
    again = runner.run(command="apply", plan_file="plan.json")
    assert again.code == 4
    assert again.outputs["exit-code"] == "4"
    assert runner.run(command="plan").outputs["changes"] == "0"


def test_an_audit_and_its_findings(runner: Runner) -> None:
    ended = runner.run(command="audit", arguments="--read-only", fail_on="blocked,drift")
    assert ended.code == 0, ended.log
    assert Path(ended.outputs["junit-path"]).read_text().startswith("<?xml")
    assert ended.outputs["plan-path"] == ""


WRONG = {
    "no such command": {"command": "destroy"},
    "comment": {"comment": "yes"},
    "comment of an audit": {"command": "audit", "comment": "true"},
    "condition of an apply": {"command": "apply", "fail_on": "drift"},
    "condition that is none": {"fail_on": "$(touch broken)"},
    "plan file of an audit": {"command": "audit", "plan_file": "p.json"},
    "path": {"plan_file": "a\nchanges=0"},
    "quote": {"arguments": "--reason 'because"},
    "install": {"install": "perhaps"},
    "python": {"python": "no-such-python"},
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_inputs_stop_before_anything_is_run(noting: Runner, name: str) -> None:
    ended = noting.run(**WRONG[name])
    assert ended.code == 1
    assert re.search(r"^::error title=listwright::[A-Z].*\.$", ended.log, re.MULTILINE), ended.log
    assert "Traceback" not in ended.log
    assert calls_of(noting) == []


def test_installing_runs_nothing_of_the_checkout(noting: Runner) -> None:
    trace = plant_modules(noting.work)
    noting.variables["PIP_NO_INDEX"] = "1"
    ended = noting.run(install="true")
    assert "No matching distribution found" in ended.log
    assert not trace.exists()


HOSTILE = "$(touch broken) `touch broken` ; touch broken #"


def test_hostile_inputs_are_words_and_nothing_more(noting: Runner) -> None:
    next_time(noting, "")
    noting.run(
        command="plan", working_directory=HOSTILE, arguments=f"--target '{HOSTILE}' --exclude *"
    )
    (call,) = calls_of(noting)
    assert call["words"][:6] == ["-C", HOSTILE, "plan", "--target", HOSTILE, "--exclude"]
    assert call["words"][6] == "*"
    assert list(noting.work.iterdir()) == []
    assert call["left"] == [], "the action's own variables stay its own"


def test_nothing_that_is_printed_is_an_order_to_the_runner(noting: Runner) -> None:
    next_time(noting, "print('::error::bought'); print('::set-output name=changes::0')")
    ended = noting.run(command="plan")
    lines = ended.log.splitlines()
    (start,) = (line for line in lines if line.startswith("::stop-commands::"))
    pause = start.removeprefix("::stop-commands::")
    assert len(pause) == 32
    first, last = lines.index(start), lines.index(f"::{pause}::")
    assert first < lines.index("::error::bought") < last
    again = noting.run(command="plan")
    assert pause not in again.log, "a word that could be known could be printed"


@pytest.mark.parametrize(("code", "saved"), [(0, True), (2, True), (1, False), (4, False)])
def test_the_exit_code_is_that_of_the_command(noting: Runner, code: int, *, saved: bool) -> None:
    next_time(noting, f"import sys; sys.exit({code})")
    ended = noting.run(command="plan", plan_file="old.json")
    assert (ended.code, ended.outputs["exit-code"]) == (code, str(code))
    assert (ended.outputs["plan-path"] == "old.json") is saved


SLOW = """
import signal, sys, time
heard = []
for one in (signal.SIGINT, signal.SIGTERM):
    signal.signal(one, lambda number, _: heard.append(number))
print("an order is in flight", flush=True)
until = time.monotonic() + 10
while not heard and time.monotonic() < until:
    time.sleep(0.01)
time.sleep(1)
print("it is recorded" if heard else "nobody said a word", flush=True)
sys.exit(130)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("send", [os.kill, os.killpg])
def test_a_job_that_is_canceled_waits_for_the_order_in_flight(
    noting: Runner, send: Callable[[int, int], None], number: int
) -> None:
    next_time(noting, SLOW)
    program = noting.work.parent / "bin" / "listwright"
    with noting.start(program, command="apply") as step:
        assert step.stdout is not None
        log = [step.stdout.readline()]
        while "an order is in flight" not in log[-1]:
            log.append(step.stdout.readline())
        send(step.pid, number)
        rest = step.stdout.read()
    assert "it is recorded" in rest
    assert (step.returncode, "Traceback" in rest) == (130, False)


def test_a_comment_gets_the_plan_and_the_token(noting: Runner) -> None:
    noting.run(command="plan", comment="true", plan_file="plan.json")
    plan, comment = calls_of(noting)
    assert plan["token"] is None
    assert comment["token"] == TOKEN
    path = str(noting.work / "plan.json")
    assert comment["words"] == ["comment", path, "--to", "github"]


def test_no_comment_without_a_plan(noting: Runner) -> None:
    next_time(noting, "import sys; sys.exit(1)")
    assert noting.run(command="plan", comment="true").code == 1
    assert len(calls_of(noting)) == 1


@pytest.mark.parametrize(("plan", "comment", "code"), [(0, 1, 1), (2, 0, 2), (2, 1, 2)])
def test_a_comment_that_cannot_be_posted_fails_the_step(
    noting: Runner, plan: int, comment: int, code: int
) -> None:
    next_time(noting, f"import sys; sys.exit({plan} if 'plan' in sys.argv else {comment})")
    assert noting.run(command="plan", comment="true").code == code


def test_a_replaced_order_is_canceled_and_created() -> None:
    orders = {"create": 3, "cancel": 1, "replace": 2, "import": 1, "forget": 0}
    document = {"summary": {"orders": orders, "needs": {"blocked": 4}}}
    assert outputs_of(document) == {"changes": "7", "create": "5", "cancel": "3", "blocked": "4"}


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"summary": [], "cost": "1\nchanges=0", "digests": {"plan": "sha256:x\ny=1"}},
        {"summary": {"needs": {"blocked": "0\nspend=1"}}, "cost": {"known": "1.0.0"}},
    ],
)
def test_nothing_but_numbers_and_fingerprints_gets_out(document: dict[str, Any]) -> None:
    assert set(outputs_of(document)) <= {"changes", "create", "cancel"}


PYTHON = """#!/bin/sh
# Makes an environment without the network and notes what is installed into it.
case "$*" in
  -c*) exec "{python}" "$@" ;;
  "-I -m venv --clear "*) mkdir -p "$5/bin" && cp "$0" "$5/bin/python" ;;
  *) echo "$*" >> "{notes}"; exit {code} ;;
esac
"""


@pytest.fixture
def fake_python(noting: Runner) -> Callable[..., Path]:
    def make(*, code: int = 0) -> Path:
        fake, notes = noting.work.parent / "python3", noting.work.parent / "pip.log"
        text = PYTHON.format(python=sys.executable, notes=notes, code=code)
        fake.write_text(text, encoding="utf-8")
        fake.chmod(0o755)
        return notes

    return make


def test_it_installs_what_is_locked_and_itself_once(
    noting: Runner, fake_python: Callable[..., Path]
) -> None:
    notes = fake_python()
    python = str(noting.work.parent / "python3")
    noting.run(install="true", python=python)
    noting.run(install="true", python=python)
    locked, ours = [line for line in notes.read_text().splitlines() if line.startswith("-I -m pip")]
    for words in ("--require-hashes", "--only-binary :all:", "requirements/postgres.txt"):
        assert words in locked
    assert ours.endswith(f"--no-deps --no-build-isolation {ROOT}")


def test_an_install_that_failed_is_tried_again(
    noting: Runner, fake_python: Callable[..., Path]
) -> None:
    notes = fake_python(code=1)
    python = str(noting.work.parent / "python3")
    assert noting.run(install="true", python=python).code == 1
    assert noting.run(install="true", python=python).code == 1
    assert len(notes.read_text().splitlines()) == 2
    assert calls_of(noting) == []
