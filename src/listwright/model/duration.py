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
        if self.months:
            years, month = divmod(moment.month - 1 + self.months, _MONTHS_IN_YEAR)
            year, month = moment.year + years, month + 1
            day = min(moment.day, monthrange(year, month)[1])
            moment = moment.replace(year=year, month=month, day=day)
        return moment + self.delta

    def __str__(self) -> str:
        """The text the user wrote."""
        return self.text
