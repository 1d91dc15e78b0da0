"""`fresh_for`: whether its parts go together, and the columns it reads."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

from listwright.config.build.scope import Scope
from listwright.config.build.wordings import ABSENT_COLUMN, FRESHNESS
from listwright.config.schema.freshness import FreshForDocument
from listwright.model.duration import Duration
from listwright.model.rules import CountedFrom, FreshFor, Written

_STARTS = tuple(datetime(2024 + month // 12, month % 12 + 1, 1, tzinfo=UTC) for month in range(48))
"""The first of every month of four years: a month may have 28 days or 31."""

_TURN_COLUMNS = ("turn_started_on", "last_move_out_on")


def build_freshness(document: FreshForDocument | None, scope: Scope) -> Written[FreshFor] | None:
    """The freshness, with its place."""
    if document is None:
        return None
    _check_lengths(document, scope)
    per_turn = document.per_turn
    if per_turn is not None and per_turn.value and scope.columns.absent.issuperset(_TURN_COLUMNS):
        detail = f"Turns begin on the dates in {' or '.join(f'`{n}`' for n in _TURN_COLUMNS)}; no "
        detail += "inventory and no home has such a column."
        scope.found.add(ABSENT_COLUMN, detail, per_turn.span)
    invalidated_by = document.invalidated_by.value if document.invalidated_by else ()
    for column in invalidated_by:
        scope.date_column(column.value, column.span)
    fresh = FreshFor(
        max_age=_value(document.max_age),
        renew_before=_value(document.renew_before),
        warn_after=_value(document.warn_after),
        counted_from=(
            document.counted_from.value if document.counted_from else CountedFrom.CAPTURED
        ),
        invalidated_by=tuple(column.value for column in invalidated_by),
        per_turn=per_turn is not None and per_turn.value,
    )
    return Written(fresh, document.span)


def _value(written: Written[Duration] | None) -> Duration | None:
    return written.value if written is not None else None


def _check_lengths(document: FreshForDocument, scope: Scope) -> None:
    age, renew, warn = document.max_age, document.renew_before, document.warn_after
    written = document.written
    if renew is not None and "max_age" not in written:
        detail = "`renew_before` counts back from `max_age`, which is not written."
        scope.found.add(FRESHNESS, detail, renew.span)
    if document.counted_from is not None and written.isdisjoint({"max_age", "warn_after"}):
        detail = "`counted_from` says from when on an age counts, and no age is written."
        scope.found.add(FRESHNESS, detail, document.counted_from.span)
    if age is None:
        return
    if renew is not None and min(_left(age.value, renew.value)) <= timedelta(0):
        detail = f"`renew_before` ({renew.value}) is not shorter than `max_age` ({age.value}), so "
        detail += "the need would be ordered again as soon as it is delivered."
        scope.found.add(FRESHNESS, detail, renew.span)
    if warn is not None and max(_left(age.value, warn.value)) < timedelta(0):
        detail = f"`warn_after` ({warn.value}) is longer than `max_age` ({age.value}), so the need "
        detail += "would be ordered again before an audit speaks of it."
        scope.found.add(FRESHNESS, detail, warn.span)


@lru_cache(maxsize=256)
def _left(age: Duration, part: Duration) -> tuple[timedelta, ...]:
    """What remains of `age` after `part`, for each start: `1mo` can be shorter than `30d`."""
    return tuple(age.add_to(start) - part.add_to(start) for start in _STARTS)
