"""Is a home ready for the visit, and if not: when will it be, or what must happen first?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import assert_never

from listwright.engine.predicates import (
    Truth,
    comparisons_of,
    reached_on,
    read_value,
    shifted,
    truth_of,
)
from listwright.model.columns import PRIVATE_COLUMNS, ColumnType, Facts
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """The answer: `truth`; when FALSE the first day it turns true by itself, if time alone does it.

    `open_conditions` puts the parts that do not hold into words; `missing` names the empty columns.
    """

    truth: Truth
    ready_on: date | None = None
    open_conditions: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


READY = Readiness(truth=Truth.TRUE)


def judge_readiness(predicate: Predicate | None, facts: Facts, today: date) -> Readiness:
    """How `facts` stand to `predicate` on `today`."""
    if predicate is None:
        return READY
    truth = truth_on(predicate, facts, today)
    if truth is Truth.TRUE:
        return READY
    return Readiness(
        truth=truth,
        ready_on=next_day_true(predicate, facts, today) if truth is Truth.FALSE else None,
        open_conditions=_clauses(predicate, facts, today, wanted=True),
        missing=tuple(dict.fromkeys(_empty_columns(predicate, facts))),
    )


def _empty_columns(predicate: Predicate, facts: Facts) -> Iterator[str]:
    for part in comparisons_of(predicate):
        read = [part.column]
        if isinstance(part.operand, DateTerm) and part.operand.column is not None:
            read.append(part.operand.column)
        yield from (column for column in read if not facts.text(column))


def _clauses(predicate: Predicate, facts: Facts, today: date, *, wanted: bool) -> tuple[str, ...]:
    """What must come true (with `wanted` False: stop being so), one clause per condition."""
    if truth_on(predicate, facts, today) is (Truth.TRUE if wanted else Truth.FALSE):
        return ()
    match predicate:
        case Comparison():
            words = describe(predicate, facts)
            return (words,) if wanted else (f"not: {words}",)
        case AllOf() | AnyOf():
            every = isinstance(predicate, AllOf) is wanted
            inner = wanted
        case NoneOf():
            every, inner = wanted, not wanted
        case _:
            assert_never(predicate)
    parts = [_clauses(part, facts, today, wanted=inner) for part in predicate.parts]
    if every:
        return tuple(clause for part in parts for clause in part)
    return (" or ".join(" and ".join(part) for part in parts if part),)


def truth_on(predicate: Predicate, facts: Facts, day: date) -> Truth:
    """The truth of `predicate` for one home on one day."""
    return truth_of(predicate, facts.table, facts.values, today=day)


def next_day_true(predicate: Predicate, facts: Facts, today: date) -> date | None:
    """The first day after `today` on which `predicate` holds if no fact moves, or None.

    A date comparison changes its mind only at the few days its own date names, so trying those days
    in order is exact.
    """
    for day in sorted(set(turning_days(predicate, facts))):
        if day > today and truth_on(predicate, facts, day) is Truth.TRUE:
            return day
    return None


def turning_days(predicate: Predicate, facts: Facts) -> tuple[date, ...]:
    """Every day on which some date comparison of `predicate` may change its truth."""
    days: list[date] = []
    for part in comparisons_of(predicate):
        value = read_value(part.type, facts.text(part.column) or "")
        if part.type is not ColumnType.DATE or not isinstance(value, date):
            continue
        if isinstance(part.operand, Duration):
            days.append(reached_on(value, part.operand))
        elif isinstance(part.operand, DateTerm) and part.operand.column is None:
            # `today + n` passes the value on the day value - n, and `<=` differs by one day.
            pivot = shifted(value, -part.operand.days)
            days += [pivot, shifted(pivot, 1)]
    return tuple(days)


_WORDS = {
    Operator.EQUALS: "is",
    Operator.IN: "is one of",
    Operator.NOT_IN: "is not",
    Operator.GT: "is more than",
    Operator.GTE: "is at least",
    Operator.LT: "is less than",
    Operator.LTE: "is at most",
    Operator.BEFORE: "is before",
    Operator.AFTER: "is after",
    Operator.AT_LEAST_AGO: "lies at least",
    Operator.GLOB: "matches",
}


def describe(comparison: Comparison, facts: Facts) -> str:
    """One open condition in words, with what the home has now."""
    wanted = f"{comparison.column} {_WORDS[comparison.operator]} {_operand_text(comparison)}"
    if comparison.column in PRIVATE_COLUMNS:
        return wanted
    return f"{wanted} (now: {facts.text(comparison.column) or 'empty'})"


def _operand_text(comparison: Comparison) -> str:
    operand = comparison.operand
    match operand:
        case Duration():
            return f"{operand.text} back"
        case DateTerm():
            base = operand.column or "today"
            if not operand.days:
                return base
            return f"{base} {'+' if operand.days > 0 else '-'} {abs(operand.days)}d"
        case _:
            return ", ".join(
                str(value).lower() if isinstance(value, bool) else str(value) for value in operand
            )
