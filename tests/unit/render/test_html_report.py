"""The values behind the HTML report: words, columns, pictures, provenance."""

import gzip
import json
from base64 import b64decode
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.browser.reviews import review_with
from tests.golden.plans import ACCOUNT, NOW, PLANS, create, plan_of, review_of, services, unknown

from listwright.model.money import Budget, Cost
from listwright.model.names import OrderId, PropertyId
from listwright.model.order import Appointment, Order, Phase
from listwright.model.plan import Cause, Scope
from listwright.model.review import Against, Review
from listwright.render.html.page import shown
from listwright.render.html.report import render_html_report
from listwright.render.html.report.attention import concerns_of
from listwright.render.html.report.columns import (
    PACKED_ABOVE,
    for_script,
    line_columns,
    text_column,
)
from listwright.render.html.report.groups import cause_rows, funnel_steps
from listwright.render.html.report.lines import lines_of
from listwright.render.html.report.orders import ageing_of, life_of, open_orders
from listwright.render.html.report.spend import spend_bars, spend_rows
from listwright.render.html.report.trail import command_of
from listwright.render.html.report.verdict import verdict_of
from listwright.render.html.report.words import amount
from listwright.render.markdown import render_markdown
from listwright.render.text.against import cause_words
from listwright.render.text.plan import render_plan
from listwright.render.text.style import Style

REVIEW = review_with(40, waiting_needs=12)


@given(st.lists(st.text(), max_size=20))
def test_a_column_holds_every_text(values: list[str]) -> None:
    column: dict[str, Any] = text_column(values)
    table, at = column["table"], column["at"]
    places = [at] * len(values) if isinstance(at, int) else at
    assert [table[place] for place in places] == [shown(value) for value in values]
    assert table == sorted(set(table), key=lambda text: (text.casefold(), text))


@given(st.text())
def test_no_text_ends_the_script(text: str) -> None:
    held = for_script({"text": text}, 1)
    assert not set("<>&") & set(held)
    assert json.loads(held) == {"text": text}


def test_many_lines_are_packed() -> None:
    document: dict[str, object] = {"n": PACKED_ABOVE}
    assert json.loads(for_script(document, PACKED_ABOVE)) == document
    packed = json.loads(for_script(document, PACKED_ABOVE + 1))
    assert json.loads(gzip.decompress(b64decode(packed["gzip"]))) == document


def test_the_same_review_gives_the_same_bytes() -> None:
    large = review_with(PACKED_ABOVE + 1, orders=3)
    assert render_html_report(large) == render_html_report(large)


def test_a_price_that_is_not_known_is_no_nought() -> None:
    lines = lines_of(review_of(plan_of(create("P-1"), replace(create("P-2"), cost=0))))
    costs: Any = line_columns(lines)["numbers"]
    assert costs["cost"] == [-1, 0]


@pytest.mark.parametrize(
    ("cents", "words"),
    [(0, "0.00"), (5, "0.05"), (808_000, "8,080.00"), (-12_345, "−123.45")],
)
def test_an_amount_is_whole_cents(cents: int, words: str) -> None:
    assert amount(cents) == words
    assert amount(cents, "USD") == f"{words} USD"


@pytest.mark.parametrize(
    ("plan", "state"),
    [
        ("empty", "No changes"),
        ("small", "Ready to apply"),
        ("refused", "Refused: cannot be applied as it stands"),
        ("forecast", "Forecast, never applied"),
    ],
)
def test_the_verdict_says_how_it_stands(plan: str, state: str) -> None:
    assert verdict_of(review_of(PLANS[plan]())).state == state


def test_the_verdict_counts_what_has_no_price() -> None:
    cost = verdict_of(REVIEW).cost
    assert cost.startswith("Known cost: ")
    assert "more orders have no known price" in cost
    bare = verdict_of(review_of(PLANS["small"]()))
    assert bare.cost == "No price is known for the order, so the cost is not known."


def test_an_audit_without_findings_says_so() -> None:
    verdict = verdict_of(review_of(PLANS["small"](), []))
    assert verdict.title == "No findings"
    assert verdict.sentences[0] == "A plan made now would hold: 1 order to create."


def test_what_is_urgent_comes_first() -> None:
    titles = [group.title for group in concerns_of(REVIEW, lines_of(REVIEW))]
    assert titles[0] == "Look here first: 1 order may exist already"
    assert titles[1] == "Over budget: 1 billing entity"
    assert titles[2:5] == ["1 order to cancel", "1 order to replace", "9 blocked: vendor rejected"]


def test_refusals_come_before_everything() -> None:
    plan = replace(PLANS["refused"](), blocked=(unknown(),))
    review = review_of(plan)
    groups = concerns_of(review, lines_of(review))
    assert groups[0].title == "Refused: 5 protections stop this plan"
    assert "at most 30" in groups[0].entries[0].why


def test_nothing_urgent_is_nothing() -> None:
    review = review_of(PLANS["small"]())
    assert concerns_of(review, lines_of(review)) == []


def test_the_steps_of_the_funnel_lose_what_stops_there() -> None:
    steps = funnel_steps(REVIEW)
    homes = [step.homes for step in REVIEW.funnel]
    assert [step.homes for step in steps] == [f"{n:,}" for n in homes]
    lost = [int(step.stops.replace(",", "") or 0) for step in steps[:-1]]
    assert lost == [one - other for one, other in pairwise(homes)]
    assert steps[0].width == "100.00"
    assert funnel_steps(review_of(PLANS["small"]())) == []


def test_the_lines_of_a_step_are_of_the_homes_that_stop_there() -> None:
    lines = lines_of(REVIEW)
    for step in funnel_steps(REVIEW)[2:-1]:
        found = {line.home for line in lines if line.stage == step.stage}
        assert len(found) == int(step.stops or 0)


def test_a_bar_over_its_budget_says_so() -> None:
    bars = {bar.entity: bar for bar in spend_bars(REVIEW.plan)}
    assert bars["investment_entity_2"].over
    assert bars["investment_entity_2"].words.endswith("108 %, over budget")
    assert not bars["investment_entity_1"].over
    assert bars["Sunbelt Holdings III, LLC"].limit is None
    for bar in bars.values():
        assert float(bar.committed) + float(bar.planned) <= 100


def test_a_budget_of_nothing_is_a_budget() -> None:
    budget = Budget(
        entity="e",
        month="2026-11",
        allowed=0,
        committed=0,
        committed_unpriced=0,
        planned=100,
        planned_unpriced=0,
    )
    rows = spend_rows(plan_of(budgets=(budget,)))
    assert rows[0].allowed == "0.00"
    assert rows[0].over


@pytest.mark.parametrize(
    ("planned", "words"),
    [(969_900, "49 %"), (2_000_000, "100 %"), (2_000_100, "101 %"), (0, "0 %")],
)
def test_every_surface_tells_the_same_share_of_a_budget(planned: int, words: str) -> None:
    """Rounded up, so that 100 % means that nothing is over."""
    budget = Budget(
        entity="e",
        month="2026-11",
        allowed=2_000_000,
        committed=0,
        committed_unpriced=0,
        planned=planned,
        planned_unpriced=0,
    )
    plan = plan_of(budgets=(budget,))
    assert spend_rows(plan)[0].used == words
    assert f"{words} of 20,000.00" in render_markdown(review_of(plan))
    assert f"{words} of 20,000.00" in render_plan(review_of(plan), Style(width=120))


def test_spend_adds_up_to_the_plan() -> None:
    rows = spend_rows(replace(REVIEW.plan, budgets=()))
    orders = sum(int(row.orders) for row in rows if row.service)
    assert orders == sum(change.action.creates for change in REVIEW.plan.changes)
    assert sum(int(row.orders) for row in rows if not row.service) == orders


def order(**fields: object) -> Order:
    values: dict[str, object] = {
        "account": ACCOUNT,
        "order_id": OrderId("1"),
        "property": PropertyId("P-1"),
        "services": services(photos=1),
        "status": "ordered",
        "phase": Phase.OPEN,
        "created": NOW - timedelta(days=2),
    }
    return Order(**(values | fields))  # type: ignore[arg-type]


def visit(hours: int, *, canceled: bool = False) -> Appointment:
    start = NOW + timedelta(hours=hours)
    return Appointment(id="a", start=start, end=None, canceled=canceled)


@pytest.mark.parametrize(
    ("fields", "states"),
    [
        ({}, ["done", "next", "later", "later", "later"]),
        ({"appointments": (visit(5),)}, ["done", "done", "next", "later", "later"]),
        ({"appointments": (visit(5, canceled=True),)}, ["done", "next", "later", "later", "later"]),
        ({"appointments": (visit(-5),)}, ["done", "done", "done", "next", "later"]),
        ({"captured_at": NOW}, ["done", "done", "done", "done", "next"]),
        ({"phase": Phase.DELIVERED}, ["done"] * 5),
    ],
)
def test_a_strip_shows_how_far_an_order_is(fields: dict[str, object], states: list[str]) -> None:
    (row,) = open_orders([order(**fields)], NOW)
    assert [step.state for step in life_of(row)] == states


def test_orders_age_in_the_right_column() -> None:
    ages = [0.5, 2, 6.9, 7, 29, 31]
    orders = [order(created=NOW - timedelta(days=days)) for days in ages]
    ageing = ageing_of([*orders, order(created=None)], NOW)
    assert ageing is not None
    assert ageing.heads[-1] == "?"
    assert [words for words, _ in ageing.rows[0].cells] == ["1"] * 7
    assert ageing.rows[0].total == "7"
    assert ageing_of([], NOW) is None


def test_no_status_is_left_out_of_the_ages() -> None:
    orders = [order(status=f"status_{place:02d}") for place in range(15)]
    ageing = ageing_of(orders, NOW)
    assert ageing is not None
    assert sum(int(row.total) for row in ageing.rows) == 15


def test_the_command_can_be_typed() -> None:
    scope = Scope(select=("market=Den ver", "$(x)"), only="create")
    assert command_of(review_of(plan_of(scope=scope))) == (
        "listwright plan --select 'market=Den ver' --select '$(x)' --only create"
        " --report html=report.html"
    )
    assert command_of(review_of(plan_of(), [])).startswith("listwright audit ")


def test_every_line_of_the_plan_is_there_once() -> None:
    plan = REVIEW.plan
    parts = (plan.changes, plan.deferred, plan.blocked, plan.drift, plan.unmanaged)
    assert len(lines_of(REVIEW)) == sum(map(len, parts))


def test_nothing_but_the_known_facts_of_a_home_is_told() -> None:
    bare = Review(plan=REVIEW.plan, shares=())
    assert {line.market for line in lines_of(bare)} == {""}


def held_against(*, knows_facts: bool) -> Review:
    changes = (
        replace(create("P-1"), cause=Cause.FACTS),
        replace(create("P-2"), cause=Cause.EDIT, cost=0),
    )
    base = Against(ref="main", commit="f" * 40, committed_at=NOW, knows_facts=knows_facts)
    return replace(review_of(plan_of(*changes)), against=base)


@pytest.mark.parametrize("knows_facts", [True, False])
def test_causes_are_told_in_the_words_of_the_terminal(knows_facts: bool) -> None:
    review = held_against(knows_facts=knows_facts)
    assert review.against is not None
    rows = {row.cause: row for row in cause_rows(review)}
    assert rows["facts"].name == cause_words(Cause.FACTS, review.against)
    assert rows["facts"].cells == ("1", "1 unpriced")
    assert rows["edit"].cells == ("1", "0.00")


def test_what_costs_nothing_has_a_price() -> None:
    plan = replace(plan_of(replace(create("P-1"), cost=0)), cost=Cost(currency="USD"))
    assert verdict_of(review_of(plan)).cost == "Known cost: 0.00 USD."
