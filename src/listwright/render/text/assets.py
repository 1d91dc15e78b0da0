"""What was stored, as text: what failed, one line for each home, the sum."""

from itertools import groupby

from listwright.model.assets import Pulled, PulledPicture, PullReport
from listwright.render.escape import for_terminal
from listwright.render.text.layout import joined, tabulated, wrapped
from listwright.render.text.style import Style, chosen, more_line, titled
from listwright.render.text.words import count, number


def render_pulled(report: PullReport, style: Style) -> str:
    """Which pictures of which homes are on disk now. Why one is not stands among the findings."""
    sections = (_homes_section, _sheets_section, _sum)
    return joined([section(report, style) for section in sections])


def _homes_section(report: PullReport, style: Style) -> list[str]:
    homes = [list(group) for _, group in groupby(report.pictures, lambda one: one.order.property)]
    if not homes:
        return []
    listed, hidden = chosen([(home, False) for home in homes], every=style.opens("all"))
    lines = titled("Pictures", style)
    rows = [_cells(home) for home in listed]
    for row in tabulated(rows, width=style.columns, indent=2, hanging=6):
        lines += row
    return lines + more_line(hidden, 2)


def _cells(pictures: list[PulledPicture]) -> list[str]:
    sums = [
        f"{number(found)} {word}"
        for outcome, word in _WORDS.items()
        if (found := sum(one.outcome is outcome for one in pictures))
    ]
    return [for_terminal(pictures[0].order.property), ", ".join(sums)]


_WORDS = {
    Pulled.STORED: "stored",
    Pulled.PRESENT: "there already",
    Pulled.FAILED: "failed",
}


def _sheets_section(report: PullReport, style: Style) -> list[str]:
    if not report.sheets:
        return []
    listed, hidden = chosen([(page, False) for page in report.sheets], every=style.opens("all"))
    lines = titled("Contact sheets", style)
    return [*lines, *(f"  {for_terminal(page)}" for page in listed), *more_line(hidden, 2)]


def _sum(report: PullReport, style: Style) -> list[str]:
    later = (
        f" {count(report.undelivered, 'order')} not delivered yet." if report.undelivered else ""
    )
    if not report.pictures:
        made = f"Wrote {count(len(report.sheets), 'contact sheet')}." if report.sheets else ""
        return wrapped((made or "No picture to store.") + later, width=style.columns, indent=0)
    parts = [f"{number(report.count(outcome))} {word}" for outcome, word in _WORDS.items()]
    total = count(len(report.pictures), "picture")
    return wrapped(f"{total}: {', '.join(parts)}.{later}", width=style.columns, indent=0)
