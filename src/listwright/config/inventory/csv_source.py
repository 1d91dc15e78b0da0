"""The native CSV inventory: one header, one home a row."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

from listwright.config.inventory.cells import (
    Unread,
    check_codes,
    check_statuses,
    check_zones,
    find_odd,
    find_unread,
    read_texts,
)
from listwright.config.inventory.encoding import find_encoding_fault, has_odd_characters
from listwright.config.inventory.findings import HEADER_ROW, WHOLE_ROW, Fault, Findings
from listwright.config.inventory.header import (
    NATIVE_ID,
    check_header,
    check_id_column,
    check_types,
    explain_near_native,
    index_columns,
    near_native,
    other_delimiter,
    type_columns,
)
from listwright.config.inventory.ids import check_ids
from listwright.config.inventory.location import TableFile, read_table_file
from listwright.config.inventory.records import Lines, Records, explain_syntax, read_records
from listwright.config.yaml import Problem, collector_paused, shown_path
from listwright.config.zones import ZONE_COLUMN
from listwright.errors import Diagnostic, Span
from listwright.model.columns import ColumnType, Facts, Table, Value
from listwright.model.names import PropertyId
from listwright.model.portfolio import SourceFile

_TEXT_CHECKS = {
    "status": check_statuses,
    "access_code_ref": check_codes,
    ZONE_COLUMN: check_zones,
}
"""Native text columns that take only certain texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvSource:
    """One entry of `inventory:`; `path` is relative to the project, `span` the entry's place."""

    name: str
    path: str
    span: Span
    id_column: str = NATIVE_ID
    types: Mapping[str, ColumnType]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRead:
    """What became of one source; nothing is raised for what stands in the file.

    `table` is None when no header could be read, `file` when no bytes could. `rows` are those
    without an error, so that later checks can go on and report everything in one run; with an error
    among `diagnostics` they are never the whole inventory.
    """

    table: Table | None = None
    rows: tuple[tuple[PropertyId, Facts], ...] = ()
    file: SourceFile | None = None
    diagnostics: tuple[Diagnostic, ...]


def read_csv(root: Path, source: CsvSource) -> TableRead:
    """Read the table of `source` below the project's directory `root`."""
    with collector_paused():
        file = read_table_file(root, source.path)
        if isinstance(file, Problem):
            return TableRead(diagnostics=(file.at(source.span),))
        return _CsvTable(file, source).read()


class _CsvTable:
    """One table while it is read: each step adds to the findings, none stops the next in vain."""

    def __init__(self, file: TableFile, source: CsvSource) -> None:
        self._file = file
        self._source = source
        self._name = shown_path(source.path)
        self._findings = Findings(self._name, source.name)

    def read(self) -> TableRead:
        """All steps, from the encoding to the rows."""
        misencoded = find_encoding_fault(self._file.content)
        if misencoded is not None:
            return self._unreadable(misencoded.problem, misencoded.line)
        lines = Lines(self._file.content)
        records = iter(lines)
        header = next(records, None)
        if header is None:
            return self._unreadable(*_no_header(lines.broken))
        line, names = header[0], tuple(header[1])
        self._check_names(names, line)
        types = type_columns(names, self._source.types)
        tracked = {i for i, kind in enumerate(types) if kind is not ColumnType.TEXT}
        tracked.update(i for i, name in enumerate(names) if name in _TEXT_CHECKS)
        id_column = names.index(self._source.id_column) if self._has_ids(names) else None
        found = read_records(records, width=len(names), tracked=tracked, unique=id_column)
        self._check_form(found, lines.broken, line=line)
        readings = self._check_cells(found, types, names=names)
        if id_column is not None:
            self._findings.collect(check_ids(found, id_column))
        table = Table(
            source=self._source.name,
            file=self._name,
            columns=index_columns(names),
            types=types,
            readings=readings,
        )
        return self._result(found, table, id_column=id_column)

    def _has_ids(self, names: tuple[str, ...]) -> bool:
        return self._source.id_column in names

    def _check_names(self, names: tuple[str, ...], line: int) -> None:
        findings = self._findings
        findings.columns = names
        findings.collect(check_header(names, line))
        findings.collect(check_id_column(names, line, wanted=self._source.id_column))
        if other_delimiter(names) is None:
            for finding in check_types(self._source.types, names, self._source.span):
                findings.add(finding)
        for name, native in near_native(names):
            findings.add(explain_near_native(native, name=name, span=self._span(line, name)))

    def _check_form(self, found: Records, broken: tuple[int, str] | None, *, line: int) -> None:
        self._findings.collect(found.faults)
        if broken is not None:
            at, reason = broken
            row = found.count + 1
            self._findings.collect([Fault(at, row, WHOLE_ROW, reason, explain_syntax)])
        elif not found.count:
            self._findings.collect([Fault(line, 0, WHOLE_ROW, "", _explain_no_rows)])

    def _check_cells(
        self, found: Records, types: tuple[ColumnType, ...], *, names: tuple[str, ...]
    ) -> tuple[Mapping[str, Value] | None, ...]:
        readings: list[Mapping[str, Value] | None] = []
        unread: dict[int, Unread] = {}
        for column, kind in enumerate(types):
            if kind is ColumnType.TEXT:
                readings.append(None)
                check = _TEXT_CHECKS.get(names[column])
                bad = check(found.distinct[column]) if check is not None else None
            else:
                values, bad = read_texts(found.distinct[column], kind)
                readings.append(values)
            if bad is not None:
                unread[column] = bad
        self._findings.collect(find_unread(found, unread))
        if has_odd_characters(self._file.content):
            self._findings.collect(find_odd(found))
        return tuple(readings)

    def _result(self, found: Records, table: Table, *, id_column: int | None) -> TableRead:
        faulty = self._findings.rows
        rows: tuple[tuple[PropertyId, Facts], ...] = ()
        if id_column is not None and HEADER_ROW not in faulty:
            facts = map(Facts, repeat(table), found.rows, found.lines, found.numbers)
            rows = tuple((PropertyId(one.values[id_column]), one) for one in facts)
            if faulty:
                rows = tuple(row for row in rows if row[1].row not in faulty)
        return TableRead(
            table=table,
            rows=rows,
            file=self._stamp(found.count),
            diagnostics=self._findings.in_order(),
        )

    def _unreadable(self, problem: Problem, line: int) -> TableRead:
        finding = problem.at(self._span(line))
        return TableRead(file=self._stamp(0), diagnostics=(finding,))

    def _stamp(self, rows: int) -> SourceFile:
        return SourceFile(
            file=self._name, digest=self._file.digest, rows=rows, inventory=self._source.name
        )

    def _span(self, line: int, field: str | None = None) -> Span:
        return Span(file=self._name, line=line, field=field, source=self._source.name)


def _no_header(broken: tuple[int, str] | None) -> tuple[Problem, int]:
    if broken is not None:
        return explain_syntax(broken[1]), broken[0]
    problem = Problem(
        code="LW1523",
        summary="The inventory is empty",
        detail="The file holds no header and no rows. An empty inventory never means that there "
        "are no homes.",
        fix="Export the table again; its first row names the columns.",
    )
    return problem, 1


def _explain_no_rows(_text: str) -> Problem:
    return Problem(
        code="LW1523",
        summary="The inventory has no rows",
        detail="A header without rows reads as a broken export; an empty inventory never means "
        "that there are no homes, or that every order is to be canceled.",
        fix="Export the table again. To end a home, write `absent: true` for it under "
        "`properties:`.",
    )
