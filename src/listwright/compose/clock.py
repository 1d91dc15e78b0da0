"""The clocks: the machine's, the sandbox's, and one that stands where a test put it."""

import time
from collections.abc import Callable
from datetime import UTC, datetime


class SystemClock:
    """Real time, with a calendar that may be another's (`calendar` gives the present instant)."""

    def __init__(self, calendar: Callable[[], datetime] | None = None) -> None:
        """Without `calendar`, now is now."""
        self._calendar = calendar

    def now(self) -> datetime:
        """The present instant of the run's calendar, UTC."""
        if self._calendar is not None:
            return self._calendar()
        return datetime.now(UTC)

    def wall(self) -> float:
        """Real seconds since 1970."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds of a clock that never jumps."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


def fixed_calendar(text: str) -> Callable[[], datetime]:
    """A calendar that stands still at an ISO 8601 instant; raises ValueError for anything else."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=UTC)
    instant = instant.astimezone(UTC)
    return lambda: instant
