"""The sandbox clock: the real one plus a stored offset, or a frozen base plus that offset."""

import re
from datetime import UTC, datetime, timedelta

from listwright.errors import UsageError
from listwright.sandbox.database import Database

_OFFSET = "clock_offset_us"
_FROZEN = "clock_frozen_at"
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_LATEST = datetime(9000, 1, 1, tzinfo=UTC)
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


class MovableClock:
    """Reads and moves the clock of one store. All instants are aware and in UTC."""

    def __init__(self, database: Database) -> None:
        """`database` holds the offset, so every process with the store sees the same time."""
        self._database = database

    def now(self) -> datetime:
        """The sandbox time."""
        with self._database.transaction(write=False):
            return read_clock(self._database)

    def advance(self, delta: timedelta) -> None:
        """Move forward by `delta`."""
        if delta < timedelta(0):
            raise UsageError(
                "The sandbox clock only moves forward.", advice="Set an instant to go back in time."
            )
        with self._database.transaction():
            now = self.now()
            if delta > _LATEST - now:
                raise _out_of_range()
            self._move(now + delta)

    def set_now(self, instant: datetime) -> None:
        """Jump to `instant`; the clock runs (or stands) on from there."""
        with self._database.transaction():
            self._move(instant)

    def freeze(self, instant: datetime) -> None:
        """Stop the clock at `instant`; from now on only `advance` and `set_now` move it."""
        with self._database.transaction():
            # Moving first refuses an instant out of range before anything else looks at it.
            self._move(instant)
            self._database.set_setting(_FROZEN, instant.astimezone(UTC).isoformat())
            self._database.set_setting(_OFFSET, None)

    def thaw(self) -> None:
        """Let the clock run again, from the instant it shows."""
        with self._database.transaction():
            shown = self.now()
            self._database.set_setting(_FROZEN, None)
            self._move(shown)

    def reset(self) -> None:
        """Back to the real time."""
        with self._database.transaction():
            self._database.set_setting(_FROZEN, None)
            self._database.set_setting(_OFFSET, None)

    def _move(self, instant: datetime) -> None:
        if not _EARLIEST <= instant <= _LATEST:
            raise _out_of_range()
        offset = instant - _base(self._database)
        self._database.set_setting(_OFFSET, str(offset // timedelta(microseconds=1)))


def read_clock(database: Database) -> datetime:
    """The time a store shows."""
    offset = database.setting(_OFFSET)
    return _base(database) + timedelta(microseconds=int(offset or 0))


def parse_duration(text: str) -> timedelta:
    """`72h`, `90m`, `7d` or `1d12h` as a duration; raises `UsageError` for anything else."""
    parts = re.findall(r"(\d{1,6})([smhdw])", text)
    if not parts or "".join(number + unit for number, unit in parts) != text:
        raise UsageError(
            "The duration is not understood.", advice="Write it like 90m, 72h, 7d or 1d12h."
        )
    return sum((timedelta(**{_UNITS[unit]: int(n)}) for n, unit in parts), timedelta(0))


def parse_instant(text: str) -> datetime:
    """An ISO 8601 instant with its offset; raises `UsageError` for anything else."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise UsageError(
            "The instant is not understood.", advice="Write it like 2026-11-22T09:00:00Z."
        )
    return instant


def _out_of_range() -> UsageError:
    return UsageError(
        "The sandbox clock cannot show that instant.",
        advice="Stay between the years 1970 and 9000.",
    )


def _base(database: Database) -> datetime:
    frozen = database.setting(_FROZEN)
    return datetime.fromisoformat(frozen) if frozen else datetime.now(UTC)
