"""`listwright ledger migrate`: the ledger goes to another place, a file or a server."""

from typing import TYPE_CHECKING

import click

from listwright.cli.command import define
from listwright.cli.opening import open_workshop
from listwright.cli.session import Ending, Session
from listwright.compose.project import Workshop
from listwright.compose.stores import LedgerStore
from listwright.errors import Span, UsageError
from listwright.model.private import SecretRef, SecretSource

if TYPE_CHECKING:
    from listwright.compose.moving import Move
    from listwright.planfile import Document, Run

_FORMS = "Name a path, or env:NAME or file:PATH with the address of a database in it."


@define(
    "migrate",
    "lock_timeout",
    text="Move the ledger to TARGET: a path, or env:NAME or file:PATH that holds the address of a "
    "PostgreSQL database. Everything is copied and compared, and all sending from the old place is "
    "stopped.",
    kind="ledger",
    arguments=[click.Argument(["target"])],
)
def migrate_command(session: Session) -> Ending:
    """Copy, compare, and leave the old place stopped."""
    from listwright.compose.moving import migrate_ledger

    with open_workshop(session) as workshop:
        target = _target(workshop, session["target"])
        move = migrate_ledger(workshop, target, timeout=session["lock_timeout"])

    def document(run: "Run") -> "Document":
        from listwright.planfile import copy_document

        return copy_document(move.copy.copy, run, file=move.target, digest=move.copy.digest)

    return Ending(document=document, text="" if session.is_json else _told(session, move))


def _target(workshop: Workshop, text: str) -> LedgerStore:
    """The place that a word of the command line names; raises UsageError, SecretError."""
    if "://" in text:
        raise UsageError(
            "An address with a password does not belong on a command line: others on this machine "
            "can read it there.",
            advice=_FORMS,
        )
    kind, colon, name = text.partition(":")
    sources = {"env": SecretSource.ENV, "file": SecretSource.FILE}
    if colon and kind not in sources:
        raise UsageError(f"`{kind}:` is no place for a ledger.", advice=_FORMS)
    if not colon:
        return workshop.other_store(text)
    span = Span(file="command line", line=1)
    return workshop.other_store(SecretRef(source=sources[kind], name=name, span=span))


def _told(session: Session, move: "Move") -> str:
    from listwright.render.escape import for_terminal
    from listwright.render.text.layout import prose
    from listwright.render.text.words import count

    width, copy = session.style.columns, move.copy.copy
    kind, colon, _ = session["target"].partition(":")
    written = session["target"]
    if colon:
        written = f"{{{kind}: {session['target'].partition(':')[2]}}}"
    moved = (
        f"Moved the ledger from {for_terminal(move.source)} to {for_terminal(move.target)}: "
        f"{count(copy.rows_of('orders'), 'order')}, {copy.rows} rows in all, and every row "
        "arrived as it was."
    )
    then = (
        f"Now write  ledger: {{url: {for_terminal(written)}}}  into the project's file, everywhere "
        "at once. All sending from the old place is stopped, so that nothing is ordered from two "
        "ledgers."
    )
    return f"{prose(moved, width=width)}\n{prose(then, width=width)}"
