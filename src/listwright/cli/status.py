"""`listwright status`."""

from datetime import datetime
from typing import TYPE_CHECKING

import click

from listwright.app.status import report_status
from listwright.cli.command import define
from listwright.cli.opening import open_workshop
from listwright.cli.planning import fresh_in_full
from listwright.cli.session import Ending, Session
from listwright.model.status import StatusReport

if TYPE_CHECKING:
    from listwright.planfile import Document, Run


@define(
    "status",
    "show",
    text="Show how needs and orders stand, from what is known here; asks no vendor.",
    arguments=[click.Argument(["address"], nargs=-1)],
)
def command(session: Session) -> Ending:
    """Plan without reading, and show where everything stands."""
    with open_workshop(session) as workshop:
        ledger = workshop.open_ledger(read_only=True)
        made = fresh_in_full(session, workshop, ledger, driver=None)
        traits = {label: vendor.traits for label, vendor in workshop.vendors.items()}
        report = report_status(made, tuple(session["address"]), traits)

    def document(run: "Run") -> "Document":
        from listwright.planfile import status_document

        return status_document(report, run)

    return Ending(document=document, text=_text(session, report, made.run.now))


def _text(session: Session, report: StatusReport, now: datetime) -> str:
    if session.is_json:
        return ""
    from listwright.render.text.status import render_status

    return render_status(report, session.style, now=now)
