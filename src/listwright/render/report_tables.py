"""Reports as CSV: a header, a line for each group or order, amounts as plain decimals."""

from collections.abc import Mapping

from listwright.model.money import amount_text
from listwright.model.report import CoverageReport, InvoiceReport, SpendReport
from listwright.render.tables import as_table

_SPEND = ("orders", "known", "currency", "unpriced", "in_doubt")
_COVERAGE = (
    "wanted",
    "satisfied",
    "in_progress",
    "to_order",
    "deferred",
    "blocked",
    "kept",
    "waived",
    "percent",
)
_INVOICE = (
    "match",
    "order_id",
    "order_key",
    "property",
    "entity",
    "month",
    "invoiced",
    "expected",
    "why",
    "rows",
)


def spend_table(report: SpendReport) -> str:
    """A line for each group."""
    rows = [
        {
            **_group(line.group),
            "orders": str(line.orders),
            "known": amount_text(line.known),
            "currency": report.currency or "",
            "unpriced": str(line.unpriced),
            "in_doubt": str(line.in_doubt),
        }
        for line in report.lines
    ]
    return as_table((*report.by, *_SPEND), rows)


def coverage_table(report: CoverageReport) -> str:
    """A line for each group."""
    rows = [
        {
            **_group(line.group),
            **{name: str(getattr(line, name)) for name in _COVERAGE if name != "percent"},
            "percent": "" if line.percent is None else str(line.percent),
        }
        for line in report.lines
    ]
    return as_table((*report.by, *_COVERAGE), rows)


def invoice_table(report: InvoiceReport) -> str:
    """A line for each order, those that match too."""
    rows = [
        {
            "match": line.match.value,
            "order_id": line.order_id or "",
            "order_key": line.order_key or "",
            "property": line.property or "",
            "entity": line.entity or "",
            "month": line.month or "",
            "invoiced": _maybe(line.invoiced),
            "expected": _maybe(line.expected),
            "why": line.why,
            "rows": " ".join(str(row) for row in line.rows),
        }
        for line in report.lines
    ]
    return as_table(_INVOICE, rows)


def _group(group: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value or "" for name, value in group.items()}


def _maybe(cents: int | None) -> str:
    return "" if cents is None else amount_text(cents)
