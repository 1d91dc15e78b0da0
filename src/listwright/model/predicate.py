"""Conditions over the facts of a home, as values; `engine.predicates` evaluates them."""

from dataclasses import dataclass
from enum import Enum

from listwright.errors import Span
from listwright.model.columns import ColumnType, Value
from listwright.model.duration import Duration


class Operator(Enum):
    """The closed list of comparisons."""

    EQUALS = "equals"
    IN = "in"
    NOT_IN = "not"
    GT = "gt"
    GTE = "gte"
    LT = "lt"
    LTE = "lte"
    BEFORE = "before"
    AFTER = "after"
    AT_LEAST_AGO = "at_least_ago"
    GLOB = "glob"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateTerm:
    """A date relative to another one: `today`, `today + 2d`, `ready_on + 2d`.

    `column` None means today, in the property's time zone. `days` may be negative.
    """

    column: str | None
    days: int = 0


Operand = tuple[Value, ...] | DateTerm | Duration
"""Literal values (one or many, already of the column's type), a date term, or an age."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One column held against something."""

    column: str
    type: ColumnType
    operator: Operator
    operand: Operand
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class AllOf:
    """True when every part is; with no parts, true."""

    parts: tuple["Predicate", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf:
    """True when one part is; with no parts, false."""

    parts: tuple["Predicate", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoneOf:
    """True when no part is."""

    parts: tuple["Predicate", ...]


Predicate = Comparison | AllOf | AnyOf | NoneOf
