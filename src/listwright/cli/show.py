"""`listwright show`."""

from typing import TYPE_CHECKING

import click

from listwright.cli.apply import read_plan_text
from listwright.cli.command import define
from listwright.cli.session import Ending, Session

if TYPE_CHECKING:
    from listwright.planfile import Document, Restored, Run


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

    saved = restore_plan(read_plan_text(session.root / session["planfile"]))
    session.project = saved.plan.project

    def document(run: "Run") -> "Document":
        return plan_document(saved.plan, run, show_all=True, shares=saved.shares)

    return Ending(document=document, text=_text(session, saved))


def _text(session: Session, saved: "Restored") -> str:
    if session.is_json:
        return ""
    from listwright.render.text.plan import render_plan

    return render_plan(saved.plan, session.style, shares=saved.shares)
