"""What a refresh read, as text: doubts that are left, one line for each change, the sum."""

from datetime import datetime

from listwright.model.recorded import Moved, RefreshReport
from listwright.render.escape import for_terminal
from listwright.render.text.layout import joined, tabulated, wrapped
from listwright.render.text.ledger import unknowns_section, waiting_section
from listwright.render.text.style import Style, titled
from listwright.render.text.words import bought, brief, count, length, number, phase_of


def render_refresh(report: RefreshReport, style: Style, *, now: datetime, stored: int = 0) -> str:
    """Which orders changed, how many were read, and how many finished pictures were `stored`.

    `now` is what ages are counted to.
    """
    return joined(
        [
            unknowns_section(report.unknowns, style, now=now),
            _moved_section(report, style),
            _closing(report, style),
            waiting_section(report.waiting, style),
            [f"Stored {count(stored, 'finished picture')}."] if stored else [],
        ]
    )


def _moved_section(report: RefreshReport, style: Style) -> list[str]:
    if not report.moved:
        return []
    lines = titled(f"{count(len(report.moved), 'order')} changed", style)
    for head in tabulated(
        [_cells(one) for one in report.moved], width=style.columns, indent=2, hanging=6
    ):
        lines += head
    for one in report.moved:
        if one.after.attention:
            text = f"Please look at {for_terminal(one.after.property)}: "
            text += brief(one.after.attention, 500)
            lines += wrapped(text, width=style.columns, indent=2, hanging=4)
    return lines


def _new_photos(one: Moved) -> str:
    return ", other photos than before" if one.has_other_photos else ""


def _cells(one: Moved) -> list[str]:
    before, after = one.before, one.after
    was = "not known" if before is None else phase_of(before)
    return [
        for_terminal(after.property),
        f"order {for_terminal(after.order_id)}",
        f"{was} -> {phase_of(after)}{_new_photos(one)}",
        bought(after.services, after.task),
    ]


def _closing(report: RefreshReport, style: Style) -> list[str]:
    if not report.used and not report.not_read:
        return wrapped("Nothing to read.", width=style.columns, indent=0)
    failed = report.used - len(report.orders)
    parts = [f"Read {count(len(report.orders), 'order')}, {number(len(report.moved))} changed"]
    if failed:
        parts.append(f"{number(failed)} could not be read")
    if report.not_read:
        left = f"{number(report.not_read)} left unread"
        parts.append(f"{left} (--refresh-budget)" if report.used == report.budget else left)
    text = f"{', '.join(parts)}."
    if report.oldest_s is not None and report.not_read:
        text += f" The oldest reading of an open order is {length(report.oldest_s)} old."
    return wrapped(text, width=style.columns, indent=0, hanging=2)
