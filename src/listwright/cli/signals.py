"""Ctrl-C, a polite kill or a hang-up while money moves: finish the call in flight, record, stop."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

_HEARD = "Stopping: the call in flight is finished and recorded first."
_AGAIN = "Already stopping; one moment."


def signals_to_take() -> tuple[signal.Signals, ...]:
    """Those that ask a run to stop; a hang-up that `nohup` has put aside stays there."""
    wanted = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    aside = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    return wanted[:2] if aside else wanted


class SignalWatch:
    """Remembers the first signal; implements `ports.Interrupts`.

    A handler runs between any two instructions, in the middle of a print too, so it neither prints
    through a stream nor raises: its lines are ready beforehand and go straight to the descriptor.
    """

    def __init__(self, format_line: Callable[[str], str]) -> None:
        """`format_line` makes lines what they are to look like on stderr."""
        self._heard, self._again = (
            (format_line(line) + "\n").encode("utf-8", "replace") for line in (_HEARD, _AGAIN)
        )
        self._descriptor = _descriptor_of_stderr()
        self._number: int | None = None

    def requested(self) -> int | None:
        """The signal's number, or None."""
        return self._number

    def receive(self, number: int, _frame: FrameType | None) -> None:
        """Take a signal in."""
        line = self._heard if self._number is None else self._again
        if self._number is None:
            self._number = number
        if self._descriptor is not None:
            with suppress(OSError):
                os.write(self._descriptor, line)


def _descriptor_of_stderr() -> int | None:
    """Where stderr goes; None when it was closed, since another file may have its number by now."""
    with suppress(OSError, ValueError, AttributeError):
        return sys.stderr.fileno()
    return None


@contextmanager
def watching(format_line: Callable[[str], str]) -> Iterator[SignalWatch]:
    """Watch for signals inside the block; the old handlers come back after it."""
    watch = SignalWatch(format_line)
    before = {number: signal.signal(number, watch.receive) for number in signals_to_take()}
    try:
        yield watch
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
