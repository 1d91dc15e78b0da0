"""When the next request of an account may leave: a fixed interval, and a small burst after quiet.

The vendor counts the requests of every minute that passes, on its own clock and as they arrive. So
requests leave at an even distance that is a little longer than the limit asks for, each on a
timetable and not after the one before: the timetable does not slip with a late request, and what
arrives bunched still finds a free place. Reasons and figures: docs/decisions/0016.

All times are real seconds since the epoch. The window is shared by every runner of the account.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

_MINUTE = 60.0
_ROOM = 1.03
"""The interval is this much longer than the limit asks for; see 0016 for what may go wrong."""

_MADE_UP = 0.6
"""Seconds of its own lateness that a runner may make up, and never more than one interval."""

_BURST = 5
"""How many requests may leave at once after a quiet time, at most."""

_BURST_SHARE = 5
"""A burst is at most one request in this many of a minute's."""

_FASTEST_BURST = 100
"""Above this many a minute nobody notices a burst, and a window shorter than ours would."""

_SLOW_STEPS = (0.9, 0.8, 0.7, 0.6, 0.5)
"""The pace after a pause, a minute each, from the last minute back to the first."""

_SLOW_AFTER_PAUSE = _MINUTE * len(_SLOW_STEPS)
_LONGEST_PAUSE = 3600.0
_QUEUE = 10
"""This many runners may wait in line; a timetable further ahead stems from a clock set back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The pace of one account.

    `arrival` is when the next request is due; nothing leaves before `paused_until`; until
    `slowed_until` the account goes slower, for what it sent at once or because of that pause.
    """

    arrival: float = 0.0
    paused_until: float = 0.0
    slowed_until: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pace:
    """Seconds between two requests, and how many seconds before its time one may leave."""

    gap: float
    early: float


def next_slot(window: Window, per_minute: int, *, at: float) -> tuple[float, Window]:
    """Take one place: how many seconds to wait from `at`, and the window afterwards.

    No minute ever holds more than `per_minute` (at least one).
    """
    start = max(at, min(window.paused_until, at + _LONGEST_PAUSE))
    limit = max(per_minute, 1)
    sane = _believable(window, limit, start=start)
    if _may_burst(sane, limit, start=start):
        sane = replace(sane, slowed_until=start + _MINUTE)
    pace = _pace(sane, limit, start=start)
    due = max(sane.arrival, start)
    slot = max(start, due - pace.early)
    return slot - at, replace(sane, arrival=due + pace.gap)


_SUBMIT_ROOM = 2.0
"""Seconds that a window of paid steps is taken to be longer: requests do not all travel alike."""


def submit_wait(times: Sequence[float], limit: int, window: float, *, at: float) -> float:
    """Seconds from `at` until one more paid step may leave.

    At most `limit` of `times` (when earlier ones left, sorted) lie in any `window` seconds.
    """
    past = [moment for moment in times if moment <= at + window]
    if len(past) < max(limit, 1):
        return 0.0
    return max(0.0, past[-max(limit, 1)] + window + _SUBMIT_ROOM - at)


def pause_window(window: Window, seconds: float, *, at: float) -> Window:
    """The window after the vendor asked for quiet: closed for `seconds`, at most an hour.

    Afterwards the account goes at half its pace for a minute, and a tenth faster each minute.
    """
    before = min(window.paused_until, at + _LONGEST_PAUSE)
    until = max(before, at + min(seconds, _LONGEST_PAUSE))
    return replace(window, paused_until=until, slowed_until=until + _SLOW_AFTER_PAUSE)


def _burst(limit: int) -> int:
    """How many may leave at once; 1 is no burst."""
    return 1 if limit > _FASTEST_BURST else max(1, min(_BURST, limit // _BURST_SHARE))


def _gap(limit: int) -> float:
    return _MINUTE / limit * _ROOM


def _may_burst(window: Window, limit: int, *, start: float) -> bool:
    """Whether so many places were left unused that a burst takes none twice."""
    burst = _burst(limit)
    idle = start - window.arrival
    return burst > 1 and start >= window.slowed_until and idle >= burst * _gap(limit)


def _pace(window: Window, limit: int, *, start: float) -> _Pace:
    """The pace at `start`."""
    gap, left = _gap(limit), window.slowed_until - start
    if left <= 0:
        return _Pace(gap=gap, early=min(gap, _MADE_UP))
    if window.slowed_until <= window.paused_until + _SLOW_AFTER_PAUSE:
        step = min(int(left / _MINUTE), len(_SLOW_STEPS) - 1)
        return _Pace(gap=gap / _SLOW_STEPS[step], early=0.0)
    # The minute of a burst: what left at once is missing from its steady pace.
    more = _burst(limit) - 1
    slower = gap * limit / (limit - more)
    return _Pace(gap=slower, early=more * slower)


def _believable(window: Window, limit: int, *, start: float) -> Window:
    """The window without what a clock that ran ahead wrote into it."""
    slowest = _gap(limit) / _SLOW_STEPS[-1]
    latest = start + _MINUTE + _QUEUE * slowest
    return replace(
        window,
        arrival=start if window.arrival > latest else window.arrival,
        slowed_until=min(window.slowed_until, start + _SLOW_AFTER_PAUSE),
    )
