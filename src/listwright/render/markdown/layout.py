"""Tables that give up rows until the page fits; nothing is ever cut inside a row or a tag."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeAlias, TypeVar

from listwright.render.escape import for_log_line
from listwright.render.text.words import number

T = TypeVar("T")

_FIRST_ROWS = 20
"""Every table gets so many rows before one that matters more gets all of its own."""

_ROOM_TO_COUNT = 96
"""Bytes for what changes when rows are dropped: numbers in the lines that count them."""


def _nothing(_rows: Sequence[object]) -> str:
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Generic[T]):
    """A table with a title; `row` makes the cells of a line, finished Markdown.

    A column whose name ends with `:` is one of numbers. `rest` says more of the rows that find no
    room than how many they are. The lower the `rank`, the later a table gives up rows.
    `folded` tables stand in a block that opens with a click, or stands open with `opened`.
    """

    title: str
    columns: tuple[str, ...]
    rows: Sequence[T]
    row: Callable[[T], Sequence[str]]
    rank: int
    rest: Callable[[Sequence[T]], str] = _nothing
    folded: bool = True
    opened: bool = False


Block: TypeAlias = str | Table[Any]

Footer: TypeAlias = Callable[[int, int], str]
"""What ends the page: a function of the rows not shown and of all rows."""


def fitted(blocks: Sequence[Block], footer: Footer, limit: int) -> str:
    """The page, with as many rows as `limit` bytes of UTF-8 hold; the rest is counted.

    Blocks of text and the footer always stay.
    """
    page = _Page([block for block in blocks if block], footer)
    page.fill(limit)
    text = page.text()
    while len(text.encode()) > limit and page.drop(len(text.encode()) - limit):
        text = page.text()
    return text


@dataclass(slots=True)
class _Page:
    """A page while rows find their way into it; `lines` are those of each table by its place."""

    blocks: list[Block]
    footer: Footer
    lines: dict[int, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lines = {place: [] for place, _ in self._tables()}

    def _tables(self) -> list[tuple[int, Table[Any]]]:
        found = [(place, one) for place, one in enumerate(self.blocks) if isinstance(one, Table)]
        return sorted(found, key=lambda item: item[1].rank)

    def fill(self, limit: int) -> None:
        """Give rows to the tables: a few to each, then to those that matter most."""
        tables = self._tables()
        room = limit - len(self.text().encode()) - _ROOM_TO_COUNT * (len(tables) + 1)
        for most in (_FIRST_ROWS, None):
            for place, table in tables:
                room -= self._take(place, table, room=room, most=most)

    def _take(self, place: int, table: Table[Any], *, room: int, most: int | None) -> int:
        """Add rows while there is room; gives the bytes they take."""
        lines, used = self.lines[place], 0
        wanted = table.rows[len(lines) : most]
        if not lines and wanted:
            used += len(_head(table).encode())
        for row in wanted:
            line = _line(table.row(row))
            size = len(line.encode()) + 1
            if used + size > room:
                break
            lines.append(line)
            used += size
        return used if lines else 0

    def drop(self, size: int) -> bool:
        """Take rows out of the table that matters least; False when there is none left."""
        for place, _ in reversed(self._tables()):
            lines, freed = self.lines[place], 0
            while lines and freed < size:
                freed += len(lines.pop().encode()) + 1
            if freed:
                return True
        return False

    def text(self) -> str:
        """The page as it stands."""
        parts = [
            block if isinstance(block, str) else _table(block, self.lines[place])
            for place, block in enumerate(self.blocks)
        ]
        every = sum(len(table.rows) for _, table in self._tables())
        shown = sum(map(len, self.lines.values()))
        whole = "\n\n".join([*parts, self.footer(every - shown, every)])
        return "".join(f"{for_log_line(line)}\n" for line in whole.split("\n"))


def _table(table: Table[Any], lines: Sequence[str]) -> str:
    hidden = table.rows[len(lines) :]
    body = [_head(table) + "\n".join(lines)] if lines else []
    if hidden:
        more = "more" if lines else "not shown here"
        told = table.rest(hidden)
        body.append(f"+{number(len(hidden))} {more}{f': {told}' if told else ''}")
    inside = "\n\n".join(body)
    if not table.folded:
        return f"### {table.title}\n\n{inside}"
    mark = " open" if table.opened else ""
    return f"<details{mark}>\n<summary>{table.title}</summary>\n\n{inside}\n\n</details>"


def _head(table: Table[Any]) -> str:
    names = [name.removesuffix(":") for name in table.columns]
    rules = ["---:" if name.endswith(":") else "---" for name in table.columns]
    return f"{_line(names)}\n{_line(rules)}\n"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def small_table(columns: tuple[str, ...], rows: Sequence[Sequence[str]]) -> str:
    """A table that always stays whole."""
    table = Table(title="", columns=columns, rows=rows, row=lambda row: row, rank=0)
    return _head(table) + "\n".join(_line(row) for row in rows)
