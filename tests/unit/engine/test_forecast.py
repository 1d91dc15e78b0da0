"""What falls due until a day: which month, how many orders, and why."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.unit.engine.worlds import NOW, PLACE, SHOT, TOUR, WHOLE, World, delivered, home, world

from listwright.engine.forecast import falling_due
from listwright.model.names import Address
from listwright.model.plan import FallingDue, Scope


def until(made: World, day: str, scope: Scope = WHOLE) -> tuple[FallingDue, ...]:
    """What falls due until the start of a day in Denver."""
    end = datetime.fromisoformat(day).replace(tzinfo=made.portfolio.timezone)
    return falling_due(made.at(end, scope), scope, since=NOW)


def told(dues: Iterable[FallingDue]) -> list[tuple[str, int, int, dict[str, int]]]:
    return [(due.month, due.needs, due.orders, dict(due.reasons)) for due in dues]


def test_what_is_due_already_counts_in_the_present_month(tmp_path: Path) -> None:
    made = world(tmp_path, "properties:\n" + home("P-1", SHOT, TOUR))
    assert told(until(made, "2027-05-22")) == [("2026-11", 2, 1, {"missing": 2})]


def test_photos_fall_due_when_they_are_to_be_renewed(tmp_path: Path) -> None:
    fresh = "fresh_for: {max_age: 24mo, renew_before: 30d}"
    text = f"properties:\n{home('P-1', SHOT[:-1] + f', {fresh}}}')}"
    made = world(tmp_path, text, [delivered("1", "P-1", "2025-03-20")])
    assert told(until(made, "2027-02-18")) == []
    assert told(until(made, "2027-02-19")) == [("2027-02", 1, 1, {"stale": 1})]


def test_months_are_those_of_the_projects_zone(tmp_path: Path) -> None:
    text = f"properties:\n{home('P-1', SHOT[:-1] + ', fresh_for: {max_age: 24mo}}')}"
    order = delivered("1", "P-1", "2025-03-01") | {"captured": "2025-03-01T05:00Z"}
    made = world(tmp_path, text, [order])
    assert told(until(made, "2027-05-22")) == [("2027-02", 1, 1, {"stale": 1})]


def test_two_needs_due_on_one_day_are_one_order_and_why_is_told_of_each(tmp_path: Path) -> None:
    waived = ", waive: {tour: {reason: R, until: 2027-03-31, by: j}}"
    needs = (SHOT[:-1] + ", fresh_for: {max_age: 24mo}}", TOUR)
    orders = [delivered("1", "P-1", "2025-04-01")]
    made = world(tmp_path, f"properties:\n{home('P-1', *needs, more=waived)}", orders)
    assert told(until(made, "2027-05-22")) == [("2027-04", 2, 1, {"missing": 1, "stale": 1})]


def test_two_needs_due_on_two_days_are_two_orders(tmp_path: Path) -> None:
    fresh = (
        SHOT[:-1] + ", fresh_for: {max_age: 24mo}}",
        TOUR[:-1] + ", fresh_for: {max_age: 23mo}}",
    )
    both = delivered("1", "P-1", "2025-05-10", photos=15, zillow_3d_and_floor_plans=1)
    made = world(tmp_path, f"properties:\n{home('P-1', *fresh)}", [both])
    assert told(until(made, "2027-05-22")) == [
        ("2027-04", 1, 1, {"stale": 1}),
        ("2027-05", 1, 1, {"stale": 1}),
    ]


def test_staging_beside_its_shoot_needs_no_order_of_its_own(tmp_path: Path) -> None:
    staged = "staging: {slug: ai_virtual_staging, quantity: 5}"
    made = world(tmp_path, f"properties:\n{home('P-1', SHOT, staged)}")
    assert told(until(made, "2027-05-22")) == [("2026-11", 2, 1, {"missing": 2})]


def test_what_is_frozen_on_the_day_itself_was_due_before(tmp_path: Path) -> None:
    ready = SHOT[:-1] + ", ready_when: {ready_on: {at_least_ago: 1d}}}"
    more = ", ready_on: 2026-12-10"
    frozen = "freeze:\n  - {from: 2026-12-24, to: 2027-01-02, reason: year-end}\n"
    made = world(tmp_path, f"{frozen}properties:\n{home('P-1', ready, more=more)}")
    assert told(until(made, "2026-12-28")) == [("2026-12", 1, 1, {"missing": 1})]
    assert made.at(datetime(2026, 12, 28, 7, tzinfo=UTC)).plan.changes == ()


def test_what_a_window_keeps_away_falls_due_at_its_end(tmp_path: Path) -> None:
    order = {"id": "1", "home": "P-1", "services": {"photos": 15}, "status": "ordered"}
    order["created"] = "2026-11-22T15:00Z"
    made = world(tmp_path, f"properties:\n{home('P-1', SHOT, TOUR)}", [order])
    assert told(until(made, "2026-11-24")) == []
    assert told(until(made, "2026-11-26")) == [("2026-11", 1, 1, {"missing": 1})]


def test_a_need_that_a_rule_adds_on_a_later_day_is_measured_from_then_on(tmp_path: Path) -> None:
    rule = f"""\
rules:
  - name: new-construction
    when: {{construction_final_on: {{before: today}}}}
    require: {{{SHOT[:-1]}, fresh_for: {{max_age: 24mo}}}}}}
properties:
  P-1: {{{PLACE}, construction_final_on: 2027-01-10, photos_delivered_on: 2025-02-05}}
  P-2: {{{PLACE}, construction_final_on: 2027-01-10}}
"""
    made = world(tmp_path, rule)
    assert told(until(made, "2027-05-22")) == [
        ("2027-01", 1, 1, {"missing": 1}),
        ("2027-02", 1, 1, {"stale": 1}),
    ]


def test_homes_that_are_over_want_nothing(tmp_path: Path) -> None:
    text = f"properties:\n{home('P-1', SHOT, more=', absent: true')}{home('P-2', SHOT)}"
    made = world(tmp_path, text, [delivered("1", "GONE-1", "2020-01-01")])
    assert told(until(made, "2027-05-22")) == [("2026-11", 1, 1, {"missing": 1})]


@pytest.mark.parametrize(
    ("scope", "needs"),
    [
        (Scope(target=("P-1",), partial=True), 2),
        (Scope(target=("P-1/tour",), partial=True), 2),
        (Scope(exclude=("P-1/tour",), partial=True), 1),
        (Scope(select=("market=b",), partial=True), 1),
        (Scope(only="cancel", partial=True), 0),
    ],
)
def test_a_scope_narrows_the_months_as_it_narrows_the_plan(
    tmp_path: Path, scope: Scope, needs: int
) -> None:
    text = f"properties:\n{home('P-1', SHOT, TOUR)}{home('P-2', SHOT, more=', market: b')}"
    made = world(tmp_path, text)
    assert sum(due.needs for due in until(made, "2027-05-22", scope)) == needs


MANY = """\
freeze:
  - {from: 2026-12-24, to: 2027-01-02, allow: [cancel], reason: year-end}
rules:
  - name: ready
    when: {status: vacant_ready}
    require: {photos: {slug: photos, quantity: 15, fresh_for: {max_age: 24mo, renew_before: 20d}}}
  - name: soon-let
    when: {next_move_in_on: {after: today + 20d}}
    require: {tour: {slug: zillow_3d_and_floor_plans, quantity: 1}}
  - name: renovated
    when: {year_built: {lt: 1960}}
    require:
      exterior: {slug: exterior_photos, quantity: 3, fresh_for: {invalidated_by: [renovated_on]}}
"""


def many_homes() -> tuple[str, list[dict[str, Any]]]:
    """Homes in which every kind of date meets every other."""
    lines, orders = [], []
    for number in range(24):
        facts = [f"status: {'vacant_ready' if number % 4 else 'occupied'}"]
        facts.append(f"next_move_in_on: {date(2026, 12, 1) + timedelta(days=9 * number)}")
        facts.append(f"year_built: {1950 + number}")
        facts.append(f"renovated_on: {date(2026, 11, 25) + timedelta(days=6 * number)}")
        facts.append(f"photos_delivered_on: {date(2024, 12, 1) + timedelta(days=11 * number)}")
        if number % 5 == 0:
            facts.append("timezone: Pacific/Honolulu")
        if number % 3 == 0:
            facts.append("waive: {photos: {reason: R, until: 2027-02-14, by: j}}")
        lines.append(f"  H-{number}: {{{PLACE}, {', '.join(facts)}}}\n")
        if number % 2:
            orders.append(delivered(str(number), f"H-{number}", "2026-11-20", exterior_photos=3))
    return "".join(lines), orders


def test_it_is_what_planning_at_the_end_of_every_day_would_show(tmp_path: Path) -> None:
    homes, orders = many_homes()
    made = world(tmp_path, f"{MANY}properties:\n{homes}", orders)
    zone = made.portfolio.timezone
    end = datetime(2027, 4, 1, tzinfo=zone)
    seen: set[Address] = set()
    needs: Counter[str] = Counter()
    placed: Counter[str] = Counter()
    day = datetime(2026, 11, 23, tzinfo=zone)
    moments = [NOW]
    while day < end:
        moments.append(day - timedelta(microseconds=1))
        day = datetime.combine(day.date() + timedelta(days=1), day.timetz())
    for moment in [*moments, end]:
        for change in made.at(moment).plan.changes:
            fresh = set(change.needs) - seen if change.action.creates else set()
            seen |= fresh
            needs[f"{moment.astimezone(zone):%Y-%m}"] += len(fresh)
            placed[f"{moment.astimezone(zone):%Y-%m}"] += bool(fresh)
    dues = until(made, "2027-04-01")
    assert {due.month: due.needs for due in dues} == dict(+needs)
    assert {due.month: due.orders for due in dues} == dict(+placed)
    assert len(dues) >= 4, "the homes are meant to fall due one after the other"
