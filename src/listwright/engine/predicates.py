"""Conditions over facts: what holds, what does not, and what cannot be said.

Three-valued (Kleene): a comparison with an empty cell is MISSING, never true. A rule matches only
on TRUE; readiness tells FALSE (wait) from MISSING (somebody must fill in the fact).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from enum import Enum
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import assert_never

from listwright.model.columns import ColumnType, Table, Value
from listwright.model.duration import Duration
from listwright.model.predicate import (
    AllOf,
    AnyOf,
    Comparison,
    DateTerm,
    NoneOf,
    Operator,
    Predicate,
)


class Truth(Enum):
    """The three values a condition can have."""

    TRUE = "true"
    FALSE = "false"
    MISSING = "missing"


Test = Callable[[tuple[str, ...]], Truth]
"""A condition bound to one table and one day: cells of a row -> truth."""


def bind_predicate(predicate: Predicate, table: Table, today: date) -> Test:
    """The test of `predicate` for the rows of `table` on `today`.

    Each comparison remembers its answer per distinct text, so a hundred thousand rows cost a
    dictionary lookup each.
    """
    match predicate:
        case Comparison():
            return _bind_comparison(predicate, table, today)
        case AllOf():
            return _all_of(tuple(bind_predicate(part, table, today) for part in predicate.parts))
        case AnyOf():
            return _any_of(tuple(bind_predicate(part, table, today) for part in predicate.parts))
        case NoneOf():
            inner = _any_of(tuple(bind_predicate(part, table, today) for part in predicate.parts))
            return lambda cells: _NEGATED[inner(cells)]
        case _:
            assert_never(predicate)


@dataclass(frozen=True, slots=True, eq=False)
class _Binding:
    """What a test depends on. The same objects, not equal ones: comparing tables would be slow."""

    predicate: Predicate
    table: Table
    today: date

    def __hash__(self) -> int:
        return hash((id(self.predicate), id(self.table), self.today))

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Binding)
            and self.predicate is other.predicate
            and self.table is other.table
            and self.today == other.today
        )


@lru_cache(maxsize=1024)
def _bind_once(binding: _Binding) -> Test:
    return bind_predicate(binding.predicate, binding.table, binding.today)


def truth_of(predicate: Predicate, table: Table, cells: tuple[str, ...], *, today: date) -> Truth:
    """The truth of `predicate` for one row; its test is kept for the rows that follow."""
    return _bind_once(_Binding(predicate, table, today))(cells)


_NEGATED = {Truth.TRUE: Truth.FALSE, Truth.FALSE: Truth.TRUE, Truth.MISSING: Truth.MISSING}


def _all_of(tests: tuple[Test, ...]) -> Test:
    def test(cells: tuple[str, ...]) -> Truth:
        result = Truth.TRUE
        for part in tests:
            truth = part(cells)
            if truth is Truth.FALSE:
                return truth
            if truth is Truth.MISSING:
                result = truth
        return result

    return test


def _any_of(tests: tuple[Test, ...]) -> Test:
    def test(cells: tuple[str, ...]) -> Truth:
        result = Truth.FALSE
        for part in tests:
            truth = part(cells)
            if truth is Truth.TRUE:
                return truth
            if truth is Truth.MISSING:
                result = truth
        return result

    return test


def _bind_comparison(comparison: Comparison, table: Table, today: date) -> Test:
    index = table.columns.get(comparison.column)
    if index is None:
        return lambda _cells: Truth.MISSING
    operand = comparison.operand
    if isinstance(operand, DateTerm) and operand.column is not None:
        return _bind_two_columns(comparison, table, operand)
    answers = _Answers(comparison, today)
    return lambda cells: answers[cells[index]]


class _Answers(dict[str, Truth]):
    """The answers of one comparison by the text of the cell, each worked out once."""

    def __init__(self, comparison: Comparison, today: date) -> None:
        super().__init__({"": Truth.MISSING})
        self._comparison = comparison
        self._today = today

    def __missing__(self, text: str) -> Truth:
        value = read_value(self._comparison.type, text)
        truth = self[text] = _compare(self._comparison, value, today=self._today)
        return truth


def _bind_two_columns(comparison: Comparison, table: Table, term: DateTerm) -> Test:
    index = table.columns[comparison.column]
    other = table.columns.get(term.column or "")
    if other is None:
        return lambda _cells: Truth.MISSING

    def test(cells: tuple[str, ...]) -> Truth:
        value = read_value(comparison.type, cells[index])
        base = read_value(ColumnType.DATE, cells[other])
        if value is None or not isinstance(base, date):
            return Truth.MISSING
        return _truth(_hold(comparison.operator, value, (shifted(base, term.days),)))

    return test


def read_value(kind: ColumnType, text: str) -> Value | None:
    """The typed value of a cell, or None when it is empty or does not read.

    Cells were checked when the source was loaded. What no longer reads comes from facts stored by
    an earlier run whose column had another type, and is as good as missing.
    """
    if not text:
        return None
    try:
        return _READERS[kind](text)
    except (ValueError, KeyError, InvalidOperation):
        return None


_READERS: dict[ColumnType, Callable[[str], Value]] = {
    ColumnType.TEXT: str,
    ColumnType.WHOLE: int,
    ColumnType.NUMBER: Decimal,
    ColumnType.FLAG: {"true": True, "false": False}.__getitem__,
    ColumnType.DATE: date.fromisoformat,
}


def _truth(holds: bool) -> Truth:  # noqa: FBT001
    return Truth.TRUE if holds else Truth.FALSE


def _compare(comparison: Comparison, value: Value | None, *, today: date) -> Truth:
    if value is None:
        return Truth.MISSING
    operand = comparison.operand
    if isinstance(operand, Duration):
        return _truth(isinstance(value, date) and reached_on(value, operand) <= today)
    if isinstance(operand, DateTerm):
        return _truth(_hold(comparison.operator, value, (shifted(today, operand.days),)))
    return _truth(_hold(comparison.operator, value, operand))


def shifted(day: date, days: int) -> date:
    """`day` moved by `days`; what lies beyond the calendar becomes its first or last day."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def reached_on(day: date, age: Duration) -> date:
    """The first day on which `day` lies at least `age` back; a part of a day counts as a whole."""
    try:
        moment = age.add_to(datetime.combine(day, time.min))
    except (OverflowError, ValueError):
        return date.max
    return moment.date() if moment.time() == time.min else moment.date() + timedelta(days=1)


_ORDERINGS: dict[Operator, Callable[[int], bool]] = {
    Operator.GT: lambda sign: sign > 0,
    Operator.GTE: lambda sign: sign >= 0,
    Operator.LT: lambda sign: sign < 0,
    Operator.LTE: lambda sign: sign <= 0,
    Operator.BEFORE: lambda sign: sign < 0,
    Operator.AFTER: lambda sign: sign > 0,
}


def _hold(operator: Operator, value: Value, operand: tuple[Value, ...]) -> bool:
    if operator is Operator.EQUALS or operator is Operator.IN:
        return value in operand
    if operator is Operator.NOT_IN:
        return value not in operand
    if operator is Operator.GLOB:
        return any(fnmatchcase(str(value), str(pattern)) for pattern in operand)
    return _ORDERINGS[operator](_sign(value, operand[0]))


def _sign(left: Value, right: Value) -> int:
    if isinstance(left, date) and isinstance(right, date):
        return (left > right) - (left < right)
    if isinstance(left, int | Decimal) and isinstance(right, int | Decimal):
        return (left > right) - (left < right)
    return (str(left) > str(right)) - (str(left) < str(right))


def comparisons_of(predicate: Predicate) -> Iterator[Comparison]:
    """Every comparison inside `predicate`, depth first."""
    match predicate:
        case Comparison():
            yield predicate
        case AllOf() | AnyOf() | NoneOf():
            for part in predicate.parts:
                yield from comparisons_of(part)
        case _:
            assert_never(predicate)


def columns_of(predicate: Predicate | None) -> frozenset[str]:
    """Every column that `predicate` reads."""
    if predicate is None:
        return frozenset()
    return frozenset(_columns(predicate))


def _columns(predicate: Predicate) -> Iterator[str]:
    for comparison in comparisons_of(predicate):
        yield comparison.column
        if isinstance(comparison.operand, DateTerm) and comparison.operand.column:
            yield comparison.operand.column
