"""Facts by hand: a table from columns and cells."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from listwright.engine.calendar import Calendar
from listwright.engine.predicates import Truth, read_value
from listwright.errors import Span
from listwright.model.columns import NATIVE_COLUMNS, ColumnType, Facts, Table
from listwright.model.duration import Duration
from listwright.model.predicate import Comparison, Operand, Operator

SPAN = Span(file="listwright.yaml", line=3)
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 16, tzinfo=UTC)
DENVER = ZoneInfo("America/Denver")
CALENDAR = Calendar(now=NOW, zone=DENVER)
T, F, M = Truth.TRUE, Truth.FALSE, Truth.MISSING


def facts(types: dict[str, ColumnType] | None = None, **cells: str) -> Facts:
    """One row of `units.csv`; columns have their native types unless `types` says otherwise."""
    kinds = {column: NATIVE_COLUMNS.get(column, ColumnType.TEXT) for column in cells}
    kinds |= types or {}
    readings = []
    for column, text in cells.items():
        value = read_value(kinds[column], text)
        known = {} if value is None else {text: value}
        readings.append(None if kinds[column] is ColumnType.TEXT else known)
    return Facts(
        Table(
            source="units",
            file="units.csv",
            columns={column: index for index, column in enumerate(cells)},
            types=tuple(kinds[column] for column in cells),
            readings=tuple(readings),
        ),
        tuple(cells.values()),
        2,
        1,
    )


def compare(
    column: str, operator: Operator, operand: Operand, kind: ColumnType | None = None
) -> Comparison:
    return Comparison(
        column=column,
        type=kind or NATIVE_COLUMNS.get(column, ColumnType.TEXT),
        operator=operator,
        operand=operand,
        span=SPAN,
    )


def is_(column: str, *values: str) -> Comparison:
    return compare(column, Operator.EQUALS if len(values) == 1 else Operator.IN, values)


def days(number: int) -> Duration:
    return Duration(months=0, delta=timedelta(days=number), text=f"{number}d")
