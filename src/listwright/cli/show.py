"""`listwright show`."""

from typing import TYPE_CHECKING

import click

from listwright.cli.apply import read_plan_text
from listwright.cli.command import define
from listwright.cli.planning import plan_text
from listwright.cli.reports import wanted_reports, write_reports
from listwright.cli.session import Ending, Session
from listwright.cli.showing import check_show

if TYPE_CHECKING:
    from listwright.planfile import Document, Run


@define(
    "show",
    "show",
    "report",
    text="Print a saved plan again. Needs no project and asks nobody.",
    kind="plan",
    arguments=[click.Argument(["planfile"])],
)
def command(session: Session) -> Ending:
    """Read the file, check that nobody edited it, print it."""
    from listwright.planfile import plan_document, restore_plan

    wanted = wanted_reports(session)
    review = restore_plan(read_plan_text(session.root / session["planfile"]))
    session.project = review.plan.project
    check_show(session, review.plan, review.homes)

    def document(run: "Run") -> "Document":
        return plan_document(review, run, show_all=True)

    printed = write_reports(session, wanted, review)
    return Ending(
        document=document, text=plan_text(session, review) if printed is None else printed
    )
