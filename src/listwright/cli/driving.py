"""The driver of a command: ledger, vendors, clock, and what the user sees of them."""

from contextlib import suppress
from dataclasses import dataclass

from listwright.app.collecting import Collected, collect_results
from listwright.app.driver import Driver
from listwright.cli.progress import make_progress
from listwright.cli.session import Session
from listwright.compose.project import Workshop
from listwright.model.names import PropertyId
from listwright.ports import Interrupts, Ledger, PictureError


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


def bring_home(session: Session, workshop: Workshop, driver: Driver) -> int:
    """Download finished pictures into the assets, and say which; links to them may expire.

    Gives how many were stored.
    """
    collected = collect_results(driver, make_progress(session))
    session.warn(collected.warnings)
    for order, stored in collected.stored:
        session.note(f"{order.property}: order {order.order_id} is stored as {stored.path}")
    for home in dict.fromkeys(order.property for order, _ in collected.stored):
        _show(session, workshop, home)
    _let_go(workshop, collected)
    return len(collected.stored)


def _let_go(workshop: Workshop, collected: Collected) -> None:
    """Take what finished pictures were made of out of the cache: it stands beside them now."""
    if workshop.pictures is None:
        return
    for source in {order.task.recipe.source for order, _ in collected.stored if order.task}:
        with suppress(PictureError):
            workshop.pictures.forget(source)


def _show(session: Session, workshop: Workshop, home: PropertyId) -> None:
    """Make the home's page anew; one that cannot be written takes nothing from the pictures."""
    from listwright.compose.pictures import write_contact_sheet

    if workshop.pictures is None:
        return
    try:
        page = write_contact_sheet(workshop.pictures, home)
    except PictureError as error:
        session.say(f"{home}: its contact sheet cannot be written: {error.detail}")
    else:
        session.note(f"{home}: its pictures, before and after, are in {page}")
