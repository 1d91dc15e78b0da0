"""The driver of a command: ledger, vendors, clock, and what the user sees of them."""

from contextlib import suppress
from dataclasses import dataclass

from listwright.app.driver import Driver
from listwright.cli.session import Session
from listwright.compose.project import Workshop
from listwright.ports import Interrupts, Ledger


@dataclass(frozen=True, slots=True)
class _Lines:
    """Implements `ports.Announcer`: one flushed line per order, `-q` or not."""

    session: Session

    def announce(self, line: str) -> None:
        """Print and flush before returning; the order stands whether or not anybody reads it."""
        with suppress(Exception):
            self.session.say(line)


def make_driver(
    session: Session, workshop: Workshop, ledger: Ledger, *, interrupts: Interrupts, epoch: int = 0
) -> Driver:
    """The driver for one command."""
    return Driver(
        ledger=ledger,
        vendors=workshop.accounts,
        rates=workshop.rates,
        clock=workshop.clock,
        announcer=_Lines(session),
        interrupts=interrupts,
        epoch=epoch,
        actor=workshop.environment.actor,
    )
