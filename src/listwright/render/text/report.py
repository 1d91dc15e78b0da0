"""Reports as text: a table for people, the sum, and what somebody should ask about first."""

from collections.abc import Mapping, Sequence

from listwright.model.report import (
    CoverageLine,
    CoverageReport,
    InvoiceLine,
    InvoiceReport,
    Match,
    SpendLine,
    SpendReport,
)
from listwright.render.escape import for_terminal
from listwright.render.text.layout import cut, display_width, joined, padded, tabulated, wrapped
from listwright.render.text.money import budget_lines
from listwright.render.text.style import Role, Style, paint, titled
from listwright.render.text.words import amount, count, number

_NOBODY = "-"
_LONGEST_NAME = 40
_LINES_SHOWN = 50

_SPEND = ("orders", "unpriced", "in doubt")
_COVERAGE = ("wanted", "satisfied", "in progress", "to order", "deferred", "blocked", "kept",
             "waived")  # fmt: skip


def render_spend(report: SpendReport, style: Style) -> str:
    """What was ordered, by its groups, and how the budgets of this month stand."""
    money = f"known {report.currency}" if report.currency else "known"
    numbers = [(*_spend_numbers(line), amount(line.known)) for line in report.lines]
    total = (*_spend_numbers(report.total), amount(report.total.known))
    heads = (*_SPEND, for_terminal(money))
    lines = _table(report.by, [one.group for one in report.lines], (heads, numbers), style=style)
    months = _months(report)
    sums = f"Ordered{months}: {count(report.total.orders, 'order')}, {total[-1]} known"
    sums += f", {number(report.total.unpriced)} unpriced"
    if report.total.in_doubt:
        sums += f", {number(report.total.in_doubt)} of which nobody knows whether they exist"
    budgets = budget_lines(
        [one for one in report.budgets if one.allowed is not None], style, indent=2
    )
    note = [paint("This month against its budgets, with what a plan would order now:", Role.TITLE,
                  style)] if budgets else []  # fmt: skip
    closing = wrapped(f"{sums}.", width=style.columns, indent=0, hanging=2)
    return joined([lines, closing, [*note, *budgets]])


def _months(report: SpendReport) -> str:
    since = f" from {report.since}" if report.since else ""
    until = f" to {report.until}" if report.until else ""
    return since + until


def _spend_numbers(line: SpendLine) -> tuple[str, ...]:
    return (number(line.orders), number(line.unpriced), number(line.in_doubt))


def render_coverage(report: CoverageReport, style: Style) -> str:
    """How the needs stand, by their groups."""
    numbers = [_coverage_numbers(line) for line in report.lines]
    lines = _table(
        report.by,
        [one.group for one in report.lines],
        ((*_COVERAGE, "covered"), numbers),
        style=style,
    )
    total = report.total
    percent = "" if total.percent is None else f" = {total.percent} %"
    text = (
        f"Of {count(total.wanted, 'need')}: {number(total.satisfied)} satisfied{percent}, "
        f"{number(total.in_progress)} in progress, {number(total.to_order)} to order, "
        f"{number(total.deferred)} deferred, {number(total.blocked)} blocked."
    )
    return joined([lines, wrapped(text, width=style.columns, indent=0, hanging=2)])


def _coverage_numbers(line: CoverageLine) -> tuple[str, ...]:
    values = (
        line.wanted,
        line.satisfied,
        line.in_progress,
        line.to_order,
        line.deferred,
        line.blocked,
        line.kept,
        line.waived,
    )
    percent = _NOBODY if line.percent is None else f"{line.percent} %"
    return (*(number(value) for value in values), percent)


_Numbers = tuple[Sequence[str], Sequence[Sequence[str]]]
"""The heads of columns of numbers, and their cells."""


def _table(
    by: Sequence[str],
    groups: Sequence[Mapping[str, str | None]],
    numbers: _Numbers,
    *,
    style: Style,
) -> list[str]:
    """A column for each group and number; too wide for the terminal, a line and its numbers."""
    heads, cells = numbers
    if not groups:
        return []
    names = [[cut(for_terminal(group[one] or _NOBODY), _LONGEST_NAME) for one in by]
             for group in groups]  # fmt: skip
    wide = [max(map(display_width, column)) for column in zip(by, *names, strict=True)]
    sizes = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    rows = [(by, heads), *zip(names, cells, strict=True)]
    if sum(wide) + sum(sizes) + 2 * (len(wide) + len(sizes) - 1) > style.columns:
        return _stacked(names, heads, cells, style=style)
    lines = [
        "  ".join(
            [
                *(padded(text, size) for text, size in zip(left, wide, strict=True)),
                *(padded(text, size, right=True) for text, size in zip(right, sizes, strict=True)),
            ]
        ).rstrip()
        for left, right in rows
    ]
    return [paint(lines[0], Role.TITLE, style), *lines[1:]]


def _stacked(
    names: Sequence[Sequence[str]],
    heads: Sequence[str],
    cells: Sequence[Sequence[str]],
    *,
    style: Style,
) -> list[str]:
    """The names of each group, and below them its numbers in words."""
    lines: list[str] = []
    for group, row in zip(names, cells, strict=True):
        lines += wrapped(", ".join(group), width=style.columns, indent=0, hanging=2)
        told = ", ".join(f"{head} {text}" for text, head in zip(row, heads, strict=True))
        lines += wrapped(told, width=style.columns, indent=4, hanging=4)
    return lines


_WORDS = {
    Match.UNKNOWN: "the ledger does not know these orders: who placed them?",
    Match.LOST: "our name, and no such order in the ledger: one that was lost",
    Match.CANCELED: "invoiced although canceled",
    Match.AMOUNT_DIFFERS: "another amount than expected",
    Match.ENTITY_DIFFERS: "billed to somebody else",
    Match.NOT_INVOICED: "ordered and not on the invoice",
    Match.UNPRICED: "ours, without a price to compare with",
}
"""What is listed, the loudest first."""

_LOUD = frozenset({Match.UNKNOWN, Match.LOST, Match.CANCELED})


def render_invoice(report: InvoiceReport, style: Style) -> str:
    """What differs between the invoice and the ledger, then the counts."""
    groups = [
        _group(match, [one for one in report.lines if one.match is match], style)
        for match in _WORDS
        if report.counts[match]
    ]
    counts = ", ".join(
        f"{number(report.counts[match])} {match.value.replace('_', ' ')}"
        for match in (Match.MATCHED, *_WORDS)
        if report.counts[match]
    )
    orders = count(len(report.lines), "order")
    months = f" Orders of {_period(report.months)} should be on it." if report.months else ""
    text = f"{for_terminal(report.file)}: {count(report.rows, 'row')}, {orders}: {counts}.{months}"
    return joined([*groups, wrapped(text, width=style.columns, indent=0, hanging=2)])


def _period(months: Sequence[str]) -> str:
    return months[0] if len(months) == 1 else f"{months[0]} to {months[-1]}"


def _group(match: Match, lines: Sequence[InvoiceLine], style: Style) -> list[str]:
    role = Role.ALERT if match in _LOUD else Role.TITLE
    listed = lines if style.opens(match.value) else lines[:_LINES_SHOWN]
    text = titled(f"{number(len(lines))} {match.value}: {_WORDS[match]}", style, role=role)
    rows = [_cells(line) for line in listed]
    for block in tabulated(rows, width=style.columns, indent=2, hanging=6):
        text += block
    hidden = len(lines) - len(listed)
    return [*text, *([f"  +{number(hidden)} more (--format csv)"] if hidden else [])]


def _cells(line: InvoiceLine) -> list[str]:
    named = line.order_id or line.order_key or ""
    places = ", ".join(number(row) for row in line.rows)
    return [
        f"order {for_terminal(named)}",
        for_terminal(line.property or ""),
        for_terminal(line.entity or ""),
        "" if line.invoiced is None else f"invoiced {amount(line.invoiced)}",
        "" if line.expected is None else f"expected {amount(line.expected)}",
        f"row {places}" if places else "",
        for_terminal(line.why),
    ]
