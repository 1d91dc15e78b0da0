"""`listwright plan`."""

from typing import TYPE_CHECKING

from listwright.cli.command import define
from listwright.cli.driving import make_driver
from listwright.cli.opening import open_workshop
from listwright.cli.options import PLANNING
from listwright.cli.planning import fresh_plan, plan_text
from listwright.cli.session import Ending, Session
from listwright.cli.signals import watching
from listwright.compose.files import write_private
from listwright.compose.project import Workshop
from listwright.errors import UsageError
from listwright.model.plan import Plan

if TYPE_CHECKING:
    from listwright.planfile.document import Document, Run


@define(
    "plan",
    "out",
    "read_only",
    "detailed_exitcode",
    "fail_on",
    *PLANNING,
    text="Show what would be ordered and canceled, and why. Nothing is ordered.",
)
def command(session: Session) -> Ending:
    """Make a plan and print it."""
    _conditions(session)
    with open_workshop(session) as workshop, watching(session.format_line) as watch:
        read_only = bool(session["read_only"])
        ledger = workshop.open_ledger(read_only=read_only)
        driver = None
        if not read_only:
            driver = make_driver(session, workshop, ledger, interrupts=watch)
        plan = fresh_plan(session, workshop, ledger, driver=driver)
        return _ending(session, workshop, plan)


_CONDITIONS = {
    "deferred": lambda plan: bool(plan.deferred),
    "blocked": lambda plan: bool(plan.blocked),
    "drift": lambda plan: bool(plan.drift),
    "unmanaged": lambda plan: bool(plan.unmanaged),
}
"""What `--fail-on` can name, and when a plan has it."""


def _conditions(session: Session) -> list[str]:
    """The words of `--fail-on`, repeated or separated by commas; raises UsageError."""
    words = [word.strip() for text in session["fail_on"] or () for word in text.split(",")]
    for word in words:
        if word not in _CONDITIONS:
            raise UsageError(
                f"--fail-on does not know {word!r}.",
                advice=f"It takes {', '.join(_CONDITIONS)}.",
            )
    return words


def _ending(session: Session, workshop: Workshop, plan: Plan) -> Ending:
    if session["out"]:
        _save(session, plan)
    failed = [word for word in _conditions(session) if _CONDITIONS[word](plan)]
    changes = bool(plan.changes) and bool(session["detailed_exitcode"])
    reason = "changes" if changes else "findings" if failed else "ok"

    def document(run: "Run") -> "Document":
        from listwright.planfile import plan_document

        return plan_document(plan, run, show_all="all" in (session["show"] or ()))

    return Ending(
        exit_code=2 if changes or failed else 0,
        exit_reason=reason,
        document=document,
        text=plan_text(session, workshop, plan),
    )


def _save(session: Session, plan: Plan) -> None:
    from listwright.planfile import Run, dump, plan_document

    run = Run(project=plan.project, timestamp=plan.made_at)
    write_private(session.root / session["out"], dump(plan_document(plan, run)))
    session.note(
        f"Saved the plan as {session['out']}; apply it with: listwright apply {session['out']}"
    )
