"""The specification by example: each folder is a portfolio, a ledger, a moment, and its plan.

`pytest tests/scenarios --update-scenarios` writes `plan.json` and `plan.txt` anew; read the diff. A
bug report becomes a folder here. `ledger.py` explains the form of `ledger.json`, `expected.py` the
form of `expect.txt`, which is written by hand and never anew.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.golden.plans import review_of
from tests.scenarios.compact import compact, findings
from tests.scenarios.expected import unmet_error, unmet_lines
from tests.scenarios.running import FOLDERS, plan_scenario, read_scenario

from listwright.errors import ListwrightError
from listwright.model.plan import Plan, Reason
from listwright.render.text.plan import render_plan
from listwright.render.text.style import Style

LATER = {Reason.SUPERSEDED, Reason.DUPLICATE, Reason.RECOGNIZED}
"""Reasons that this version does not give yet."""


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_scenario(folder: Path, update_scenarios: bool) -> None:
    plan, told = _outcome(folder)
    text = (
        render_plan(review_of(plan), Style(width=100, show=("all",))) if plan is not None else None
    )
    if update_scenarios:
        (folder / "plan.json").write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n")
        if text is not None:
            (folder / "plan.txt").write_text(text)
        else:
            (folder / "plan.txt").unlink(missing_ok=True)
    assert _disagreements(folder, plan, told) == []
    assert told == json.loads((folder / "plan.json").read_text())
    assert (folder / "plan.txt").exists() == (text is not None)
    if text is not None:
        assert text == (folder / "plan.txt").read_text()


def _disagreements(folder: Path, plan: Plan | None, told: dict[str, Any]) -> list[str]:
    if not (folder / "expect.txt").exists():
        return []
    expected = (folder / "expect.txt").read_text()
    return unmet_error(expected, told["reason"]) if plan is None else unmet_lines(expected, plan)


def _outcome(folder: Path) -> tuple[Plan | None, dict[str, Any]]:
    try:
        plan = plan_scenario(read_scenario(folder))
    except ListwrightError as error:
        return None, {
            "error": error.message,
            "reason": error.reason,
            "advice": error.advice,
            "findings": findings(error.diagnostics),
        }
    return plan, compact(plan)


def test_every_reason_of_this_version_has_a_scenario() -> None:
    shown = set()
    for folder in FOLDERS:
        told = json.loads((folder / "plan.json").read_text())
        for group in ("changes", "deferred", "blocked", "standing"):
            shown |= {Reason(item["reason"]) for item in told.get(group, ())}
    assert set(Reason) - shown == LATER


def test_every_limit_has_a_scenario() -> None:
    texts = "".join((folder / "plan.json").read_text() for folder in FOLDERS)
    codes = set(re.findall(r'"code": "(\w+)"', texts))
    assert codes == {
        "max_creates",
        "max_cancels",
        "max_creates_per_rule",
        "max_images",
        "max_spend",
        "monthly_budget",
        "first_run",
    }


def test_what_the_hand_written_lines_and_the_plan_disagree_about_is_told() -> None:
    folder = Path(__file__).parent / "staging-after-delivery-is-an-order-on-the-delivered-one"
    plan = plan_scenario(read_scenario(folder))
    expected = (folder / "expect.txt").read_text()
    assert unmet_lines(expected, plan) == []
    assert unmet_lines(expected.replace("640001", "640002"), plan)
    assert unmet_lines(expected.replace("missing", "stale"), plan)
    assert unmet_lines("DEN-1/photos no-op satisfied", plan)
    assert unmet_lines(f"{expected}drift 640001", plan)
    assert unmet_lines("error config", plan)
    assert unmet_error(expected, "config")


def test_names_are_sentences() -> None:
    assert len(FOLDERS) >= 60
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+){2,}", folder.name) for folder in FOLDERS)
