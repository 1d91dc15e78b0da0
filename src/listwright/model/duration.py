"""Lengths of time as the language writes them: `72h`, `30d`, `24mo`."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

_MONTHS_IN_YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """Calendar months plus an exact length; `text` is what the user wrote.

    Months stay apart because they have no fixed length: `1mo` after 31 January is the end of
    February, which no number of hours says.
    """

    months: int
    delta: timedelta
    text: str

    def add_to(self, moment: datetime) -> datetime:
        """`moment` plus this length; a day the target month lacks becomes its last day."""
        return _by_months(moment, self.months) + self.delta

    def take_from(self, moment: datetime) -> datetime:
        """`moment` less this length; a day the target month lacks becomes its last day."""
        return _by_months(moment, -self.months) - self.delta

    def __str__(self) -> str:
        """The text the user wrote."""
        return self.text


def _by_months(moment: datetime, months: int) -> datetime:
    if not months:
        return moment
    return datetime.combine(_month_day(moment.date(), months), moment.timetz())


@lru_cache(maxsize=4096)
def _month_day(day: date, months: int) -> date:
    """A hundred thousand deliverables are of a few hundred days."""
    years, month = divmod(day.month - 1 + months, _MONTHS_IN_YEAR)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
