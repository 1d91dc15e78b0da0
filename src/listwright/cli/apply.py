"""`listwright apply`."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from listwright.app.apply import ApplyOptions, apply_plan, refuse_if_forbidden, resolve_secrets
from listwright.app.approved import (
    Approved,
    check_saved,
    match_digest,
    match_saved,
    refuse_ephemeral,
    refuse_expired,
)
from listwright.app.driver import Driver
from listwright.app.resuming import find_begun, match_rest
from listwright.cli.asking import ask
from listwright.cli.command import define
from listwright.cli.driving import bring_home, make_driver
from listwright.cli.exits import as_ours
from listwright.cli.opening import open_workshop
from listwright.cli.options import PLANNING
from listwright.cli.planning import fresh_in_full, plan_text, resumed_plan, review_of
from listwright.cli.printing import put
from listwright.cli.progress import make_progress
from listwright.cli.reports import Wanted, wanted_reports, write_reports
from listwright.cli.session import Ending, Session
from listwright.cli.signals import watching
from listwright.compose.lockfile import NAME, add_accounts
from listwright.compose.project import Workshop
from listwright.engine.digest import plan_digest
from listwright.engine.reconcile import Reconciled
from listwright.engine.resuming import approve
from listwright.errors import OutOfTimeError, RefusedError, UsageError
from listwright.model.outcome import OUT_OF_TIME, ApplyReport, Result, resume_command
from listwright.model.plan import Plan
from listwright.model.review import Review
from listwright.model.saved import SavedPlan

if TYPE_CHECKING:
    from listwright.planfile import Document, Run


@define(
    "apply",
    "read_only",
    "auto_approve",
    "plan_digest",
    "fail_fast",
    "max_duration",
    "resume",
    "report",
    *PLANNING,
    text="Order and cancel what the plan says: a fresh one, a reviewed PLANFILE, or the rest of "
    "one that was cut short (--resume).",
    arguments=[click.Argument(["planfile"], required=False)],
)
def command(session: Session) -> Ending:
    """Plan, ask, carry out, report."""
    if session["read_only"]:
        message = "--read-only and apply do not go together."
        raise RefusedError(message, reason="read_only", advice="Use `listwright plan --read-only`.")
    _refuse_scope(session)
    wanted = wanted_reports(session, stdout=False)
    standing = _Standing()
    try:
        return _run(session, standing, wanted)
    except Exception as error:
        if standing.driver is None or not standing.driver.sent:
            raise
        return _half_done(standing.ending, error)


@dataclass(slots=True)
class _Standing:
    """How far the command has come: after the first request an error is "incomplete"."""

    driver: Driver | None = None
    ending: Ending | None = None


def _run(session: Session, standing: _Standing, wanted: Wanted) -> Ending:
    with open_workshop(session) as workshop, watching(session.format_interruption) as watch:
        refuse_ephemeral(workshop.portfolio, is_ci=session.environment.is_ci)
        saved = _read_saved(session)
        ledger = workshop.open_ledger()
        if saved is not None:
            check_saved(saved, workshop.portfolio, ledger, now=workshop.clock.now())
        with ledger.lock(session["lock_timeout"]) as epoch:
            driver = make_driver(session, workshop, ledger, interrupts=watch, epoch=epoch)
            standing.driver = driver
            if session["resume"]:
                approved, made = _rest(session, workshop, driver)
            else:
                approved, made = _approved_plan(session, workshop, driver, saved=saved)
            bring_home(session, workshop, driver)
            told = replace(made, plan=_under_its_own_fingerprint(approved.plan))
            _tell(session, review_of(workshop, ledger, told), wanted)
            # Kept before the ledger and the vendors are closed, which can fail as well.
            standing.ending = _carry_out(session, workshop, driver, approved=approved)
    return standing.ending


def _under_its_own_fingerprint(plan: Plan) -> Plan:
    """As readers of it check it: the rest of a plan goes on under that of all of it."""
    return replace(plan, digests=replace(plan.digests, plan=plan_digest(plan.changes)))


def _tell(session: Session, review: Review, wanted: Wanted) -> None:
    """What is about to be applied: in files before the first request leaves, and on stdout."""
    write_reports(session, wanted, review)
    if not session.is_json and not session["quiet"]:
        put(plan_text(session, review), nl=False)


_SCOPE = ("target", "exclude", "select", "only", "replace")
_DECIDED = (*_SCOPE, "plan_digest", "max_creates", "max_cancels", "max_spend", "override_limit")


def _refuse_scope(session: Session) -> None:
    """What was approved carries its scope: an option would seem to narrow it, and would not."""
    if session["resume"]:
        given = [*_given(session, _DECIDED), *(["a plan file"] if session["planfile"] else [])]
        if given:
            raise UsageError(
                f"{' and '.join(given)} cannot stand beside --resume, which does the rest of what "
                "was approved.",
                advice=f"Write `{resume_command(session['resume'])}` alone.",
            )
    given = _given(session, _SCOPE)
    if session["planfile"] is not None and given:
        raise UsageError(
            f"{' and '.join(given)} cannot stand beside a plan file, which carries its own scope.",
            advice="Make a plan with these options, and apply that file.",
        )


def _given(session: Session, names: tuple[str, ...]) -> list[str]:
    """Those of the options that were written, as one writes them."""
    written = (name for name in names if session[name] not in (None, (), ""))
    return [f"--{name.replace('_', '-')}" for name in written]


def _read_saved(session: Session) -> SavedPlan | None:
    if session["planfile"] is None:
        return None
    from listwright.planfile import read_plan

    return read_plan(read_plan_text(session.root / session["planfile"]))


def read_plan_text(planfile: Path) -> str:
    """The text of a saved plan; raises UsageError."""
    try:
        return planfile.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            "The plan file cannot be read.",
            advice="Check the path; `listwright plan -o FILE` writes one.",
        ) from error


def _approved_plan(
    session: Session, workshop: Workshop, driver: Driver, *, saved: SavedPlan | None
) -> tuple[Approved, Reconciled]:
    """What is applied of a fresh plan, and that plan with what it was decided on."""
    made = fresh_in_full(
        session,
        workshop,
        driver.ledger,
        driver=driver,
        scope=saved.scope if saved is not None else None,
    )
    if saved is not None:
        approved = match_saved(saved, made.plan)
    else:
        approved = Approved(plan=made.plan, approval=approve(made.plan))
    if session["plan_digest"]:
        match_digest(session["plan_digest"], approved.plan)
    return approved, made


def _rest(session: Session, workshop: Workshop, driver: Driver) -> tuple[Approved, Reconciled]:
    """What is left of a plan that was cut short, planned anew."""
    plan_id, portfolio = session["resume"], workshop.portfolio
    ledger = driver.ledger
    begun = find_begun(plan_id, portfolio, ledger, now=workshop.clock.now())
    made = resumed_plan(session, workshop, driver, approval=begun.approval)
    # Planning may have read orders, so how far they have come is looked up again.
    begun = find_begun(plan_id, portfolio, ledger, now=workshop.clock.now())
    return match_rest(begun, made.plan), made


def _carry_out(
    session: Session, workshop: Workshop, driver: Driver, *, approved: Approved
) -> Ending:
    from listwright.config.yaml import heap_set_aside

    plan = approved.plan
    refuse_if_forbidden(plan)
    if not plan.changes:
        return _ending(session, ApplyReport(plan_id=plan.plan_id, outcomes=()), approved)
    _ask(session)
    resolve_secrets(plan, workshop.vendors)
    _begin(session, workshop, driver, approved=approved)
    options = ApplyOptions(fail_fast=bool(session["fail_fast"]), not_in_plan=approved.not_in_plan)
    with heap_set_aside():
        report = apply_plan(plan, driver, options, progress=make_progress(session))
    report = replace(
        report,
        outcomes=(*approved.earlier, *report.outcomes),
        done_before=approved.done_before,
    )
    return _ending(session, report, approved, signal_number=driver.interrupts.requested())


def _begin(session: Session, workshop: Workshop, driver: Driver, *, approved: Approved) -> None:
    """Mark the plan as used, the last thing before the first request; raises what speaks against.

    A plan that is resumed is used already.
    """
    limit = session["max_duration"]
    driver.deadline = None if limit is None else session.began + limit
    if driver.is_over():
        raise OutOfTimeError(
            "The time that --max-duration gives was over before the first request.",
            advice="Give it more time. The same command begins where this one ended.",
        )
    plan = approved.plan
    # Somebody may have thought for a day, or another run may have held the lock for one.
    now = workshop.clock.now()
    if not session["resume"]:
        refuse_expired(plan.expires_at, now=now)
        if not driver.ledger.use_plan(approved.approval, at=now, note=_note(session)):
            message = "The plan was applied by another run just now."
            raise RefusedError(message, reason="used", advice="Plan again.")
    _keep_lock(session, workshop, plan, now=now)


def _keep_lock(session: Session, workshop: Workshop, plan: Plan, *, now: datetime) -> None:
    """Before the first orders of an account leave: write down, for git, that there are some."""
    if not session["bootstrap"]:
        return
    accounts = {change.account for change in plan.changes if change.action.creates}
    portfolio = workshop.portfolio
    if add_accounts(workshop.places.root, portfolio.lineage, accounts, now=now):
        session.note(f"Wrote {NAME}: commit it, so that a lost ledger is noticed.")


def _ask(session: Session) -> None:
    """A person's yes; not needed with --auto-approve, or for what was approved before."""
    if any(session[name] for name in ("auto_approve", "planfile", "plan_digest", "resume")):
        return
    if not session.may_ask:
        raise RefusedError(
            "Nobody can be asked here, and the plan was not approved.",
            reason="approval_required",
            advice="Review it and add --auto-approve, or apply a saved plan file.",
        )
    put("", err=True)
    answer = ask("Only `yes` is taken for a yes. Apply this plan?", default="no")
    if answer != "yes":
        raise RefusedError("Not approved; nothing was done.", reason="approval_required", advice="")


def _ending(
    session: Session, report: ApplyReport, approved: Approved, *, signal_number: int | None = None
) -> Ending:
    code, reason = exit_of(report, signal_number)

    def document(run: "Run") -> "Document":
        from listwright.planfile import apply_document

        return apply_document(report, run)

    return Ending(
        exit_code=code,
        exit_reason=reason,
        document=document,
        text="" if session.is_json or not approved.plan.changes else _text(session, report),
        findings=report.errors,
        incomplete_if_unreported=report.sent,
    )


def _text(session: Session, report: ApplyReport) -> str:
    from listwright.render.text.apply import render_apply

    return "\n" + render_apply(report, session.style)


def exit_of(report: ApplyReport, signal_number: int | None) -> tuple[int, str]:
    """The exit code and reason of an apply."""
    undone = [item for item in report.outcomes if item.result is not Result.DONE]
    if not undone:
        return 0, "ok"
    if report.stopped == "interrupted" and signal_number is not None:
        return 128 + signal_number, "interrupted"
    if report.sent:
        return 3, "incomplete"
    if report.stopped == OUT_OF_TIME:
        return 1, "timeout"
    unread = any(item.failure is not None and item.failure.code == "read_failed" for item in undone)
    return (3, "incomplete") if unread else (4, "plan_changed")


def _half_done(ending: Ending | None, error: Exception) -> Ending:
    """An error after the first request is "incomplete", with the outcomes when there are any."""
    ours = as_ours(error)
    known = ending if ending is not None else Ending(error=ours)
    return replace(
        known,
        exit_code=3,
        exit_reason="incomplete",
        findings=(*known.findings, *ours.diagnostics),
        incomplete_if_unreported=True,
    )


def _note(session: Session) -> str:
    """What made this apply allowed, for the ledger."""
    overrides = ", ".join(session["override_limit"] or ())
    return f"{overrides}: {session['reason']}" if overrides else session["reason"] or ""
