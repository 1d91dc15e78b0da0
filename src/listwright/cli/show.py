"""`listwright show`."""

from typing import TYPE_CHECKING

import click

from listwright.cli.apply import read_plan_text
from listwright.cli.command import define
from listwright.cli.session import Ending, Session
from listwright.model.plan import Plan

if TYPE_CHECKING:
    from listwright.planfile import Document, Run


@define(
    "show",
    "show",
    text="Print a saved plan again. Needs no project and asks nobody.",
    kind="plan",
    arguments=[click.Argument(["planfile"])],
)
def command(session: Session) -> Ending:
    """Read the file, check that nobody edited it, print it."""
    from listwright.planfile import plan_document, restore_plan

    plan = restore_plan(read_plan_text(session.root / session["planfile"]))
    session.project = plan.project

    def document(run: "Run") -> "Document":
        return plan_document(plan, run, show_all=True)

    return Ending(document=document, text=_text(session, plan))


def _text(session: Session, plan: Plan) -> str:
    if session.is_json:
        return ""
    from listwright.render.text.plan import render_plan

    return render_plan(plan, session.style)
