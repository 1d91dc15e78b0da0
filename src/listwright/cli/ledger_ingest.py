"""`listwright ledger ingest`: events from a file instead of from the line."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from listwright.app.exported import split_bodies
from listwright.app.ingest import ingest_events
from listwright.cli.command import define
from listwright.cli.opening import open_workshop
from listwright.cli.session import Ending, Session
from listwright.compose.receiving import event_readers, read_export
from listwright.errors import Diagnostic, Severity, Span, UsageError
from listwright.model.event import Ingested
from listwright.model.portfolio import Portfolio
from listwright.ports import EventReader

if TYPE_CHECKING:
    from listwright.planfile import Document, Run

_SUMMARY = "Not everything in the file of events could be read"


@define(
    "ingest",
    "vendor",
    text="Take events from a file, as the receiver would have. FILE holds the JSON that a vendor "
    "sent: one body, an array of them, or one a line; - is stdin. What came in before is not taken "
    "twice. --vendor names the account they were sent for, where the bodies do not tell.",
    kind="ledger",
    arguments=[click.Argument(["events"], metavar="FILE")],
)
def command(session: Session) -> Ending:
    """Read, compare with what is known, keep the rest in one commit."""
    file = session["events"]
    with open_workshop(session) as workshop:
        readers = _readers(session["vendor"], workshop.portfolio)
        done = ingest_events(
            split_bodies(read_export(file, session.root)),
            readers,
            workshop.open_ledger(read_only=True),
            open_inbox=workshop.open_inbox,
            now=workshop.clock.now(),
        )
    return _ending(session, done, file=file)


def _readers(label: str | None, portfolio: Portfolio) -> Mapping[str, EventReader]:
    readers = event_readers(portfolio)
    if label is None:
        return readers
    if label not in readers:
        raise UsageError(
            "--vendor names no account of the project.",
            advice=f"There are: {', '.join(readers) or 'none'}.",
        )
    return {label: readers[label]}


def _ending(session: Session, done: Ingested, *, file: str) -> Ending:
    def document(run: "Run") -> "Document":
        from listwright.planfile import ingest_document

        return ingest_document(done, run, file=file)

    none = not done.new and not done.known
    severity = Severity.ERROR if none else Severity.WARNING
    findings = (_finding(done, file, severity),) if done.unread else ()
    if none and findings:
        return Ending(exit_code=1, exit_reason="usage", document=document, findings=findings)
    session.warn(findings)
    text = ""
    if not session.is_json:
        from listwright.render.text.copies import render_ingested

        text = render_ingested(done, session.style, file=file)
    return Ending(document=document, text=text)


def _finding(done: Ingested, file: str, severity: Severity) -> Diagnostic:
    first, others = done.unread[0], len(done.unread) - 1
    also = f" So are {others:,} more." if others > 1 else " So is one more." if others else ""
    return Diagnostic(
        code="LW5018",
        summary=_SUMMARY,
        detail=f"Left out: {first.why}.{also}",
        fix="The file holds the JSON that the vendor sent, each body whole; name the account with "
        "--vendor. With --json every line that was left out is listed.",
        span=Span(file=file, line=first.line),
        severity=severity,
    )
