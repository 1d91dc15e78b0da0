"""What is wrong with one table: cheap faults by the hundred thousand, few of them told."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import NamedTuple

from listwright.config.yaml import Problem
from listwright.errors import Diagnostic, Span

MOST_FINDINGS = 50
"""Somebody who exported the wrong date format needs to see it a few times, not 900,000 times."""

HEADER_ROW = 0
"""The row number of faults in the header."""

WHOLE_ROW = -1
"""The column of a fault that concerns a row, not one of its cells."""


class Fault(NamedTuple):
    """One fault at its place; the words are made only if it is told.

    `line` and `row` count from 1, `row` is HEADER_ROW in the header, `column` counts from 0.
    """

    line: int
    row: int
    column: int
    text: str
    explain: Callable[[str], Problem]


class Findings:
    """Collects the faults of one table, and findings that stand elsewhere, such as in the YAML."""

    def __init__(self, file: str, source: str) -> None:
        """`file` is the table's name for messages, `source` the inventory's."""
        self._file = file
        self._source = source
        self._elsewhere: list[Diagnostic] = []
        self._faults: list[Fault] = []
        self._untold = 0
        self.columns: tuple[str, ...] = ()
        """The names in the header, as far as it was read."""
        self.rows: set[int] = set()
        """The rows with a fault, counted from 1."""

    def add(self, finding: Diagnostic) -> None:
        """Keep a finding that has its place already."""
        self._elsewhere.append(finding)

    def collect(self, faults: Iterable[Fault]) -> None:
        """Keep the first faults and count the others; they must come in the order of the file."""
        remaining = iter(faults)
        for fault in islice(remaining, MOST_FINDINGS):
            self._faults.append(fault)
            self.rows.add(fault.row)
        for fault in remaining:
            self._untold += 1
            self.rows.add(fault.row)

    def in_order(self) -> tuple[Diagnostic, ...]:
        """The first fifty in the order of the file, and one that counts the others."""
        room = MOST_FINDINGS - len(self._elsewhere)
        ordered = sorted(self._faults, key=lambda fault: (fault.line, fault.column))
        told = (*self._elsewhere, *map(self._tell, ordered[:room]))
        untold = self._untold + len(ordered[room:])
        if not untold:
            return told
        last = Diagnostic(
            code="LW1520",
            summary="The inventory has more problems than are listed",
            detail=f"{untold:,} more were found in {self._file}; the first {len(told)} are shown.",
            fix="Correct those above, often in the export that wrote the file, and run again.",
            span=Span(file=self._file, line=1, source=self._source),
        )
        return (*told, last)

    def _tell(self, fault: Fault) -> Diagnostic:
        named = 0 <= fault.column < len(self.columns)
        return fault.explain(fault.text).at(
            Span(
                file=self._file,
                line=fault.line,
                row=fault.row or None,
                field=self.columns[fault.column] if named else None,
                source=self._source,
            )
        )
