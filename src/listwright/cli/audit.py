"""`listwright audit`."""

from typing import TYPE_CHECKING

import click

from listwright.app.audit import Audited
from listwright.cli.command import define
from listwright.cli.conditions import OF_AUDITS, audit_meets, wanted_conditions
from listwright.cli.driving import make_driver
from listwright.cli.opening import make_scope, open_workshop
from listwright.cli.planning import fresh_audit, review_of
from listwright.cli.reports import Wanted, report_context, wanted_reports, write_reports
from listwright.cli.session import Ending, Session
from listwright.cli.signals import watching
from listwright.compose.identity import read_commit
from listwright.model.review import Review

if TYPE_CHECKING:
    from listwright.planfile.document import Document, Run


@define(
    "audit",
    "show",
    "target",
    "exclude",
    "select",
    "refresh",
    "refresh_budget",
    "max_staleness",
    "read_only",
    "detailed_exitcode",
    "fail_on",
    "report",
    "junit",
    "format",
    text="Look for what somebody should see to: drift, lateness, what is stuck. Orders nothing.",
    arguments=[click.Argument(["address"], nargs=-1)],
)
def command(session: Session) -> Ending:
    """Plan without meaning to apply, and print what is found."""
    words = wanted_conditions(session, OF_AUDITS)
    wanted = wanted_reports(session)
    with open_workshop(session) as workshop, watching(session.format_interruption) as watch:
        read_only = bool(session["read_only"])
        ledger = workshop.open_ledger(read_only=read_only)
        driver = None
        if not read_only:
            driver = make_driver(session, workshop, ledger, interrupts=watch)
        commit = read_commit(workshop.places.root)
        scope = make_scope(session, commit, addresses=tuple(session["address"]))
        audited = fresh_audit(session, workshop, ledger, driver=driver, scope=scope)
        review = review_of(workshop, ledger, audited.made, findings=audited.findings)
        return _ending(session, review, wanted, failed=_fails(words, audited))


def _fails(words: tuple[str, ...], audited: Audited) -> bool:
    return audit_meets(words, audited.plan, audited.findings)


def _ending(session: Session, review: Review, wanted: Wanted, *, failed: bool) -> Ending:
    printed = write_reports(session, wanted, review)
    failed = failed or (bool(session["detailed_exitcode"]) and bool(review.findings))

    def document(run: "Run") -> "Document":
        from listwright.planfile import audit_document

        return audit_document(review, run, show_all="all" in (session["show"] or ()))

    return Ending(
        exit_code=2 if failed else 0,
        exit_reason="findings" if failed else "ok",
        document=document,
        text=_text(session, review) if printed is None else printed,
    )


def _text(session: Session, review: Review) -> str:
    if session.is_json:
        return ""
    name = session["output_format"]
    if name == "github":
        from listwright.render.github import render_audit_annotations

        return render_audit_annotations(review.findings or ())
    if name != "text":
        from listwright.render.reports import render_report

        return render_report(name, review, report_context(session)).decode()
    from listwright.render.text.audit import render_audit

    return render_audit(review, session.style)
