"""Lengths of time as the language writes them: `72h`, `30d`, `24mo`."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta

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
    years, month = divmod(moment.month - 1 + months, _MONTHS_IN_YEAR)
    year, month = moment.year + years, month + 1
    day = min(moment.day, monthrange(year, month)[1])
    return moment.replace(year=year, month=month, day=day)
