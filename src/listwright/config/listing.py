"""Lists of things to do, from CSV: what `import`, `attest` and `resolve` take with `--csv`.

Such a list is an argument of one command and no part of the project, so it may stand anywhere.
"""

from collections.abc import Iterator
from hashlib import sha256
from itertools import combinations
from pathlib import Path

from listwright.config.inventory.encoding import (
    explain_odd_cell,
    find_encoding_fault,
    find_odd_cells,
)
from listwright.config.inventory.header import other_delimiter
from listwright.config.inventory.records import Lines
from listwright.config.yaml import printable, shown_path
from listwright.errors import Diagnostic, Span
from listwright.errors.nearest import nearest
from listwright.model.listed import ListedRow, Listing

_Found = tuple[Listing | None, tuple[Diagnostic, ...]]


def read_listing(root: Path, path: str, *, known: tuple[str, ...]) -> _Found:
    """The list at `path`, relative to `root`, and everything that is wrong with its form.

    `known` are the columns that the command reads. There is no list when no header could be read.
    """
    name = shown_path(path)
    try:
        content = (root / path).read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return None, (_unreadable(name, f"{name}: {printable(reason)}.", line=None),)
    misencoded = find_encoding_fault(content)
    if misencoded is not None:
        detail = f"{misencoded.problem.detail} {misencoded.problem.fix}"
        return None, (_unreadable(name, detail, line=misencoded.line),)
    lines = Lines(content)
    records = iter(lines)
    header: tuple[int, list[str]] = next(records, (1, []))
    columns = tuple(cell.strip() for cell in header[1])
    delimiter = other_delimiter(columns)
    if delimiter is not None:
        detail = f"The whole header is one cell; its names seem to be separated by {delimiter}."
        return None, (_unreadable(name, detail, line=header[0]),)
    wrong = list(_check_header(name, header[0], columns, known=known))
    rows: list[ListedRow] = []
    for found in _read_rows(name, columns, records) if not wrong else ():
        if isinstance(found, ListedRow):
            rows.append(found)
        else:
            wrong.append(found)
    if lines.broken is not None:
        detail = f"The text is not CSV from here on ({lines.broken[1]}); is a quotation open?"
        wrong.append(_unreadable(name, detail, line=lines.broken[0]))
    elif not rows and not wrong:
        held = "a header and no rows" if columns else "neither a header nor rows"
        wrong.append(_unreadable(name, f"The list has {held}.", line=header[0]))
    digest = f"sha256:{sha256(content).hexdigest()}"
    return Listing(file=name, digest=digest, columns=columns, rows=tuple(rows)), tuple(wrong)


def _unreadable(name: str, detail: str, *, line: int | None) -> Diagnostic:
    return Diagnostic(
        code="LW5010",
        summary="The list cannot be read",
        detail=detail,
        fix="Give it a file of comma-separated values in UTF-8 whose first row names the columns.",
        span=Span(file=name, line=line) if line is not None else None,
    )


def _check_header(
    name: str, line: int, columns: tuple[str, ...], *, known: tuple[str, ...]
) -> Iterator[Diagnostic]:
    """Columns twice, and columns that are nearly one we read: their cells would go unheard."""
    span = Span(file=name, line=line)
    for column in sorted({one for one, other in combinations(columns, 2) if one == other}):
        yield Diagnostic(
            code="LW5011",
            summary="Two columns of the list have the same name",
            detail=f"{printable(column)!r} stands there more than once.",
            fix="Rename or delete one of them.",
            span=span,
        )
    missing = [column for column in known if column not in columns]
    for column in columns:
        meant = nearest(column.replace(" ", "_"), missing) if column not in known else None
        if meant is not None:
            yield Diagnostic(
                code="LW5011",
                summary="A column of the list has almost the name of one that is read",
                detail=f"{printable(column)!r} would not be read.",
                fix=f"Call it {meant}, or give it a name of its own.",
                span=span,
                suggestion=meant,
            )


def _read_rows(
    name: str, columns: tuple[str, ...], records: Iterator[tuple[int, list[str]]]
) -> Iterator[ListedRow | Diagnostic]:
    for number, (line, cells) in enumerate(records, 1):
        if not any(cell.strip() for cell in cells):
            continue  # spreadsheets leave rows of commas behind
        if len(cells) != len(columns):
            yield Diagnostic(
                code="LW5012",
                summary="A row of the list has more or fewer cells than the header",
                detail=f"It has {len(cells)}, the header has {len(columns)}.",
                fix="Put cells that hold commas into double quotes.",
                span=Span(file=name, line=line, row=number),
            )
            continue
        texts = {column: cell.strip() for column, cell in zip(columns, cells, strict=True)}
        row = ListedRow(file=name, line=line, row=number, cells=texts)
        odd = list(find_odd_cells(tuple(cells)))
        for index, text in odd:
            yield explain_odd_cell(text).at(row.span(columns[index]))
        if not odd:
            yield row
