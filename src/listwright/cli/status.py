"""`listwright status`."""

from datetime import datetime
from typing import TYPE_CHECKING

import click

from listwright.app.status import report_status
from listwright.cli.command import define
from listwright.cli.opening import open_workshop
from listwright.cli.planning import fresh_plan
from listwright.cli.session import Ending, Session
from listwright.engine.addresses import Selector
from listwright.engine.calendar import Calendar
from listwright.engine.needs import NeedResolver, resolve_wants
from listwright.errors import UsageError
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
        plan = fresh_plan(session, workshop, ledger, driver=None)
        portfolio, now = workshop.portfolio, workshop.clock.now()
        resolver = NeedResolver(portfolio, Calendar(now=now, zone=portfolio.timezone))
        only = Selector(tuple(session["address"]))
        report = report_status(
            plan,
            resolve_wants(portfolio, resolver).homes,
            ledger.observed(),
            only=only,
            traits={label: vendor.traits for label, vendor in workshop.vendors.items()},
        )
    if only and not report.needs and not report.orders:
        raise UsageError(
            f"Nothing is named {' or '.join(only.patterns)}.",
            advice="listwright status lists every address.",
        )

    def document(run: "Run") -> "Document":
        from listwright.planfile import status_document

        return status_document(report, run)

    return Ending(document=document, text=_text(session, report, now))


def _text(session: Session, report: StatusReport, now: datetime) -> str:
    if session.is_json:
        return ""
    from listwright.render.text.status import render_status

    return render_status(report, session.style, now=now)
