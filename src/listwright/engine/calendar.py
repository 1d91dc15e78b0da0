"""Days: each home lives in its own time zone, and only `now` is the same for all."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from listwright.model.columns import Facts

ZONE_COLUMN = "timezone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """What day it is where. `zone` is the project's; a home's own column speaks first."""

    now: datetime
    zone: ZoneInfo

    def zone_of(self, facts: Facts | None) -> ZoneInfo:
        """The time zone of a home; the project's for one that names none."""
        if facts is None or ZONE_COLUMN not in facts.table.columns:
            return self.zone
        name = facts.text(ZONE_COLUMN)
        return self.zone if name is None else _zone(name) or self.zone

    def today(self, facts: Facts | None = None) -> date:
        """The day of `now` at the home; without one, in the project's zone."""
        return _day(self.now, self.zone_of(facts))

    def start_of(self, day: date, facts: Facts | None = None) -> datetime:
        """The first instant of `day` at the home."""
        return start_of(day, self.zone_of(facts))

    def end_of(self, day: date, facts: Facts | None = None) -> datetime:
        """The first instant after `day` at the home."""
        return self.start_of(day + timedelta(days=1) if day < date.max else day, facts)

    def day_of(self, moment: datetime, facts: Facts | None = None) -> date:
        """The day of a moment at the home."""
        return moment.astimezone(self.zone_of(facts)).date()


@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo | None:
    """The zone, or None for a name that loading has refused: `validate` goes on all the same."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@lru_cache(maxsize=1024)
def _day(moment: datetime, zone: ZoneInfo) -> date:
    """A run asks for the same few days a hundred thousand times."""
    return moment.astimezone(zone).date()


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of `day` in `zone`."""
    return datetime.combine(day, time.min, tzinfo=zone)
