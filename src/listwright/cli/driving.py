"""The driver of a command: ledger, vendors, clock, and what the user sees of them."""

from contextlib import suppress
from dataclasses import dataclass

from listwright.app.collecting import collect_results
from listwright.app.driver import Driver
from listwright.cli.progress import make_progress
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
        pictures=workshop.pictures,
        epoch=epoch,
        actor=workshop.environment.actor,
    )


def bring_home(session: Session, driver: Driver) -> None:
    """Download finished pictures into the assets, and say which; links to them may expire."""
    collected = collect_results(driver, make_progress(session))
    session.warn(collected.warnings)
    for order, stored in collected.stored:
        session.note(f"{order.property}: order {order.order_id} is stored as {stored.path}")
