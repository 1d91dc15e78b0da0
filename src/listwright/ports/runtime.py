"""Ports to the machine: clock, secrets, progress, what a run says, and when it is to stop."""

from datetime import datetime
from typing import Protocol

from listwright.model.private import Private, SecretRef


class Clock(Protocol):
    """Time. `now` is the run's calendar (the sandbox's, when one is used); the others are real."""

    def now(self) -> datetime:
        """The present instant, aware, UTC."""

    def wall(self) -> float:
        """Real seconds since 1970, for pacing against the vendor; never the sandbox's."""

    def monotonic(self) -> float:
        """Seconds of a clock that never jumps."""

    def sleep(self, seconds: float) -> None:
        """Wait."""


class Secrets(Protocol):
    """Reads secrets late and once."""

    def reveal(self, ref: SecretRef) -> Private:
        """The secret behind `ref`; raises SecretError with a diagnostic at its span."""


class Progress(Protocol):
    """Tells a person how far a long step has come."""

    def start(self, title: str, total: int) -> None:
        """A step of `total` parts begins."""

    def advance(self, note: str) -> None:
        """One part is done; `note` says which."""

    def finish(self) -> None:
        """The step is over."""


class Announcer(Protocol):
    """The third copy of an order id: one flushed line per order, on stderr."""

    def announce(self, line: str) -> None:
        """Print and flush before returning."""


class Interrupts(Protocol):
    """Whether somebody asked the run to stop."""

    def requested(self) -> int | None:
        """The signal number, or None."""
