"""Ready, until when not, and in which words."""

from datetime import date

import pytest
from tests.unit.engine.facts import TODAY, F, M, T, compare, days, facts, is_

from listwright.engine.readiness import describe, judge_readiness, next_day_true
from listwright.model.columns import ColumnType
from listwright.model.predicate import AllOf, AnyOf, Comparison, DateTerm, NoneOf, Operator

O = Operator  # noqa: E741
READY = compare("ready_on", O.BEFORE, DateTerm(column=None))
LISTED = is_("status", "listed")
HOME = facts(status="vacant_ready", ready_on="2026-11-25", notes="call Bob")


def test_no_condition_is_ready() -> None:
    assert judge_readiness(None, HOME, TODAY).truth is T
    assert judge_readiness(is_("status", "vacant_ready"), HOME, TODAY).truth is T


@pytest.mark.parametrize(
    ("condition", "ready_on"),
    [
        (READY, date(2026, 11, 26)),
        (compare("ready_on", O.LTE, DateTerm(column=None)), date(2026, 11, 25)),
        (compare("ready_on", O.LTE, DateTerm(column=None, days=1)), date(2026, 11, 24)),
        (compare("ready_on", O.AT_LEAST_AGO, days(3)), date(2026, 11, 28)),
        (compare("ready_on", O.EQUALS, DateTerm(column=None)), date(2026, 11, 25)),
        (compare("ready_on", O.BEFORE, (date(2026, 11, 1),)), None),
        (compare("ready_on", O.AFTER, DateTerm(column=None, days=9)), None),
        (AllOf(parts=(READY, LISTED)), None),
        (AnyOf(parts=(READY, LISTED)), date(2026, 11, 26)),
        (NoneOf(parts=(compare("ready_on", O.AFTER, DateTerm(column=None)),)), date(2026, 11, 25)),
    ],
)
def test_the_first_day_on_which_time_alone_makes_it_ready(
    condition: Comparison, ready_on: date | None
) -> None:
    answer = judge_readiness(condition, HOME, TODAY)
    assert answer.truth is F
    assert answer.ready_on == ready_on
    if ready_on is not None:
        assert judge_readiness(condition, HOME, ready_on).truth is T
        assert next_day_true(condition, HOME, TODAY) == ready_on


def test_an_empty_column_is_named() -> None:
    two = compare("ready_on", O.BEFORE, DateTerm(column="next_move_in_on"))
    home = facts(ready_on="2026-11-25", next_move_in_on="", status="")
    answer = judge_readiness(AllOf(parts=(two, is_("status", "listed"))), home, TODAY)
    assert answer.truth is M
    assert answer.missing == ("next_move_in_on", "status")
    assert answer.ready_on is None


@pytest.mark.parametrize(
    ("condition", "clauses"),
    [
        (AllOf(parts=(LISTED, READY)), 2),
        (AnyOf(parts=(LISTED, READY)), 1),
        (NoneOf(parts=(is_("status", "vacant_ready"), LISTED)), 1),
        (NoneOf(parts=(AllOf(parts=(is_("status", "vacant_ready"),)),)), 1),
        (NoneOf(parts=(NoneOf(parts=(LISTED,)),)), 1),
        (AllOf(parts=(is_("status", "vacant_ready"), LISTED)), 1),
    ],
)
def test_one_clause_per_open_condition(condition: AllOf, clauses: int) -> None:
    assert len(judge_readiness(condition, HOME, TODAY).open_conditions) == clauses


def test_words() -> None:
    said = judge_readiness(AnyOf(parts=(LISTED, READY)), HOME, TODAY).open_conditions
    assert said == (
        "status is listed (now: vacant_ready) or ready_on is before today (now: 2026-11-25)",
    )
    (negated,) = judge_readiness(
        NoneOf(parts=(is_("status", "vacant_ready"),)), HOME, TODAY
    ).open_conditions
    assert negated == "not: status is vacant_ready (now: vacant_ready)"


@pytest.mark.parametrize(
    ("comparison", "words"),
    [
        (compare("ready_on", O.AT_LEAST_AGO, days(2)), "ready_on lies at least 2d back (now: "),
        (
            compare("ready_on", O.AFTER, DateTerm(column="next_move_in_on", days=-2)),
            "ready_on is after next_move_in_on - 2d (now: ",
        ),
        (
            compare("ready_on", O.AFTER, DateTerm(column=None, days=2)),
            "ready_on is after today + 2d (now: ",
        ),
        (compare("vacant", O.EQUALS, (True,), ColumnType.FLAG), "vacant is true (now: empty)"),
        (compare("notes", O.GLOB, ("*Bob*",)), "notes matches *Bob*"),
    ],
)
def test_a_comparison_in_words(comparison: Comparison, words: str) -> None:
    text = describe(comparison, HOME)
    assert text.startswith(words)
    assert "call Bob" not in text
