"""When the next request of an account may leave: the generic cell rate algorithm, as arithmetic.

All times are real seconds since the epoch. The window is shared by every runner of the account.
"""

from dataclasses import dataclass, replace

_MINUTE = 60.0
_BURST = 5
"""How many requests may leave at once after a quiet time."""

_SLOW_AFTER_PAUSE = 60.0
"""How long an account goes at half speed after the vendor told it to wait."""

_BELIEVABLE = 3600.0
"""A window further ahead than this was written by a clock that has since been set back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The pace of one account.

    `arrival` is when the next request is due at a steady pace; nothing leaves before
    `paused_until`; until `slowed_until` the pace is halved and no burst is allowed.
    """

    arrival: float = 0.0
    paused_until: float = 0.0
    slowed_until: float = 0.0


def next_slot(window: Window, per_minute: int, *, at: float) -> tuple[float, Window]:
    """Take one place: how many seconds to wait from `at`, and the window afterwards.

    The burst is taken out of the steady pace, so no minute ever holds more than `per_minute`.
    """
    sane = _forget_future(window, at)
    start = max(at, sane.paused_until)
    burst = _BURST if per_minute >= 2 * _BURST else 1
    gap = _MINUTE / max(per_minute - burst + 1, 1)
    tolerance = (burst - 1) * gap
    if start < sane.slowed_until:
        gap, tolerance = gap * 2, 0.0
    due = max(sane.arrival, start)
    slot = max(start, due - tolerance)
    return slot - at, replace(sane, arrival=due + gap)


def pause_window(window: Window, seconds: float, *, at: float) -> Window:
    """The window after the vendor asked for quiet: closed for `seconds`, then slow for a minute."""
    until = max(_forget_future(window, at).paused_until, at + min(seconds, _BELIEVABLE))
    return replace(window, paused_until=until, slowed_until=until + _SLOW_AFTER_PAUSE)


def _forget_future(window: Window, at: float) -> Window:
    """The window without what a clock that ran ahead wrote into it."""
    horizon = at + _BELIEVABLE
    if max(window.arrival, window.paused_until) <= horizon:
        return window
    return Window()
