"""`listwright report`: what was spent, what is covered, and an invoice against the ledger."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from listwright.cli.command import define
from listwright.cli.group import SecondVerbs
from listwright.cli.listed import told_problems
from listwright.cli.opening import open_workshop
from listwright.cli.planning import fresh_in_full
from listwright.cli.session import Ending, Session
from listwright.engine.invoices import Period, count_matches, match_invoice
from listwright.engine.placed import Books, placed_orders
from listwright.engine.reports import SpendQuery, sum_coverage, sum_spend
from listwright.errors import Diagnostic, UsageError
from listwright.model.report import InvoiceReport
from listwright.ports import LedgerReader

if TYPE_CHECKING:
    from listwright.engine.reconcile import Reconciled
    from listwright.model.listed import Listing
    from listwright.planfile import Document, Run
    from listwright.render.text.style import Style

_SPEND = ("entity", "market", "service", "month")
_COVERAGE = ("market", "entity", "need")
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_EVER = datetime(1970, 1, 1, tzinfo=UTC)


@define(
    "spend",
    "by",
    "since",
    "until",
    "report_format",
    text="Sum up what was ordered, by entity, market, service and month. Asks no vendor.",
    kind="report",
)
def spend_command(session: Session) -> Ending:
    """A line for each group, and the budgets of this month."""
    query = SpendQuery(
        by=_groups(session, _SPEND, ("entity", "service", "month")),
        **_months(session),
    )
    with open_workshop(session) as workshop:
        ledger = workshop.open_ledger(read_only=True)
        made = fresh_in_full(session, workshop, ledger, driver=None)
        report = sum_spend(
            placed_orders(_books(made, ledger)),
            query,
            currency=workshop.portfolio.prices.currency,
            budgets=made.plan.budgets,
        )

    def document(run: "Run") -> "Document":
        from listwright.planfile import spend_document

        return spend_document(report, run)

    def text(style: "Style") -> str:
        from listwright.render.text.report import render_spend

        return render_spend(report, style)

    def table() -> str:
        from listwright.render.report_tables import spend_table

        return spend_table(report)

    return _ending(session, document, text, table=table)


@define(
    "coverage",
    "by",
    "report_format",
    text="Count how needs stand, by market, entity and need. Asks no vendor.",
    kind="report",
)
def coverage_command(session: Session) -> Ending:
    """A line for each group."""
    by = _groups(session, _COVERAGE, _COVERAGE)
    with open_workshop(session) as workshop:
        ledger = workshop.open_ledger(read_only=True)
        report = sum_coverage(fresh_in_full(session, workshop, ledger, driver=None), by)

    def document(run: "Run") -> "Document":
        from listwright.planfile import coverage_document

        return coverage_document(report, run)

    def text(style: "Style") -> str:
        from listwright.render.text.report import render_coverage

        return render_coverage(report, style)

    def table() -> str:
        from listwright.render.report_tables import coverage_table

        return coverage_table(report)

    return _ending(session, document, text, table=table)


@define(
    "invoices",
    "since",
    "until",
    "report_format",
    "detailed_exitcode",
    text="Hold the vendor's invoice, a CSV file, against what was ordered. Asks no vendor.",
    kind="report",
    arguments=[click.Argument(["invoice"])],
)
def invoices_command(session: Session) -> Ending:
    """A line for each order that is not as it should be, and the counts."""
    from listwright.app.invoices import read_invoice

    period = Period(**_months(session))
    with open_workshop(session) as workshop:
        listing = _listing(session)
        portfolio = workshop.portfolio
        invoice = read_invoice(listing, currency=portfolio.prices.currency)
        _refuse(invoice.wrong)
        ledger = workshop.open_ledger(read_only=True)
        made = fresh_in_full(session, workshop, ledger, driver=None)
        lines, months = match_invoice(
            invoice.rows,
            placed_orders(_books(made, ledger)),
            lineage=portfolio.lineage,
            span=period,
        )
        report = InvoiceReport(
            file=listing.file,
            digest=listing.digest,
            rows=len(listing.rows),
            currency=portfolio.prices.currency,
            months=months,
            lines=lines,
            counts=count_matches(lines),
        )

    def document(run: "Run") -> "Document":
        from listwright.planfile import invoice_document

        return invoice_document(report, run)

    def text(style: "Style") -> str:
        from listwright.render.text.report import render_invoice

        return render_invoice(report, style)

    def table() -> str:
        from listwright.render.report_tables import invoice_table

        return invoice_table(report)

    found = bool(session["detailed_exitcode"]) and report.differs
    return _ending(session, document, text, table=table, found=found)


def _books(made: "Reconciled", ledger: LedgerReader) -> Books:
    return Books(
        portfolio=made.run.portfolio,
        calendar=made.run.calendar,
        observed=made.observed,
        payers=ledger.payers(_EVER),
    )


def _groups(session: Session, known: tuple[str, ...], standard: tuple[str, ...]) -> tuple[str, ...]:
    """What to sum by, each once and in the order it was typed."""
    if session["by"] is None:
        return standard
    typed = tuple(dict.fromkeys(word.strip() for word in session["by"].split(",")))
    for word in typed:
        if word not in known:
            raise UsageError(
                f"--by does not know {word!r}.", advice=f"It takes {', '.join(known)}."
            )
    return typed


def _months(session: Session) -> dict[str, str | None]:
    """The first and the last month that were asked for; raises UsageError."""
    since, until = _month(session, "since"), _month(session, "until")
    if since is not None and until is not None and since > until:
        raise UsageError(
            f"No month is from {since} to {until}.", advice="Write the earlier one as --since."
        )
    return {"since": since, "until": until}


def _month(session: Session, name: str) -> str | None:
    text: str | None = session[name]
    if text is not None and not _MONTH.fullmatch(text):
        raise UsageError(f"--{name} is not a month.", advice="Write it as 2026-11.")
    return text


def _listing(session: Session) -> "Listing":
    """The invoice as a table; raises UsageError with everything that is wrong with its form."""
    from listwright.config.listing import read_listing

    listing, wrong = read_listing(session.root, session["invoice"], known=())
    _refuse(wrong)
    assert listing is not None, "a table that could not be read was refused"
    return listing


def _refuse(wrong: tuple[Diagnostic, ...]) -> None:
    if wrong:
        problems, shown = told_problems(wrong)
        raise UsageError(
            f"The invoice has {problems}, so it was compared with nothing.", diagnostics=shown
        )


def _ending(
    session: Session,
    document: "Callable[[Run], Document]",
    text: "Callable[[Style], str]",
    *,
    table: Callable[[], str],
    found: bool = False,
) -> Ending:
    """The report in the form that was asked for."""
    if session["report_format"] == "json":
        session.values = {**session.values, "as_json": True}
    printed = ""
    if not session.is_json:
        printed = table() if session["report_format"] == "csv" else text(session.style)
    code, reason = (2, "findings") if found else (0, "ok")
    return Ending(exit_code=code, exit_reason=reason, document=document, text=printed)


command = SecondVerbs(
    "report",
    commands=[spend_command, coverage_command, invoices_command],
    help="Sum up what was spent and what is covered, and check an invoice. Writes nothing.",
)
