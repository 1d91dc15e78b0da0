"""`explain`: from the files and the ledger alone, the same answer as the plan gives."""

import fcntl
import re
from typing import Any

import pytest
from tests.cli.project import Project, home
from tests.servers.planomatic_like import PlanomaticLike

RULES = """\
packages:
  listing:
    photos: {slug: photos, quantity: 15}
rules:
  - name: vacant
    when: {status: vacant_ready}
    require: [listing]
    ready_when: {ready_on: {before: today}}
  - name: pools
    when: {tags: pool}
    require: {photos: {quantity: 25, order_notes: "Gate 1234. ${notes}"}}
  - name: towers
    when: {bedrooms: {gte: 9}}
    require: {tour: {slug: zillow_3d_and_floor_plans, quantity: 1}}
"""
HOMES = """\
  P-1:
    status: vacant_ready
    ready_on: 2026-11-25
    tags: pool
    notes: mind the dog
    property_type: single_family
    street: 1 A St
    city: Denver
    state: CO
    postal_code: "80205"
  P-2:
    status: occupied
    property_type: single_family
    street: 2 A St
    city: Denver
    state: CO
    postal_code: "80205"
"""
NOW = "2026-11-22T16:00:00Z"


@pytest.fixture
def ruled(project: Project) -> Project:
    project.write(HOMES, more=RULES)
    return project


def _explain(project: Project, *arguments: str) -> dict[str, Any]:
    ran = project.json("explain", *arguments, LISTWRIGHT_NOW=NOW)
    return ran.ends(0, "ok")


def test_a_need_in_the_form_of_the_contract(ruled: Project) -> None:
    told = _explain(ruled, "P-1/photos")
    assert (told["kind"], told["address"]) == ("explain", "P-1/photos")
    decision = told["decision"]
    assert (decision["actions"], decision["reason"]) == (["create"], "not_ready")
    (planned,) = ruled.json("plan", LISTWRIGHT_NOW=NOW).doc["deferred_changes"]
    assert (decision["why"], decision["until"]) == (planned["why"], planned["until"])
    quantity = next(one for one in told["trail"] if one["field"] == "quantity")
    assert (quantity["value"], quantity["rule"]) == (25, "pools")
    assert [(one["value"], one["rule"]) for one in quantity["replaced"]] == [(15, "vacant")]
    lines = ruled.file.read_text().splitlines()
    file, _, line = quantity["at"].rpartition(":")
    assert (file, "quantity: 25" in lines[int(line) - 1]) == ("listwright.yaml", True)
    assert [one["check"] for one in told["checks"] if not one["passed"]] == ["readiness"]
    assert told["checks"][0].keys() == {
        "check",
        "question",
        "passed",
        "detail",
        "until",
        "decides",
    }
    assert told["would_change_if"]
    assert told["explanations"] == []


def test_nobody_is_asked_and_no_key_is_needed(ruled: Project, vendor: PlanomaticLike) -> None:
    del ruled.environment["PLANOMATIC_API_KEY"], ruled.environment["DOOR"]
    _explain(ruled, "P-1/photos")
    assert ruled.run("explain", "P-1", LISTWRIGHT_NOW=NOW).code == 0
    assert vendor.calls == []
    assert not ruled.ledger.exists()


def test_another_run_that_holds_the_lock_keeps_nobody_from_asking(project: Project) -> None:
    project.bootstrap()
    with project.ledger.with_name("ledger.db.lock").open("r+b") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert project.json("explain", "P-1/photos").ends(0, "ok")["decision"]["reason"] == (
            "in_progress"
        )


def test_private_texts_are_not_shown(ruled: Project) -> None:
    told = ruled.json("explain", "P-1/photos")
    (notes,) = (one for one in told.doc["facts"] if one["column"] == "notes")
    assert (notes["value"], notes["private"]) == (None, True)
    (written,) = (one for one in told.doc["trail"] if one["field"] == "order_notes")
    assert written["value"] == "written"
    text = ruled.run("explain", "P-1/photos")
    assert "(private, not shown)" in text.out
    for secret in ("mind the dog", "Gate 1234", "Jane Doe", "555-5555"):
        assert secret not in told.out + told.err + text.out + text.err


def test_a_need_of_other_homes_says_which_rule_would_have_to_match(ruled: Project) -> None:
    told = _explain(ruled, "P-2/photos")
    assert told["decision"]["verdict"] == "not_wanted"
    assert told["decision"]["actions"] == []
    assert "status is vacant_ready (now: occupied)" in told["decision"]["why"]
    assert [(one["rule"], one["matched"]) for one in told["rules"]] == [
        ("vacant", False),
        ("pools", False),
    ]
    text = ruled.run("explain", "P-2/photos").out
    assert text.startswith("P-2/photos is not wanted, so nothing is ordered.\n")


def test_a_property_is_explained_need_by_need(ruled: Project) -> None:
    told = _explain(ruled, "P-1")
    assert (told["address"], told["decision"]) == ("P-1", None)
    assert [(one["address"], one["decision"]["verdict"]) for one in told["explanations"]] == [
        ("P-1/photos", "deferred"),
        ("P-1/tour", "not_wanted"),
    ]
    short = ruled.run("explain", "P-1", LISTWRIGHT_NOW=NOW).out
    full = ruled.run("explain", "P-1", "--show", "all", LISTWRIGHT_NOW=NOW).out
    assert "In full: listwright explain P-1/photos" in short
    assert "What the files say" not in short
    assert full.count("Checks, in the order they are asked") == 2


def test_an_order_explains_what_it_serves(project: Project) -> None:
    project.bootstrap()
    (order,) = project.json("status").doc["orders"]
    told = _explain(project, f"order:{order['order_id']}")
    (need,) = told["explanations"]
    assert (need["address"], need["decision"]["reason"]) == ("P-1/photos", "in_progress")
    (considered,) = need["considered"]
    assert (considered["order_id"], considered["accepted"]) == (order["order_id"], True)


def test_a_removed_home_is_explained_from_the_ledger(project: Project) -> None:
    project.write(home("P-1") + home("P-2", number=2))
    project.bootstrap()
    project.write(home("P-2", number=2))
    told = _explain(project, "P-1/photos")
    plan = project.json("plan", "--refresh", "none", LISTWRIGHT_NOW=NOW).doc
    lines = [*plan["order_changes"], *plan["deferred_changes"], *plan["blocked_changes"]]
    assert (told["decision"]["actions"], told["decision"]["why"]) == (
        lines[0]["actions"],
        lines[0]["why"],
    )


def test_a_request_can_be_asked_about(project: Project) -> None:
    project.bootstrap()
    asked = _explain(project, "P-1/photos", "--replace", "P-1/photos")
    assert asked["decision"]["reason"] in {"duplicate_window", "requested"}
    assert asked["decision"]["actions"] == ["cancel", "create"]
    typo = project.json("explain", "P-1/photos", "--replace", "P-1/photo").ends(1, "usage")
    assert typo["errors"][0]["fix"] == "Did you mean P-1/photos?"


@pytest.mark.parametrize(
    ("address", "hint"),
    [
        ("P-1/photo", "Did you mean P-1/photos?"),
        ("PP-1", "Did you mean P-1?"),
        ("order:1", "listwright status lists the orders it knows."),
    ],
)
def test_an_unknown_address_ends_with_a_suggestion(ruled: Project, address: str, hint: str) -> None:
    document = ruled.json("explain", address).ends(1, "usage")
    (error,) = document["errors"]
    assert error["fix"] == hint
    assert document["checks"] == []


def test_no_address_is_a_usage_error(project: Project) -> None:
    project.json("explain").ends(1, "usage")


def test_warnings_about_other_homes_are_left_to_validate(ruled: Project) -> None:
    text = ruled.file.read_text().replace("2 A St", "1 A St")
    ruled.file.write_text(text)
    assert ruled.json("validate").doc["warnings"]
    codes = {one["code"] for one in _explain(ruled, "P-1/photos")["warnings"]}
    assert "LW1206" not in codes
    codes = {one["code"] for one in _explain(ruled, "P-2/photos")["warnings"]}
    assert "LW1206" in codes


def test_the_text_speaks_of_no_colour_alone(ruled: Project) -> None:
    plain = ruled.run("explain", "P-1/photos", LISTWRIGHT_NOW=NOW).out
    colored = ruled.run("explain", "P-1/photos", LISTWRIGHT_NOW=NOW, FORCE_COLOR="1").out
    assert "\x1b[" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == plain
    assert "\n  STOP  Is the home not ready?" in plain
