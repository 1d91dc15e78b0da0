"""What a forecast says beyond a plan: what falls due month by month, and what it is not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from listwright.model.plan import Plan
from listwright.render.text.layout import padded, wrapped
from listwright.render.text.style import Role, Style, paint, titled
from listwright.render.text.words import brief, number

_FARTHEST_ZONE = timedelta(hours=14)


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the table, every cell as text."""

    name: str
    needs: str
    orders: str
    reasons: Mapping[str, int] = field(default_factory=dict)


_HEAD = _Row("Falls due by month", "needs", "orders")


def due_section(plan: Plan, style: Style) -> list[str]:
    """One row per month in which anything falls due, and their sum."""
    if plan.as_of is None:
        return []
    if not plan.forecast:
        return titled(f"Nothing falls due until {plan.as_of}.", style)
    rows = _rows(plan)
    widths = (
        max(len(row.needs) for row in (_HEAD, *rows)),
        max(len(row.orders) for row in (_HEAD, *rows)),
    )
    lines = [paint(f"{_start(_HEAD, widths)}  why", Role.TITLE, style)]
    for row in rows:
        lines += _with_reasons(_start(row, widths), row.reasons, style)
    first = plan.forecast[0].month
    if first <= f"{plan.made_at + _FARTHEST_ZONE:%Y-%m}":
        note = f"What is due already counts in {brief(first, 10)}."
        lines += wrapped(note, width=style.columns, indent=2)
    return lines


def _rows(plan: Plan) -> list[_Row]:
    rows = [
        _Row(f"  {brief(due.month, 10)}", number(due.needs), number(due.orders), due.reasons)
        for due in plan.forecast
    ]
    if len(rows) > 1:
        needs = sum(due.needs for due in plan.forecast)
        orders = sum(due.orders for due in plan.forecast)
        rows.append(_Row("  in all", number(needs), number(orders)))
    return rows


def _start(row: _Row, widths: tuple[int, int]) -> str:
    needs, orders = widths
    return "  ".join(
        [
            padded(row.name, len(_HEAD.name)),
            padded(row.needs, needs, right=True),
            padded(row.orders, orders, right=True),
        ]
    )


def _with_reasons(start: str, reasons: Mapping[str, int], style: Style) -> list[str]:
    """The row with its reasons, the most frequent first; they may need further lines."""
    ordered = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    told = ", ".join(f"{number(needs)} {brief(reason)}" for reason, needs in ordered)
    if not told:
        return [start]
    first, *rest = wrapped(told, width=style.columns, indent=len(start) + 2)
    return [f"{start}{first[len(start) :]}", *rest]


def forecast_section(plan: Plan, style: Style) -> list[str]:
    """What the reader must not take it for."""
    if plan.as_of is None:
        return []
    text = (
        "This is a forecast: what would be due if no fact moved, no vendor delivered and nothing"
        " was ordered until then. It is never applied."
    )
    return wrapped(text, width=style.columns, indent=0, hanging=2)
