"""Which rule causes how much: reviewers read rules, not hundreds of rows."""

from collections.abc import Sequence

from listwright.model.review import RuleShare
from listwright.render.escape import for_terminal
from listwright.render.text.layout import cut, cut_start, display_width, padded, wrapped
from listwright.render.text.style import ROWS_SHOWN, Role, Style, more_line, paint
from listwright.render.text.words import number

_ALWAYS = ("needs", "own orders")
_SOMETIMES = ("cancels", "deferred", "blocked")


def rules_section(shares: Sequence[RuleShare], style: Style) -> list[str]:
    """One row per rule, by name; where its needs ride in orders of other rules, that is said."""
    if not shares:
        return []
    every = style.opens("rules")
    listed = shares if every else shares[:ROWS_SHOWN]
    hidden = len(shares) - len(listed)
    return _table(listed, style) + more_line(hidden, 2)


def _table(shares: Sequence[RuleShare], style: Style) -> list[str]:
    """Names, numbers, places and notes; what finds no room beside gets lines of its own."""
    kinds = [*_ALWAYS, *(kind for kind in _SOMETIMES if any(_figure(one, kind) for one in shares))]
    rows = [[number(_figure(share, kind)) for kind in kinds] for share in shares]
    sizes = [max(map(len, column)) for column in zip(kinds, *rows, strict=True)]
    room = style.columns - 2 - sum(2 + size for size in sizes)
    names = [for_terminal(share.rule.rule) for share in shares]
    first = max(display_width(name) for name in names)
    places = [for_terminal(share.rule.at) for share in shares]
    widest = max(map(display_width, places))
    beside = first + 2 + widest <= room
    title = _row("By rule", kinds, [min(first, room) + 2, *sizes])
    lines = [paint(f"{title}  where" if beside else title, Role.TITLE, style)]
    for share, name, row, place in zip(shares, names, rows, places, strict=True):
        if first > room:
            lines += _apart(name, row, [room + 2, *sizes], style=style)
        else:
            lines.append(_row(f"  {name}", row, [first + 2, *sizes]))
        if beside:
            whole = f"{lines.pop()}  {padded(place, widest)}"
            lines += _noted(whole, _note(share), style)
        else:
            lines.append(f"    {cut_start(place, style.columns - 4)}")
            lines += wrapped(_note(share), width=style.columns, indent=4)
    return lines


def _apart(name: str, row: Sequence[str], sizes: Sequence[int], *, style: Style) -> list[str]:
    """The name on a line of its own, so that it can be read, and its numbers below."""
    return [f"  {cut(name, style.columns - 2)}", _row("", row, sizes)]


def _row(name: str, numbers: Sequence[str], sizes: Sequence[int]) -> str:
    cells = [padded(text, size, right=True) for text, size in zip(numbers, sizes[1:], strict=True)]
    return "  ".join([padded(name, sizes[0]), *cells])


def _noted(line: str, note: str, style: Style) -> list[str]:
    """The line with its note behind it, or below when there is no room."""
    if not note:
        return [line.rstrip()]
    whole = f"{line}  {note}"
    if display_width(whole) <= style.columns:
        return [whole]
    return [line.rstrip(), *wrapped(note, width=style.columns, indent=4)]


def _figure(share: RuleShare, kind: str) -> int:
    figures = {
        "needs": share.needs,
        "own orders": share.orders,
        "cancels": share.cancels,
        "deferred": share.deferred,
        "blocked": share.blocked,
    }
    return figures[kind]


def _note(share: RuleShare) -> str:
    """`(6 ride in a rental-ready order)`, or nothing."""
    parts = [
        f"{number(one.needs)} {_ride(one.needs) if place == 0 else 'in'}"
        f" {_article(one.rule.rule)} {for_terminal(one.rule.rule)} order"
        for place, one in enumerate(share.riding)
    ]
    return f"({', '.join(parts)})" if parts else ""


def _article(name: str) -> str:
    return "an" if name[:1].casefold() in {"a", "e", "i", "o", "u"} else "a"


def _ride(needs: int) -> str:
    return "rides in" if needs == 1 else "ride in"
