"""Reading a saved plan: what is accepted, and how everything else is refused."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.golden.plans import NOW, PLANS, review_of

from listwright.engine.digest import change_digest, joined_digest, plan_digest
from listwright.engine.shares import rule_shares
from listwright.errors import ListwrightError, RefusedError, UsageError
from listwright.model.plan import Action
from listwright.planfile import Run, dump, failure_document, plan_document, read_plan, restore_plan

RUN = Run(project=None, timestamp=NOW)
Edit = Callable[[dict[str, Any]], object]


def saved(name: str = "realistic", *, show_all: bool = False) -> str:
    return dump(plan_document(review_of(PLANS[name]()), RUN, show_all=show_all))


def edited(edit: Edit, name: str = "realistic") -> str:
    document = json.loads(saved(name))
    edit(document)
    return json.dumps(document)


FORECASTS = [name for name, build in PLANS.items() if build().as_of is not None]


@pytest.mark.parametrize("show_all", [False, True])
@pytest.mark.parametrize("name", [name for name in PLANS if name not in FORECASTS])
def test_a_saved_plan_is_read_back(name: str, show_all: bool) -> None:
    plan = PLANS[name]()
    read = read_plan(saved(name, show_all=show_all))
    assert (read.plan_id, read.project, read.lineage) == (plan.plan_id, plan.project, plan.lineage)
    assert (read.made_at, read.expires_at) == (plan.made_at, plan.expires_at)
    assert (read.scope, read.digests) == (plan.scope, plan.digests)
    assert [change.digest for change in read.changes] == [
        change_digest(change) for change in plan.changes
    ]
    for was, change in zip(read.changes, plan.changes, strict=True):
        assert was.action is change.action
        assert was.reason == change.reason.value
        assert was.account == change.account.id
        assert was.services == change.services
        assert (was.order_id, was.order_key) == (change.order_id, change.order_key)


def test_the_order_of_changes_is_no_edit() -> None:
    assert read_plan(edited(lambda doc: doc["order_changes"].reverse())).changes
    changes = PLANS["realistic"]().changes
    assert plan_digest(changes) == plan_digest(reversed(changes))
    assert plan_digest(changes) == joined_digest(change_digest(change) for change in changes)


def test_what_a_fingerprint_does_not_cover_may_differ() -> None:
    def age(doc: dict[str, Any]) -> None:
        doc["something_new"] = {"added": "by a minor version"}
        doc["format_version"] = "1.7"
        doc["order_changes"][0]["why"] = "other words"
        doc["order_changes"][0]["row"] = "rev:999"

    assert len(read_plan(edited(age)).changes) == len(PLANS["realistic"]().changes)


EDITS: dict[str, Edit] = {
    "quantity": lambda doc: doc["order_changes"][1]["services"][0].update(quantity=99),
    "slug": lambda doc: doc["order_changes"][1]["services"][0].update(slug="video"),
    "source": lambda doc: doc["order_changes"][1]["services"][0].update(previous_order_id="1"),
    "needs": lambda doc: doc["order_changes"][1].update(needs=[]),
    "reason": lambda doc: doc["order_changes"][1].update(reason="new_reason"),
    "account": lambda doc: doc["order_changes"][1].update(account="planomatic/sandbox/x"),
    "property": lambda doc: doc["order_changes"][1].update(property="DEN-1"),
    "entity": lambda doc: doc["order_changes"][1].update(billing_entity="other"),
    "request": lambda doc: doc["order_changes"][1].update(request_digest=None),
    "order_id": lambda doc: doc["order_changes"][1].update(order_id="1"),
    "order_key": lambda doc: doc["order_changes"][1].update(order_key="lw1-x-g1"),
    "actions": lambda doc: doc["order_changes"][1].update(actions=["forget"]),
    "removed": lambda doc: doc["order_changes"].pop(),
    "added": lambda doc: doc["order_changes"].append(doc["order_changes"][0]),
    "hidden": lambda doc: doc["order_changes"][0].update(actions=["no-op"]),
    "change digest": lambda doc: doc["order_changes"][1].update(digest="sha256:" + "0" * 64),
    "no digest": lambda doc: doc["digests"].update(plan=None),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edited_plan_is_refused(name: str) -> None:
    with pytest.raises(RefusedError) as caught:
        read_plan(edited(EDITS[name]))
    assert caught.value.reason == "plan_changed"
    assert caught.value.exit_code == 4
    assert "was edited after it was made" in caught.value.message


def test_the_edited_home_is_named() -> None:
    with pytest.raises(RefusedError) as caught:
        read_plan(edited(EDITS["quantity"]))
    assert caught.value.diagnostics[0].detail == "Changes that were edited: DEN-00901."


def break_types(doc: dict[str, Any]) -> None:
    for change in doc["order_changes"]:
        change["services"] = "many"


UNREADABLE: dict[str, tuple[str, str]] = {
    "nothing": ("", "not JSON, or it was cut off"),
    "text": ("Listwright plan for t", "not JSON, or it was cut off"),
    "truncated": (saved()[:900], "not JSON, or it was cut off"),
    "too deep": ("[" * 100_000, "not JSON, or it was cut off"),
    "a list": ("[]", "not a listwright document"),
    "other JSON": ('{"kind": "plan"}', "not a listwright document"),
    "other kind": (edited(lambda doc: doc.update(kind="apply")), "but not a plan"),
    "newer": (edited(lambda doc: doc.update(format_version="2.0")), "another format"),
    "odd version": (edited(lambda doc: doc.update(format_version=None)), "another format"),
    "types": (edited(break_types), "values that a plan cannot have"),
    "numbers as text": (edited(lambda doc: doc.update(exit_code="0")), "plan cannot have"),
    "failed": (dump(failure_document("plan", RUN)), "a plan that failed"),
    "no dates": (edited(lambda doc: doc.update(expires_at="soon")), "no usable dates"),
    "no zone": (
        edited(lambda doc: doc.update(expires_at="2026-11-22T03:00:00")),
        "without a time zone",
    ),
    "actions": (
        edited(lambda doc: doc["order_changes"][0].update(actions=["create", "cancel"])),
        "combination of actions",
    ),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_plan_is_said_clearly(name: str) -> None:
    text, words = UNREADABLE[name]
    with pytest.raises(UsageError, match=words) as caught:
        read_plan(text)
    assert caught.value.advice
    assert caught.value.exit_code == 1
    assert caught.value.diagnostics[0].fix


def test_many_wrong_keys_are_counted() -> None:
    with pytest.raises(UsageError) as caught:
        read_plan(UNREADABLE["types"][0])
    assert "order_changes.0.services" in caught.value.diagnostics[0].detail
    assert "; and 22 more" in caught.value.diagnostics[0].detail


def test_words_from_the_future_can_be_applied_but_not_shown() -> None:
    def add(doc: dict[str, Any]) -> None:
        doc["deferred_changes"][0]["reason"] = "weather"

    assert read_plan(edited(add)).changes
    with pytest.raises(UsageError, match="words that this listwright does not know"):
        restore_plan(edited(add))


@pytest.mark.parametrize("name", FORECASTS)
def test_a_forecast_is_shown_and_never_read_for_an_apply(name: str) -> None:
    plan, text = PLANS[name](), saved(name)
    again = restore_plan(text).plan
    assert (again.as_of, again.forecast) == (plan.as_of, plan.forecast)
    assert again.made_at == plan.made_at
    assert not again.applyable
    with pytest.raises(RefusedError, match="a forecast for 2027-05-22") as caught:
        read_plan(text)
    assert (caught.value.exit_code, caught.value.reason) == (4, "expired")


def test_a_forecast_for_a_day_that_is_none_is_not_shown() -> None:
    with pytest.raises(UsageError):
        restore_plan(edited(lambda doc: doc.update(as_of="soon"), "forecast"))


def test_a_plan_of_an_older_version_has_none_of_the_newer_keys() -> None:
    def age(doc: dict[str, Any]) -> None:
        for row in doc["by_rule"]:
            for key in ("cancels", "deferred", "blocked", "riding"):
                del row[key]
        for row in doc["deferred_changes"]:
            del row["waits_for"], row["order_id"]
        del doc["forecast"]

    assert read_plan(edited(age)).changes
    again = restore_plan(edited(age))
    assert [share.deferred for share in again.shares] == [0, 0]
    assert {item.waits_for for item in again.plan.deferred} == {()}


def test_chains_and_shares_come_back() -> None:
    plan = PLANS["realistic"]()
    again = restore_plan(saved())
    assert again.plan.deferred == plan.deferred
    assert again.shares == rule_shares(plan)


def test_a_restored_need_with_nothing_to_do() -> None:
    plan = restore_plan(saved(show_all=True)).plan
    assert [each.need for each in plan.standing] == [
        each.need for each in PLANS["realistic"]().standing
    ]
    assert Action.NO_OP not in {change.action for change in plan.changes}


@given(place=st.integers(0, 20_000), letter=st.characters())
def test_no_damage_goes_unnoticed(place: int, letter: str) -> None:
    """A letter changed anywhere either is harmless or stops the file from being read."""
    text = saved("small")
    place %= len(text)
    try:
        read = read_plan(text[:place] + letter + text[place + 1 :])
    except ListwrightError:
        return
    assert [change.digest for change in read.changes] == [
        change_digest(change) for change in PLANS["small"]().changes
    ]
