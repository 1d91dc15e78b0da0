"""Ctrl-C and a polite kill while money moves: finish the call in flight, record it, stop."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class SignalWatch:
    """Remembers the first signal; implements `ports.Interrupts`."""

    def __init__(self, say: Callable[[str], None]) -> None:
        """`say` tells the person that they were heard."""
        self._say = say
        self._number: int | None = None

    def requested(self) -> int | None:
        """The signal's number, or None."""
        return self._number

    def receive(self, number: int, _frame: FrameType | None) -> None:
        """Take a signal in."""
        if self._number is None:
            self._number = number
            self._say("Stopping: the call in flight is finished and recorded first.")
        else:
            self._say("Already stopping; one moment.")


@contextmanager
def watching(say: Callable[[str], None]) -> Iterator[SignalWatch]:
    """Watch for signals inside the block; the old handlers come back after it."""
    watch = SignalWatch(say)
    before = {number: signal.signal(number, watch.receive) for number in SIGNALS}
    try:
        yield watch
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
