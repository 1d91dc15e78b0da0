"""`plan --as-of`: what falls due by month, without asking anybody, and never to be applied."""

import json
from typing import Any

import pytest
from tests.cli.project import Project, Ran, home
from tests.servers.planomatic_like import PlanomaticLike

NOW = "2026-11-22T16:00:00Z"
DAY = "2027-05-22"


def at(project: Project, *arguments: str, **env: str | None) -> Ran:
    return project.json(*arguments, LISTWRIGHT_NOW=NOW, **env)


def ready(name: str, number: int, day: str) -> str:
    """A home that is ready the day after that one."""
    gate = "ready_when: {ready_on: {at_least_ago: 1d}}"
    text = home(name, number=number).replace("quantity: 15", f"quantity: 15, {gate}")
    return f"{text}    ready_on: {day}\n"


@pytest.fixture
def waiting(project: Project) -> Project:
    """Four homes: one is ready already, the others become ready in two different months."""
    project.write(
        home("P-1")
        + ready("P-2", 2, "2026-12-10")
        + ready("P-3", 3, "2026-12-20")
        + ready("P-4", 4, "2027-03-31")
    )
    return project


def months(document: dict[str, Any]) -> list[tuple[str, int, int, dict[str, int]]]:
    return [
        (due["month"], due["needs"], due["orders"], due["reasons"]) for due in document["forecast"]
    ]


def test_half_a_year_ahead(waiting: Project, vendor: PlanomaticLike) -> None:
    told = at(waiting, "plan", "--as-of", DAY).ends(0, "ok")
    assert (told["kind"], told["as_of"], told["timestamp"]) == ("plan", DAY, NOW)
    assert months(told) == [
        ("2026-11", 1, 1, {"missing": 1}),
        ("2026-12", 2, 2, {"missing": 2}),
        ("2027-04", 1, 1, {"missing": 1}),
    ]
    assert told["summary"]["orders"]["create"] == 4
    assert told["deferred_changes"] == []
    assert told["flags"]["applyable"] is False
    assert told["refusals"] == [], "a forecast is refused by nothing that refuses an apply"
    assert told["reads"] == {
        "used": 0, "budget": 0, "not_read": 0, "oldest_relevant_age_s": None,
        "told": 0, "waiting": 0, "unheard": [],
    }  # fmt: skip
    assert vendor.calls == []
    assert not waiting.ledger.parent.exists()


def test_the_text_says_what_it_is(waiting: Project) -> None:
    text = waiting.run("plan", "--as-of", DAY, LISTWRIGHT_NOW=NOW).out
    assert text.startswith(f"Listwright forecast for t (as of {DAY}, made 2026-11-22 16:00 UTC)")
    assert "Falls due by month  needs  orders  why" in text
    assert "  2027-04               1       1  1 missing\n" in text
    assert " ".join(text.split()).endswith("It is never applied.")
    assert "Fingerprint" not in text
    assert "Apply:" not in text


def test_a_plan_has_no_forecast(waiting: Project) -> None:
    told = at(waiting, "plan").ends(0, "ok")
    assert (told["as_of"], told["forecast"]) == (None, [])
    assert "due by month" not in waiting.run("plan", LISTWRIGHT_NOW=NOW).out


def test_today_is_the_nearest_day(waiting: Project) -> None:
    told = at(waiting, "plan", "--as-of", "2026-11-22").ends(0, "ok")
    assert months(told) == [("2026-11", 1, 1, {"missing": 1})]
    assert [item["property"] for item in told["order_changes"]] == ["P-1"]
    assert told["flags"]["applyable"] is False


@pytest.mark.parametrize(
    "typed",
    ["2026-11-21", "2036-11-23", "20270522", "2027-W21-6", "soon", "2027-02-29", "", "+5d"],
)
def test_days_that_are_none_have_passed_or_lie_too_far(waiting: Project, typed: str) -> None:
    at(waiting, "plan", "--as-of", typed).ends(1, "usage")


def test_today_is_that_of_the_projects_zone(waiting: Project) -> None:
    text = waiting.file.read_text(encoding="utf-8")
    waiting.file.write_text(f"timezone: Pacific/Honolulu\n{text}", encoding="utf-8")
    early = "2026-11-22T05:00:00Z"
    waiting.json("plan", "--as-of", "2026-11-21", LISTWRIGHT_NOW=early).ends(0, "ok")
    waiting.json("plan", "--as-of", "2026-11-20", LISTWRIGHT_NOW=early).ends(1, "usage")


def test_the_farthest_day(waiting: Project) -> None:
    told = at(waiting, "plan", "--as-of", "2036-11-22").ends(0, "ok")
    assert sum(due["needs"] for due in told["forecast"]) == 4


def test_it_is_saved_shown_and_never_applied(waiting: Project, vendor: PlanomaticLike) -> None:
    ran = waiting.run("plan", "--as-of", DAY, "-o", "ahead.json", LISTWRIGHT_NOW=NOW)
    assert "listwright show ahead.json" in ran.err
    assert "listwright apply" not in ran.err
    saved = json.loads((waiting.root / "ahead.json").read_text(encoding="utf-8"))
    assert saved["expires_at"] == saved["timestamp"] == NOW
    shown = waiting.run("show", "ahead.json")
    assert shown.out == ran.out
    assert waiting.json("show", "ahead.json").doc["forecast"] == saved["forecast"]
    for now in (NOW, "2027-05-22T12:00:00Z"):
        ended = waiting.json("apply", "ahead.json", "--bootstrap", LISTWRIGHT_NOW=now)
        told = ended.ends(4, "expired")
        assert f"a forecast for {DAY}" in told["errors"][0]["summary"]
    assert vendor.calls == []


def test_apply_takes_no_day(waiting: Project) -> None:
    at(waiting, "apply", "--as-of", DAY, "--auto-approve").ends(1, "usage")
    at(waiting, "apply", LISTWRIGHT_AS_OF=DAY).ends(4, "first_run")


def test_limits_and_the_first_run_cut_no_forecast(waiting: Project) -> None:
    waiting.edit("max_creates: 1000", "on_limit: trim, max_creates: 1")
    assert len(at(waiting, "plan").doc["order_changes"]) == 1
    told = at(waiting, "plan", "--as-of", DAY).ends(0, "ok")
    assert len(told["order_changes"]) == 4


def test_an_old_reading_is_taken_to_hold(project: Project, vendor: PlanomaticLike) -> None:
    project.write(home("P-1"))
    at(project, "apply", "--bootstrap", "--auto-approve").ends(0, "ok")
    before = len(vendor.calls)
    project.write(home("P-2", number=2))
    told = at(project, "plan", "--as-of", DAY).ends(0, "ok")
    assert [item["actions"] for item in told["order_changes"]] == [["cancel"], ["create"]]
    assert told["deferred_changes"] == []
    assert told["reads"]["not_read"] == 1
    assert len(vendor.calls) == before


def test_a_wished_day_that_passes_until_then_is_no_mistake(project: Project) -> None:
    project.write(home("P-1") + "    preferred_date: 2026-12-01\n")
    told = at(project, "plan", "--as-of", DAY).ends(0, "ok")
    assert (len(told["order_changes"]), told["errors"]) == (1, [])
    project.json("plan", LISTWRIGHT_NOW="2026-12-02T12:00:00Z").ends(1, "config")


def test_other_mistakes_of_the_files_end_a_forecast_too(project: Project) -> None:
    project.write(home("P-1") + home("P-1", number=2))
    at(project, "plan", "--as-of", DAY).ends(1, "config")


def test_a_forecast_is_narrowed_like_a_plan(waiting: Project) -> None:
    told = at(waiting, "plan", "--as-of", DAY, "--target", "P-4", "--exclude", "P-1").ends(0, "ok")
    assert months(told) == [("2027-04", 1, 1, {"missing": 1})]
    at(waiting, "plan", "--as-of", DAY, "--target", "P-44").ends(1, "usage")


def test_exit_codes_are_those_of_a_plan(waiting: Project) -> None:
    at(waiting, "plan", "--as-of", DAY, "--detailed-exitcode").ends(2, "changes")
    at(waiting, "plan", "--as-of", DAY, "--fail-on", "deferred").ends(0, "ok")
    at(waiting, "plan", "--fail-on", "deferred").ends(2, "findings")


def test_nothing_falls_due(project: Project) -> None:
    project.write(home("P-1") + "    absent: true\n")
    text = project.run("plan", "--as-of", DAY, LISTWRIGHT_NOW=NOW).out
    assert f"Nothing falls due until {DAY}." in text
    assert "No changes." in text
