"""Calendar months, in which budgets count: each from its first instant to that of the next."""

from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime, tzinfo

_DECEMBER = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month of one time zone: `name` is `2026-11`; `end` is the first instant after it. UTC."""

    name: str
    start: datetime
    end: datetime

    def holds(self, moment: datetime | None) -> bool:
        """Whether that moment is one of it."""
        return moment is not None and self.start <= moment < self.end


def month_of(moment: datetime, zone: tzinfo) -> Month:
    """The month that a moment belongs to there."""
    return first_month(moment.astimezone(zone).date(), zone)


def first_month(day: date, zone: tzinfo) -> Month:
    """The month that a day belongs to there."""
    first = day.replace(day=1)
    name = f"{first.year:04d}-{first.month:02d}"
    return Month(name=name, start=_start(first, zone), end=_start(_next(first), zone))


def _next(first: date) -> date:
    if first.month < _DECEMBER:
        return first.replace(month=first.month + 1)
    return first.replace(year=first.year + 1, month=1) if first.year < MAXYEAR else date.max


def _start(day: date, zone: tzinfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
