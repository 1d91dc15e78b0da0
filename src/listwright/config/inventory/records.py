"""From the text of a table to rows of shared strings, with the line each row begins on.

Everything here happens once per block of rows inside C functions: a table of 100,000 homes has
3.7 million cells, and one Python call for each would take longer than the whole plan may.
"""

import csv
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO, TextIOWrapper
from itertools import compress, islice

from listwright.config.inventory.findings import WHOLE_ROW, Fault
from listwright.config.yaml import Problem

_BLOCK = 256
"""Few enough rows that their cells stay in the processor's cache; four times as many cost 40 %."""

Row = tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Records:
    """The rows that are as wide as the header, and what is wrong with the others.

    `lines[i]` is the physical line on which row i begins, `numbers[i]` its number counted from 1
    (rows of a wrong width are counted, blank lines are not). `distinct` maps a column to its texts.
    """

    rows: list[Row] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    distinct: dict[int, Collection[str]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    count: int = 0


class Lines:
    """The records of a CSV text one after the other, each with its first line."""

    def __init__(self, content: bytes) -> None:
        """`content` is UTF-8, found to be valid before; it is decoded piece by piece."""
        text = TextIOWrapper(BytesIO(content), encoding="utf-8-sig", newline="")
        self._reader = csv.reader(text, strict=True)
        self.broken: tuple[int, str] | None = None
        """The line and the reason at which the text stopped being CSV."""

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Every record that is not a blank line; ends early where the text is not CSV."""
        # The reader counts the lines it took, so a record begins on the line after that count.
        line = self._reader.line_num + 1
        try:
            for cells in self._reader:
                if cells:
                    yield line, cells
                line = self._reader.line_num + 1
        except csv.Error as error:
            self.broken = (line, str(error))


class _Sharing:
    """Makes equal texts of a column one string, as long as that saves memory."""

    def __init__(self, width: int, *, tracked: Collection[int], unique: int | None) -> None:
        """`tracked` columns are followed to the end; the `unique` one (the id) never."""
        self._tracked = tracked
        self._known: list[dict[str, str] | None] = [{} for _ in range(width)]
        if unique is not None and unique not in tracked:
            self._known[unique] = None

    def share(self, block: Sequence[list[str]]) -> Iterator[Row]:
        """The rows of a block as tuples of shared strings."""
        columns = [self._share_column(i, texts) for i, texts in enumerate(zip(*block, strict=True))]
        return zip(*columns, strict=True)

    def distinct(self) -> dict[int, Collection[str]]:
        """The texts of each tracked column."""
        return {column: self._known[column] or () for column in self._tracked}

    def _share_column(self, column: int, texts: Row) -> Row:
        known = self._known[column]
        if known is None:
            return texts
        before = len(known)
        shared = tuple(map(known.setdefault, texts, texts))
        if column not in self._tracked and len(known) - before > _BLOCK // 2:
            self._known[column] = None
        return shared


def read_records(
    lines: Iterator[tuple[int, list[str]]],
    *,
    width: int,
    tracked: Collection[int],
    unique: int | None,
) -> Records:
    """Every row after the header; `tracked` are the columns whose distinct texts are needed."""
    records = Records()
    sharing = _Sharing(width, tracked=tracked, unique=unique)
    while block := list(islice(lines, _BLOCK)):
        starts, rows = zip(*block, strict=True)
        numbers: Sequence[int] = range(records.count + 1, records.count + len(block) + 1)
        records.count += len(block)
        if any(len(cells) != width for cells in rows):
            whole = [len(cells) == width for cells in rows]
            records.faults += _find_ragged(rows, starts, numbers=numbers, width=width)
            starts, numbers = tuple(compress(starts, whole)), list(compress(numbers, whole))
            rows = tuple(compress(rows, whole))
        records.lines += starts
        records.numbers += numbers
        records.rows += sharing.share(rows)
    records.distinct = sharing.distinct()
    return records


def _find_ragged(
    rows: Sequence[list[str]], starts: Sequence[int], *, numbers: Sequence[int], width: int
) -> Iterator[Fault]:
    for cells, line, number in zip(rows, starts, numbers, strict=True):
        if len(cells) != width:
            explain = partial(_explain_width, found=len(cells), width=width)
            yield Fault(line, number, WHOLE_ROW, "", explain)


def explain_syntax(reason: str) -> Problem:
    """The finding about a text that is not CSV; `reason` is the reader's, in its words."""
    return Problem(
        code="LW1508",
        summary="The text is not CSV",
        detail=f"The row that begins here cannot be read: {reason}. Nothing after it was read.",
        fix="Put cells that hold commas, quotes or line breaks in double quotes, and write two "
        "quotes for one inside them.",
    )


def _explain_width(_text: str, *, found: int, width: int) -> Problem:
    advice = "Put a cell that holds a comma in double quotes, or delete the extra cells."
    if found < width:
        advice = "Write a comma for every cell, also for the empty ones at the end."
    return Problem(
        code="LW1513",
        summary="A row is not as wide as the header",
        detail=f"The row has {found} cell{'' if found == 1 else 's'}, the header has {width}.",
        fix=advice,
    )
