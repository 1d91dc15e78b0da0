"""Which rule causes how much: reviewers read rules, not hundreds of rows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from listwright.model.review import RuleShare
from listwright.render.escape import for_terminal
from listwright.render.text.layout import cut, cut_start, display_width, padded, wrapped
from listwright.render.text.style import ROWS_SHOWN, Role, Style, more_line, paint
from listwright.render.text.words import amount, number

_TITLE = "By rule"
_ALWAYS = ("needs", "own orders")
_SOMETIMES = ("cancels", "deferred", "blocked")


def rules_section(
    shares: Sequence[RuleShare], style: Style, *, currency: str | None = None
) -> list[str]:
    """One row per rule, by name; where its needs ride in orders of other rules, that is said.

    With a currency each row tells what its orders cost.
    """
    if not shares:
        return []
    every = style.opens("rules")
    listed = shares if every else shares[:ROWS_SHOWN]
    hidden = len(shares) - len(listed)
    shown = for_terminal(currency) if currency is not None else None
    return _table(listed, style, shown) + more_line(hidden, 2)


@dataclass(frozen=True, slots=True)
class _Columns:
    """What a table shows of each rule: names of columns, and their cells; `noted`: its money."""

    kinds: list[str]
    rows: list[list[str]]
    noted: str | None = None

    @property
    def sizes(self) -> list[int]:
        """How wide each column is."""
        return [max(map(len, column)) for column in zip(self.kinds, *self.rows, strict=True)]

    @property
    def width(self) -> int:
        """What all of them take, without names."""
        return sum(2 + size for size in self.sizes)


def _columns(shares: Sequence[RuleShare], style: Style, currency: str | None) -> _Columns:
    """The columns; what they cost moves into a note where the terminal is too narrow for it."""
    kinds = [*_ALWAYS, *(kind for kind in _SOMETIMES if any(_figure(one, kind) for one in shares))]
    plain = _Columns(kinds, [[number(_figure(one, kind)) for kind in kinds] for one in shares])
    if currency is None:
        return plain
    kinds = [*kinds, *(["unpriced"] if any(one.unpriced for one in shares) else [])]
    rows = [[*(number(_figure(one, kind)) for kind in kinds), amount(one.known)] for one in shares]
    priced = _Columns([*kinds, f"cost {currency}"], rows)
    fits = len(_TITLE) + priced.width <= style.columns
    return priced if fits else replace(plain, noted=currency)


def _table(shares: Sequence[RuleShare], style: Style, currency: str | None) -> list[str]:
    """Names, numbers, places and notes; what finds no room beside gets lines of its own."""
    columns = _columns(shares, style, currency)
    sizes, room = columns.sizes, style.columns - 2 - columns.width
    names = [for_terminal(share.rule.rule) for share in shares]
    first = max(display_width(name) for name in names)
    places = [for_terminal(share.rule.at) for share in shares]
    widest = max(map(display_width, places))
    beside = first + 2 + widest <= room
    title = _row(_TITLE, columns.kinds, [min(first, room) + 2, *sizes])
    lines = [paint(f"{title}  where" if beside else title, Role.TITLE, style)]
    for share, name, row, place in zip(shares, names, columns.rows, places, strict=True):
        if first > room:
            lines += _apart(name, row, [room + 2, *sizes], style=style)
        else:
            lines.append(_row(f"  {name}", row, [first + 2, *sizes]))
        note = _note(share, columns.noted)
        if beside:
            whole = f"{lines.pop()}  {padded(place, widest)}"
            lines += _noted(whole, note, style)
        else:
            lines.append(f"    {cut_start(place, style.columns - 4)}")
            lines += wrapped(note, width=style.columns, indent=4)
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
        "unpriced": share.unpriced,
    }
    return figures[kind]


def _note(share: RuleShare, currency: str | None) -> str:
    """`(6 ride in a rental-ready order)`, what it costs where no column says it, or nothing."""
    parts = [
        f"{number(one.needs)} {_ride(one.needs) if place == 0 else 'in'}"
        f" {_article(one.rule.rule)} {for_terminal(one.rule.rule)} order"
        for place, one in enumerate(share.riding)
    ]
    if currency is not None and share.orders:
        unpriced = f", {number(share.unpriced)} unpriced" if share.unpriced else ""
        parts.append(f"cost {amount(share.known)} {currency}{unpriced}")
    return f"({', '.join(parts)})" if parts else ""


def _article(name: str) -> str:
    return "an" if name[:1].casefold() in {"a", "e", "i", "o", "u"} else "a"


def _ride(needs: int) -> str:
    return "rides in" if needs == 1 else "ride in"
