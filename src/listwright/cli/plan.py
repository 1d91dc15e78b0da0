"""`listwright plan`."""

from typing import TYPE_CHECKING

from listwright.app.collecting import left_at_vendor
from listwright.cli.command import define
from listwright.cli.conditions import OF_PLANS, plan_meets, wanted_conditions
from listwright.cli.driving import make_driver
from listwright.cli.opening import forecast_day, open_workshop
from listwright.cli.options import PLANNING
from listwright.cli.planning import fresh_in_full, plan_text, review_of
from listwright.cli.session import Ending, Session
from listwright.cli.signals import watching
from listwright.compose.files import write_private
from listwright.model.review import Review

if TYPE_CHECKING:
    from listwright.planfile.document import Document, Run


@define(
    "plan",
    "out",
    "as_of",
    "read_only",
    "detailed_exitcode",
    "fail_on",
    *PLANNING,
    text="Show what would be ordered and canceled, and why. Nothing is ordered.",
)
def command(session: Session) -> Ending:
    """Make a plan, or a forecast, and print it."""
    words = wanted_conditions(session, OF_PLANS)
    day = forecast_day(session)
    with open_workshop(session) as workshop, watching(session.format_line) as watch:
        quiet = bool(session["read_only"]) or day is not None
        ledger = workshop.open_ledger(read_only=quiet)
        driver = None
        if not quiet:
            driver = make_driver(session, workshop, ledger, interrupts=watch)
        made = fresh_in_full(session, workshop, ledger, driver=driver, as_of=day)
        if workshop.pictures is not None:
            session.warn(left_at_vendor(ledger, workshop.accounts))
        review = review_of(workshop, ledger, made)
        return _ending(session, review, failed=plan_meets(words, made))


def _ending(session: Session, review: Review, *, failed: bool) -> Ending:
    if session["out"]:
        _save(session, review)
    changes = bool(review.plan.changes) and bool(session["detailed_exitcode"])
    reason = "changes" if changes else "findings" if failed else "ok"

    def document(run: "Run") -> "Document":
        from listwright.planfile import plan_document

        return plan_document(review, run, show_all="all" in (session["show"] or ()))

    return Ending(
        exit_code=2 if changes or failed else 0,
        exit_reason=reason,
        document=document,
        text=plan_text(session, review),
    )


def _save(session: Session, review: Review) -> None:
    from listwright.planfile import Run, dump, plan_document

    plan, out = review.plan, session["out"]
    run = Run(project=plan.project, timestamp=plan.made_at)
    write_private(session.root / out, dump(plan_document(review, run)))
    if plan.as_of is None:
        session.note(f"Saved the plan as {out}; apply it with: listwright apply {out}")
    else:
        session.note(f"Saved the forecast as {out}; print it with: listwright show {out}")
