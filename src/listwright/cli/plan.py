"""`listwright plan`."""

import shlex
from dataclasses import replace
from typing import TYPE_CHECKING

from listwright.app.collecting import left_at_vendor
from listwright.cli.command import define
from listwright.cli.conditions import OF_PLANS, plan_meets, wanted_conditions
from listwright.cli.driving import make_driver
from listwright.cli.opening import forecast_day, open_workshop
from listwright.cli.options import PLANNING
from listwright.cli.planning import fresh_in_full, plan_text, review_of
from listwright.cli.reports import Wanted, wanted_reports, write_reports
from listwright.cli.session import Ending, Session
from listwright.cli.signals import watching
from listwright.compose.files import write_private
from listwright.compose.project import Workshop
from listwright.engine.reconcile import Reconciled
from listwright.errors import Diagnostic, UsageError
from listwright.model.review import Against, Review

if TYPE_CHECKING:
    from listwright.planfile.document import Document, Run


@define(
    "plan",
    "out",
    "as_of",
    "against",
    "report",
    "read_only",
    "detailed_exitcode",
    "fail_on",
    *PLANNING,
    text="Show what would be ordered and canceled, and why. Nothing is ordered.",
)
def command(session: Session) -> Ending:
    """Make a plan, or a forecast, and print it."""
    words = wanted_conditions(session, OF_PLANS)
    wanted = wanted_reports(session)
    day = forecast_day(session)
    if day is not None and session["against"]:
        raise UsageError(
            "--against and --as-of do not go together.",
            advice="Hold the plan of today against a base, and forecast in a run of its own.",
        )
    with open_workshop(session) as workshop, watching(session.format_interruption) as watch:
        quiet = bool(session["read_only"]) or day is not None
        ledger = workshop.open_ledger(read_only=quiet)
        driver = None
        if not quiet:
            driver = make_driver(session, workshop, ledger, interrupts=watch)
        made = fresh_in_full(session, workshop, ledger, driver=driver, as_of=day)
        if workshop.pictures is not None:
            session.warn(left_at_vendor(ledger, workshop.accounts))
        made, against = _attributed(session, workshop, made)
        review = review_of(workshop, ledger, made, against=against)
        return _ending(session, review, wanted, failed=plan_meets(words, made))


def _attributed(
    session: Session, workshop: Workshop, made: Reconciled
) -> tuple[Reconciled, Against | None]:
    """The plan held against a base, if one was named."""
    ref = session["against"]
    if ref is None:
        return made, None
    from listwright.compose.baseline import open_base
    from listwright.engine.against import attribute

    root, environment = workshop.places.root, workshop.environment
    with open_base(
        ref, root, session["file"], current=workshop.portfolio, environment=environment
    ) as base:
        if isinstance(base, Diagnostic):
            session.warn((base,))
            plan = replace(made.plan, warnings=(*made.plan.warnings, base))
            return replace(made, plan=plan), None
        plan, against = attribute(made, base)
        return replace(made, plan=plan), against


def _ending(session: Session, review: Review, wanted: Wanted, *, failed: bool) -> Ending:
    if session["out"]:
        _save(session, review)
    printed = write_reports(session, wanted, review)
    changes = bool(review.plan.changes) and bool(session["detailed_exitcode"])
    reason = "changes" if changes else "findings" if failed else "ok"

    def document(run: "Run") -> "Document":
        from listwright.planfile import plan_document

        return plan_document(review, run, show_all="all" in (session["show"] or ()))

    return Ending(
        exit_code=2 if changes or failed else 0,
        exit_reason=reason,
        document=document,
        text=plan_text(session, review) if printed is None else printed,
    )


def _save(session: Session, review: Review) -> None:
    from listwright.planfile import Run, dump, plan_document

    plan, out = review.plan, session["out"]
    run = Run(project=plan.project, timestamp=plan.made_at)
    write_private(session.root / out, dump(plan_document(review, run)))
    kind = "plan" if plan.as_of is None else "forecast"
    if plan.as_of is not None or plan.refusals:
        session.note(f"Saved the {kind} as {out}; print it with: {_again(session, 'show')}")
    else:
        session.note(f"Saved the {kind} as {out}; apply it with: {_again(session, 'apply')}")


def _again(session: Session, verb: str) -> str:
    """What to type for the saved plan; what was allowed to the plan has to be allowed again."""
    words = ["listwright"]
    words += ["-C", session["chdir"]] if session["chdir"] != "." else []
    words.append(verb)
    if verb == "apply":
        words += ["-f", session["file"]] if session["file"] != "listwright.yaml" else []
        words += ["--bootstrap"] if session["bootstrap"] else []
        for text in session["override_limit"] or ():
            words += ["--override-limit", text]
        words += ["--reason", session["reason"]] if session["reason"] else []
    return shlex.join([*words, session["out"]])
