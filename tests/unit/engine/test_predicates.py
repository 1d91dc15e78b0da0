"""What holds, what does not, and what cannot be said."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest
from tests.unit.engine.facts import TODAY, F, M, T, compare, days, facts, is_

from listwright.engine.predicates import (
    Truth,
    bind_predicate,
    columns_of,
    reached_on,
    read_value,
    shifted,
)
from listwright.engine.readiness import truth_on
from listwright.model.columns import ColumnType
from listwright.model.duration import Duration
from listwright.model.predicate import AllOf, AnyOf, DateTerm, NoneOf, Operand, Operator, Predicate

HOME = facts(yes="1", no="2", empty="")
PARTS = {T: is_("yes", "1"), F: is_("no", "1"), M: is_("empty", "1")}
O = Operator  # noqa: E741


def truth(predicate: Predicate, **cells: str) -> Truth:
    return truth_on(predicate, facts(None, **cells) if cells else HOME, TODAY)


@pytest.mark.parametrize(("left", "right"), list(product(Truth, Truth)))
def test_kleene(left: Truth, right: Truth) -> None:
    parts = (PARTS[left], PARTS[right])
    both = F if F in (left, right) else M if M in (left, right) else T
    either = T if T in (left, right) else M if M in (left, right) else F
    assert truth(AllOf(parts=parts)) is both
    assert truth(AnyOf(parts=parts)) is either
    assert truth(NoneOf(parts=parts)) is {T: F, F: T, M: M}[either]


def test_nothing_to_hold_holds_and_nothing_to_choose_does_not() -> None:
    assert truth(AllOf(parts=())) is T
    assert truth(AnyOf(parts=())) is F
    assert truth(NoneOf(parts=())) is T


@pytest.mark.parametrize(
    ("operator", "operand", "kind", "cell", "expected"),
    [
        (O.EQUALS, ("Denver",), ColumnType.TEXT, "Denver", T),
        (O.EQUALS, ("Denver",), ColumnType.TEXT, "denver", F),
        (O.IN, ("a", "b"), ColumnType.TEXT, "b", T),
        (O.NOT_IN, ("a", "b"), ColumnType.TEXT, "c", T),
        (O.NOT_IN, ("a", "b"), ColumnType.TEXT, "a", F),
        (O.NOT_IN, ("a", "b"), ColumnType.TEXT, "", M),
        (O.GLOB, ("DEN-*",), ColumnType.TEXT, "DEN-1", T),
        (O.GLOB, ("DEN-*", "ATL-?"), ColumnType.TEXT, "ATL-12", F),
        (O.GT, (3000,), ColumnType.WHOLE, "3000", F),
        (O.GTE, (3000,), ColumnType.WHOLE, "3000", T),
        (O.LT, (3000,), ColumnType.WHOLE, "20", T),
        (O.LTE, (Decimal("2.5"),), ColumnType.NUMBER, "2.50", T),
        (O.GT, (2,), ColumnType.NUMBER, "2.5", T),
        (O.EQUALS, (True,), ColumnType.FLAG, "true", T),
        (O.EQUALS, (True,), ColumnType.FLAG, "false", F),
        (O.GT, ("a",), ColumnType.TEXT, "b", T),
        (O.BEFORE, (date(2026, 11, 23),), ColumnType.DATE, "2026-11-22", T),
        (O.AFTER, (date(2026, 11, 22),), ColumnType.DATE, "2026-11-22", F),
        (O.BEFORE, DateTerm(column=None), ColumnType.DATE, "2026-11-21", T),
        (O.BEFORE, DateTerm(column=None), ColumnType.DATE, "2026-11-22", F),
        (O.AFTER, DateTerm(column=None, days=2), ColumnType.DATE, "2026-11-25", T),
        (O.LTE, DateTerm(column=None, days=-1), ColumnType.DATE, "2026-11-21", T),
        (O.AT_LEAST_AGO, days(2), ColumnType.DATE, "2026-11-20", T),
        (O.AT_LEAST_AGO, days(2), ColumnType.DATE, "2026-11-21", F),
        (O.GT, (1,), ColumnType.WHOLE, "not a number", M),
        (O.GT, (1,), ColumnType.WHOLE, "", M),
    ],
)
def test_operators(
    operator: Operator, operand: Operand, kind: ColumnType, cell: str, expected: Truth
) -> None:
    comparison = compare("column", operator, operand, kind)
    home = facts({"column": kind}, column=cell)
    assert truth_on(comparison, home, TODAY) is expected
    bound = bind_predicate(comparison, home.table, TODAY)
    assert bound(home.values) is expected
    assert bound(home.values) is expected, "and so it remembers"


@pytest.mark.parametrize(
    ("ready_on", "moves_in", "expected"),
    [
        ("2026-11-20", "2026-11-23", T),
        ("2026-11-22", "2026-11-23", F),
        ("2026-11-20", "", M),
        ("", "2026-11-23", M),
    ],
)
def test_two_columns(ready_on: str, moves_in: str, expected: Truth) -> None:
    term = DateTerm(column="next_move_in_on", days=-2)
    comparison = compare("ready_on", O.BEFORE, term)
    assert truth(comparison, ready_on=ready_on, next_move_in_on=moves_in) is expected
    assert truth(comparison, ready_on=ready_on) is M
    assert truth(comparison, other="x") is M


@pytest.mark.parametrize("part", [is_("nowhere", "x"), compare("no", O.NOT_IN, ("x",))])
def test_a_column_that_no_source_has_is_missing(part: Predicate) -> None:
    assert truth(part, yes="1") is M


def test_bound_predicates_agree_with_single_answers() -> None:
    nested = AllOf(parts=(NoneOf(parts=(PARTS[F],)), AnyOf(parts=(PARTS[M], PARTS[T]))))
    assert bind_predicate(nested, HOME.table, TODAY)(HOME.values) is T
    assert truth(nested) is T


def test_the_ends_of_the_calendar_are_no_accident() -> None:
    assert shifted(date.max, 1) == date.max
    assert shifted(date.min, -1) == date.min
    assert shifted(TODAY, 3) == TODAY + timedelta(days=3)
    assert reached_on(date.max, days(1)) == date.max
    assert truth(compare("ready_on", O.BEFORE, DateTerm(column=None)), ready_on="9999-12-31") is F


def test_a_part_of_a_day_counts_as_a_whole() -> None:
    hours = Duration(months=0, delta=timedelta(hours=36), text="36h")
    assert reached_on(date(2026, 11, 20), hours) == date(2026, 11, 22)


def test_an_unreadable_value_of_a_flag_is_missing() -> None:
    assert read_value(ColumnType.FLAG, "yes") is None
    assert read_value(ColumnType.DATE, "22.11.2026") is None


def test_the_columns_a_condition_reads() -> None:
    two = compare("ready_on", O.BEFORE, DateTerm(column="next_move_in_on"))
    assert columns_of(NoneOf(parts=(two, is_("status", "x")))) == {
        "ready_on",
        "next_move_in_on",
        "status",
    }
    assert columns_of(None) == frozenset()
