"""`listwright refresh`."""

from datetime import datetime
from typing import TYPE_CHECKING

import click

from listwright.app.refreshing import (
    RefreshDesk,
    RefreshOptions,
    note_dead_runs,
    refresh_orders,
)
from listwright.cli.command import define
from listwright.cli.driving import bring_home, make_driver
from listwright.cli.exits import end_with_error
from listwright.cli.opening import open_workshop
from listwright.cli.progress import make_progress
from listwright.cli.session import Ending, Session
from listwright.cli.signals import watching
from listwright.errors import (
    InterruptedRunError,
    ListwrightError,
    RefusedError,
    VendorError,
)
from listwright.model.recorded import RefreshReport

if TYPE_CHECKING:
    from listwright.planfile import Document, Run


@define(
    "refresh",
    "read_only",
    "refresh_budget",
    text="Read every open order at the vendor, or all orders of ADDRESS, and remember what was "
    "seen. Orders nothing.",
    arguments=[click.Argument(["address"], nargs=-1)],
)
def command(session: Session) -> Ending:
    """Read, record, and say what had changed."""
    if session["read_only"]:
        raise RefusedError(
            "--read-only allows no refresh: it asks vendors and writes what it saw.",
            reason="read_only",
            advice="What is remembered: listwright ledger list",
        )
    options = RefreshOptions(patterns=tuple(session["address"]), budget=session["refresh_budget"])
    with open_workshop(session) as workshop, watching(session.format_interruption) as watch:
        driver = make_driver(session, workshop, workshop.open_ledger(), interrupts=watch)
        note_dead_runs(driver)
        desk = RefreshDesk(
            portfolio=workshop.portfolio,
            vendors=workshop.vendors,
            driver=driver,
            progress=make_progress(session),
        )
        report, warnings = refresh_orders(desk, options)
        session.warn(warnings)
        stored = bring_home(session, workshop, driver)
        stopped = watch.requested()
        now = workshop.clock.now()
    trouble: ListwrightError | None = None
    if stopped is not None:
        trouble = InterruptedRunError(stopped)
    elif report.used and not report.orders and {item.code for item in warnings} == {_AWAY}:
        trouble = VendorError(
            "No order could be read: the vendor did not answer.",
            advice="Nothing was changed here. Run it again later.",
        )
    return _ending(session, report, trouble, now=now, stored=stored)


_AWAY = "LW3010"
"""The code of a read that nobody answered."""


def _ending(
    session: Session,
    report: RefreshReport,
    trouble: ListwrightError | None,
    *,
    now: datetime,
    stored: int,
) -> Ending:
    def document(run: "Run") -> "Document":
        from listwright.planfile import refresh_document

        return refresh_document(report, run)

    text = ""
    if not session.is_json:
        from listwright.render.text.refresh import render_refresh

        text = render_refresh(report, session.style, now=now, stored=stored)
    if trouble is None:
        return Ending(document=document, text=text)
    failed = end_with_error(trouble)
    return Ending(
        exit_code=failed.exit_code,
        exit_reason=failed.exit_reason,
        document=document,
        text=text,
        error=trouble,
    )
