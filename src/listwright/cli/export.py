"""`listwright export deliverables` and `export orders`: what is remembered, for other programs."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from listwright.app.export import Exporting
from listwright.cli.command import define
from listwright.cli.group import SecondVerbs
from listwright.cli.opening import open_workshop
from listwright.cli.session import Ending, Session
from listwright.compose.files import write_lines
from listwright.compose.pictures import open_pictures
from listwright.compose.project import Workshop

if TYPE_CHECKING:
    from listwright.planfile import Document, Run

_ADDRESSES = click.Argument(["address"], nargs=-1)
_STDOUT = "-"


def _exporting(workshop: Workshop) -> Exporting:
    """What is read from: the ledger, opened for reading only, and the lists of pictures."""
    return Exporting(
        portfolio=workshop.portfolio,
        ledger=workshop.open_ledger(read_only=True),
        pictures=open_pictures(workshop),
        now=workshop.clock.now(),
    )


@define(
    "deliverables",
    "export_format",
    "export_file",
    "read_only",
    text="Print what delivered orders brought: photos, captions, links, visits, stored files; with "
    "addresses or globs only theirs. Asks no vendor.",
    kind="export",
    arguments=[_ADDRESSES],
)
def deliverables_command(session: Session) -> Ending:
    """A line for each photo and link."""
    with open_workshop(session) as workshop:
        found = _exporting(workshop).deliverables(tuple(session["address"]))

    def document(run: "Run", file: str | None = None) -> "Document":
        from listwright.planfile import export_document

        return export_document("deliverables", run, deliverables=found, file=file)

    def table() -> str:
        from listwright.render.tables import render_deliverables

        return render_deliverables(found)

    return _ending(session, document, table, count=len(found))


@define(
    "orders",
    "export_format",
    "export_file",
    "read_only",
    text="Print every order that is remembered; with addresses or globs only theirs. Asks no "
    "vendor.",
    kind="export",
    arguments=[_ADDRESSES],
)
def orders_command(session: Session) -> Ending:
    """A line for each order."""
    from listwright.app.ledger_view import cancelable_orders

    with open_workshop(session) as workshop:
        orders = _exporting(workshop).orders(tuple(session["address"]))
        traits = {label: vendor.traits for label, vendor in workshop.vendors.items()}
        cancelable = cancelable_orders(orders, traits)

    def document(run: "Run", file: str | None = None) -> "Document":
        from listwright.planfile import export_document

        return export_document("orders", run, orders=orders, cancelable=cancelable, file=file)

    def table() -> str:
        from listwright.render.tables import render_orders

        return render_orders(orders)

    return _ending(session, document, table, count=len(orders))


def _ending(
    session: Session,
    document: "Callable[..., Document]",
    table: Callable[[], str],
    *,
    count: int,
) -> Ending:
    """Print it, or write it to the file and say so."""
    wants_json = session["export_format"] == "json"
    file = session["export_file"]
    if file is None or file == _STDOUT:
        if wants_json:
            session.values = {**session.values, "as_json": True}
        return Ending(document=document, text="" if session.is_json else table())
    text = _written_document(session, document) if wants_json else table()
    write_lines(Path(session.root / file), [text], overwrite=True, keep_mode=True)
    orders = f"{count} order" if count == 1 else f"{count} orders"
    return Ending(document=lambda run: document(run, file), text=f"Wrote {orders} to {file}.\n")


def _written_document(session: Session, document: "Callable[..., Document]") -> str:
    from listwright.compose.clock import SystemClock
    from listwright.planfile import Run, dump

    run = Run(
        project=session.project,
        timestamp=SystemClock().now(),
        warnings=tuple(session.warnings),
    )
    return dump(document(run))


command = SecondVerbs(
    "export",
    commands=[deliverables_command, orders_command],
    help="Print what is remembered of orders, as CSV or JSON, for tables and other programs.",
)
