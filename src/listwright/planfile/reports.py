"""Reports -> documents."""

from collections.abc import Mapping

from listwright.model.report import (
    CoverageLine,
    CoverageReport,
    InvoiceLine,
    InvoiceReport,
    SpendLine,
    SpendReport,
)
from listwright.planfile.document import Document, Run, filled
from listwright.planfile.review import budget_row
from listwright.planfile.rows import Row, maybe_money, money

_GROUPS = ("entity", "market", "service", "month", "need")


def spend_document(report: SpendReport, run: Run) -> Document:
    """What was ordered, with the budgets of this month."""
    values: Document = {
        "report": "spend",
        "by": list(report.by),
        "since": report.since,
        "until": report.until,
        "currency": report.currency,
        "spend": [_spend_row(line) for line in report.lines],
        "spend_total": _spend_row(report.total),
        "budgets": [budget_row(one) for one in report.budgets],
    }
    return filled("report", run, values)


def coverage_document(report: CoverageReport, run: Run) -> Document:
    """How far the portfolio is covered."""
    values: Document = {
        "report": "coverage",
        "by": list(report.by),
        "coverage": [_coverage_row(line) for line in report.lines],
        "coverage_total": _coverage_row(report.total),
    }
    return filled("report", run, values)


def invoice_document(report: InvoiceReport, run: Run) -> Document:
    """An invoice against the ledger."""
    invoice: Row = {
        "file": report.file,
        "digest": report.digest,
        "rows": report.rows,
        "months": list(report.months),
        "counts": {match.value: count for match, count in report.counts.items()},
        "lines": [_invoice_row(line) for line in report.lines],
    }
    values: Document = {"report": "invoices", "currency": report.currency, "invoice": invoice}
    return filled("report", run, values)


def _group_row(group: Mapping[str, str | None]) -> Row:
    return {name: group.get(name) for name in _GROUPS}


def _spend_row(line: SpendLine) -> Row:
    return {
        "group": _group_row(line.group),
        "orders": line.orders,
        "known": money(line.known),
        "unpriced": line.unpriced,
        "in_doubt": line.in_doubt,
    }


def _coverage_row(line: CoverageLine) -> Row:
    return {
        "group": _group_row(line.group),
        "wanted": line.wanted,
        "satisfied": line.satisfied,
        "in_progress": line.in_progress,
        "to_order": line.to_order,
        "deferred": line.deferred,
        "blocked": line.blocked,
        "kept": line.kept,
        "waived": line.waived,
        "percent": line.percent,
    }


def _invoice_row(line: InvoiceLine) -> Row:
    return {
        "match": line.match.value,
        "why": line.why,
        "order_id": line.order_id,
        "order_key": line.order_key,
        "property": line.property,
        "entity": line.entity,
        "month": line.month,
        "invoiced": maybe_money(line.invoiced),
        "expected": maybe_money(line.expected),
        "rows": list(line.rows),
    }
