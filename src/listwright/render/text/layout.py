"""Fitting text into a width: wrapping, cutting, columns. Text comes in escaped, unpainted."""

from collections.abc import Iterable, Sequence
from unicodedata import combining, east_asian_width

from listwright.render.escape import for_log_line

GAP = "  "


def display_width(text: str) -> int:
    """How many columns a terminal uses for `text`."""
    if text.isascii():
        return len(text)
    return sum(_columns_of(letter) for letter in text)


def _columns_of(letter: str) -> int:
    if combining(letter):
        return 0
    return 2 if east_asian_width(letter) in {"W", "F"} else 1


def cut(text: str, width: int) -> str:
    """`text`, or its beginning and `…` when it is too wide."""
    if display_width(text) <= width:
        return text
    return _fitting(text, width - 1) + "…"


def cut_start(text: str, width: int) -> str:
    """`text`, or `…` and its end: for paths, whose end says more."""
    if display_width(text) <= width:
        return text
    return "…" + _fitting(text[::-1], width - 1)[::-1]


def _fitting(text: str, width: int) -> str:
    """The longest beginning, no wider than `width`, of a text that is wider."""
    place = 0
    used = _columns_of(text[0])
    while used <= width:
        place += 1
        used += _columns_of(text[place])
    return text[:place]


def padded(text: str, width: int, *, right: bool = False) -> str:
    """`text` filled up with blanks, on its left when `right`."""
    blanks = " " * (width - display_width(text))
    return blanks + text if right else text + blanks


def wrapped(text: str, *, width: int, indent: int, hanging: int | None = None) -> list[str]:
    """Words on lines of at most `width`; later lines start at `hanging`.

    A word wider than a whole line is broken: vendors send some without end.
    """
    later = indent if hanging is None else hanging
    lines: list[str] = []
    current = ""
    for word in _pieces(text, width - max(indent, later)):
        start = " " * (later if lines else indent)
        if current and display_width(start) + display_width(f"{current} {word}") > width:
            lines.append(start + current)
            current = word
        else:
            current = f"{current} {word}" if current else word
    return [*lines, " " * (later if lines else indent) + current] if current else lines


def _pieces(text: str, room: int) -> list[str]:
    """The words of `text`, those without end in pieces."""
    pieces: list[str] = []
    for word in text.split(" "):
        rest = word
        while display_width(rest) > room:
            head = _fitting(rest, room)
            pieces.append(head)
            rest = rest[len(head) :]
        if rest:
            pieces.append(rest)
    return pieces


def flowed(cells: Sequence[str], *, width: int, indent: int, hanging: int) -> list[str]:
    """Cells side by side, moving to a next line when they do not fit; the first is never split."""
    lines: list[str] = []
    current = " " * indent + cells[0]
    for cell in filter(None, cells[1:]):
        if display_width(current + GAP + cell) <= width:
            current += GAP + cell
            continue
        lines.append(current)
        *full, current = wrapped(cell, width=width, indent=hanging)
        lines += full
    return [*lines, current]


def tabulated(
    rows: Sequence[Sequence[str]], *, width: int, indent: int, hanging: int
) -> list[list[str]]:
    """The lines of each row: in columns when every row fits, else flowing row by row."""
    columns = range(max((len(row) for row in rows), default=0))
    widths = [max(display_width(row[i]) if i < len(row) else 0 for row in rows) for i in columns]
    used = [place for place in columns if widths[place]]
    if indent + sum(widths) + len(GAP) * (len(used) - 1) > width:
        return [flowed(row, width=width, indent=indent, hanging=hanging) for row in rows]
    return [
        [
            " " * indent
            + GAP.join(padded(row[i] if i < len(row) else "", widths[i]) for i in used).rstrip()
        ]
        for row in rows
    ]


def prose(text: str, *, width: int) -> str:
    """Sentences on lines of at most `width`, safe for a CI log."""
    return joined([wrapped(text, width=width, indent=0)])


def joined(sections: Iterable[list[str]]) -> str:
    """Sections with a blank line between them, every line safe for a CI log."""
    blocks = ["\n".join(for_log_line(line) for line in lines) for lines in sections if lines]
    return "\n\n".join(blocks) + "\n" if blocks else ""
