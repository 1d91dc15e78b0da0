"""Doing again what certainly did not happen, while a server is away for a moment."""

from collections.abc import Callable
from typing import TypeVar

from listwright.ledger.postgres.failures import CutError
from listwright.ports import Clock

R = TypeVar("R")

PATIENCE = 30.0
"""Seconds for which a server may be away before a run gives up."""

_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 2.0


def again(act: Callable[[], R], clock: Clock) -> R:
    """Do `act`, again and again while the connection breaks before anything was done."""
    deadline, pause = clock.monotonic() + PATIENCE, _FIRST_PAUSE
    while True:
        try:
            return act()
        except CutError:
            if clock.monotonic() > deadline:
                raise
            clock.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
