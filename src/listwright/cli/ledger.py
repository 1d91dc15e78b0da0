"""`listwright ledger`: a look into the memory, and what keeps it safe."""

from typing import TYPE_CHECKING

import click

from listwright.app.ledger_view import Archive, list_ledger, show_ledger, trace_history
from listwright.cli.command import define
from listwright.cli.group import SecondVerbs
from listwright.cli.ledger_copies import COMMANDS
from listwright.cli.ledger_ingest import command as ingest_command
from listwright.cli.ledger_move import migrate_command
from listwright.cli.ledger_stops import freeze_command, thaw_command, unlock_command
from listwright.cli.opening import open_workshop
from listwright.cli.recover import command as recover_command
from listwright.cli.session import Ending, Session
from listwright.compose.project import Workshop

if TYPE_CHECKING:
    from listwright.planfile import Document, Run


def _archive(session: Session, workshop: Workshop) -> Archive:
    """The ledger, opened for reading only; where there is none it is empty, and that is said."""
    store = workshop.ledger_store
    if not store.exists():
        session.note(
            f"There is no ledger at {store.shown} yet: nothing was ordered or read from here."
        )
    return Archive(
        portfolio=workshop.portfolio,
        ledger=workshop.open_ledger(read_only=True),
        traits={label: vendor.traits for label, vendor in workshop.vendors.items()},
        now=workshop.clock.now(),
    )


@define(
    "list",
    text="List orders and doubts; with addresses or globs, only theirs.",
    kind="ledger",
    arguments=[click.Argument(["address"], nargs=-1)],
)
def list_command(session: Session) -> Ending:
    """A line for each order."""
    with open_workshop(session) as workshop:
        archive = _archive(session, workshop)
        report = list_ledger(archive, tuple(session["address"]))

    def document(run: "Run") -> "Document":
        from listwright.planfile import ledger_document

        return ledger_document(report, run)

    text = ""
    if not session.is_json:
        from listwright.render.text.ledger import render_ledger

        text = render_ledger(report, session.style, now=archive.now)
    return Ending(document=document, text=text)


@define(
    "show",
    text="Show the orders of one address in full. With photos, links, holds and requests.",
    kind="ledger",
    arguments=[click.Argument(["address"])],
)
def show_command(session: Session) -> Ending:
    """One home, one need of it, or one order."""
    with open_workshop(session) as workshop:
        archive = _archive(session, workshop)
        report = show_ledger(archive, session["address"])

    def document(run: "Run") -> "Document":
        from listwright.planfile import ledger_document

        return ledger_document(report, run, address=session["address"])

    text = ""
    if not session.is_json:
        from listwright.render.text.ledger import render_home

        text = render_home(report, session.style, now=archive.now)
    return Ending(document=document, text=text)


@define(
    "history",
    text="Show what happened at one home, oldest first. With order:ID only what happened to it.",
    kind="ledger",
    arguments=[click.Argument(["address"])],
)
def history_command(session: Session) -> Ending:
    """Every event of one home."""
    with open_workshop(session) as workshop:
        home, events = trace_history(_archive(session, workshop), session["address"])

    def document(run: "Run") -> "Document":
        from listwright.planfile import history_document

        return history_document(events, run, address=session["address"])

    text = ""
    if not session.is_json:
        from listwright.render.text.ledger import render_history

        text = render_history(events, session.style, home=home)
    return Ending(document=document, text=text)


command = SecondVerbs(
    "ledger",
    commands=[
        list_command,
        show_command,
        history_command,
        *COMMANDS,
        ingest_command,
        migrate_command,
        freeze_command,
        thaw_command,
        unlock_command,
        recover_command,
    ],
    help="Show, copy and check what is remembered here, take in events, stop and start all "
    "sending, recover.",
)
