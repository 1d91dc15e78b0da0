"""The form of a copy of the ledger, JSON Lines that know nothing of SQLite.

The first line says what follows. Each row is a line with its table's name. The last line counts the
lines before it and carries their digest. Every line but the last ends in a check of its own, and
that of a row covers the rows before it, too: so a damaged copy is refused with the line in which
the damage begins. All of it is ASCII, and may be printed on any terminal.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, BinaryIO, NoReturn

from listwright.errors import Diagnostic, RefusedError, Span
from listwright.model.copies import CopiedTable, LedgerCopy

if TYPE_CHECKING:
    from hashlib import _Hash as Hash

FORM = "listwright-ledger"
FORM_VERSION = 1

Value = str | int | float | None
_TYPES = frozenset({str, int, float, type(None)})

_CHECK = 8
_TAIL = len(',"check":"') + _CHECK + len('"}\n')
_LONGEST = 64 * 1024 * 1024
"""Bytes of one line: far more than any row has, and less than would exhaust the memory."""

_PACKED = {
    b"\x1f\x8b": ("packed with gzip", "gunzip"),
    b"\x28\xb5\x2f\xfd": ("packed with zstd", "unzstd"),
    b"\xfd7zXZ": ("packed with xz", "unxz"),
    b"BZh": ("packed with bzip2", "bunzip2"),
    b"PK\x03\x04": ("a zip archive", "unzip"),
}
_DATABASE = b"SQLite format 3\x00"
_NEW_COPY = "Use another copy; `listwright ledger export -o FILE` makes one."


@dataclass(slots=True, kw_only=True)
class CopyWriter:
    """Makes the lines of a copy, one after the other."""

    lines: int = 0
    digest: str = ""
    """`sha256:` and the digest of all lines before the last; empty until that is made."""

    _rows: "Hash" = field(default_factory=sha256)
    _all: "Hash" = field(default_factory=sha256)

    def head_line(self, copy: LedgerCopy) -> str:
        """The first line."""
        text = _dumped(_head_row(copy))
        return self._counted(text[:-1] + _tail(sha256(text.encode()).hexdigest()))

    def row_line(self, table: str, row: Mapping[str, Value]) -> str:
        """The line of one row."""
        text = _dumped({"table": table, "row": row})
        self._rows.update(text.encode())
        return self._counted(text[:-1] + _tail(self._rows.hexdigest()))

    def last_line(self) -> str:
        """The line that closes the copy."""
        self.digest = f"sha256:{self._all.hexdigest()}"
        return _dumped({"lines": self.lines, "digest": self.digest}) + "\n"

    def _counted(self, line: str) -> str:
        self.lines += 1
        self._all.update(line.encode())
        return line


class CopyReader:
    """Reads a copy and believes no line of it unchecked; raises RefusedError with the line.

    `head` is read at once. `line` is the number of the line read last, from 1. `digest` is that of
    the copy, once all of it was read.
    """

    def __init__(self, stream: BinaryIO, name: str) -> None:
        """`name` is the file's, as the user wrote it."""
        self.line = 0
        self.digest = ""
        self.name = name
        self._stream = stream
        self._rows, self._all = sha256(), sha256()
        self.head = self._read_head()

    def rows(self) -> Iterator[tuple[str, tuple[Value, ...]]]:
        """Every row: its table, and its cells in the order of the table's columns.

        When it ends, the copy was whole: as many rows as its head promised, and the right digest.
        """
        columns = {table.name: table.columns for table in self.head.tables}
        left = {table.name: table.rows for table in self.head.tables}
        while True:
            line = self._next()
            if line.startswith(b'{"lines":'):
                self._close(line, left)
                return
            body = self._checked(line, self._rows)
            table, row = body.get("table"), body.get("row")
            if not isinstance(table, str) or not isinstance(row, dict):
                self.refuse("the line holds no row")
            if tuple(row) != columns.get(table) or not _TYPES.issuperset(map(type, row.values())):
                self.refuse("the row does not fit what the first line says of its table")
            left[table] -= 1
            yield table, tuple(row.values())

    def refuse(self, why: str, *, fix: str = _NEW_COPY) -> NoReturn:
        """Raise RefusedError at the line read last."""
        self._refuse("The copy cannot be used", f"Line {self.line}: {why}.", fix)

    def _refuse(self, summary: str, detail: str, fix: str) -> NoReturn:
        span = Span(file=self.name, line=max(self.line, 1))
        finding = Diagnostic(code="LW2022", summary=summary, detail=detail, fix=fix, span=span)
        raise RefusedError(
            f"{summary}: {detail}", reason="ledger", advice=fix, diagnostics=(finding,)
        )

    def _read_head(self) -> LedgerCopy:
        line = self._stream.readline(_LONGEST)
        self.line = 1
        self._refuse_others(line)
        if not line.startswith(f'{{"form":"{FORM}",'.encode()):
            self._not_ours()
        if not line.endswith(b"\n"):
            self.refuse("the file was cut short here")
        version = _version_of(line)
        if version is not None and version > FORM_VERSION:
            self._refuse(
                "The copy was made by a newer listwright",
                f"It has form {version}; this version reads form {FORM_VERSION}.",
                "Install the listwright that made it, or a later one.",
            )
        self._all.update(line)
        body = self._checked(line, sha256())
        try:
            return _read_head(body)
        except (KeyError, TypeError, ValueError, AttributeError):
            self._not_ours()

    def _refuse_others(self, line: bytes) -> None:
        if not line:
            self._refuse("The copy cannot be used", "The file is empty.", _NEW_COPY)
        for magic, (what, tool) in _PACKED.items():
            if line.startswith(magic):
                self._refuse(
                    "The copy cannot be used", f"It is {what}.", f"Unpack it first: {tool} FILE"
                )
        if line.startswith(_DATABASE):
            self._refuse(
                "The copy cannot be used",
                "It is a database, not a file that `ledger export` wrote.",
                "If it is a ledger, set `ledger:` to its path, or put it in the ledger's place.",
            )

    def _not_ours(self) -> NoReturn:
        self._refuse(
            "The file is no copy of a ledger",
            "Line 1 is not the one that `ledger export` begins with.",
            "Check the path; `listwright ledger export -o FILE` makes a copy.",
        )

    def _next(self) -> bytes:
        line = self._stream.readline(_LONGEST)
        if not line:
            self.refuse("the file ends here, and its closing line is missing: it was cut short")
        self.line += 1
        if not line.endswith(b"\n"):
            self.refuse("the file was cut short here")
        if not line.startswith(b'{"lines":'):
            self._all.update(line)
        return line

    def _checked(self, line: bytes, chain: "Hash") -> dict[str, object]:
        text = line[:-_TAIL] + b"}"
        chain.update(text)
        if line[-_TAIL:] != _tail(chain.hexdigest()).encode():
            self.refuse("the line was changed, or a line before it is missing")
        try:
            body = json.loads(text.decode())
        except (ValueError, RecursionError):
            body = None
        if not isinstance(body, dict):
            self.refuse("the line is not JSON")
        return body

    def _close(self, line: bytes, left: Mapping[str, int]) -> None:
        expected = {"lines": self.line - 1, "digest": f"sha256:{self._all.hexdigest()}"}
        if line != f"{_dumped(expected)}\n".encode():
            self.refuse("the count or the digest of the lines above is not right")
        if any(left.values()):
            self.refuse("there are more or fewer rows above than the first line says")
        if self._stream.readline(1):
            self.line += 1
            self.refuse("nothing may follow the closing line")
        self.digest = str(expected["digest"])


_dumped = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode
"""One encoder for all lines: `json.dumps` would make one for each."""


def _tail(digest: str) -> str:
    """How a line ends: its check is the last key of its JSON object."""
    return f',"check":"{digest[:_CHECK]}"}}\n'


def _head_row(copy: LedgerCopy) -> dict[str, object]:
    return {
        "form": FORM,
        "form_version": FORM_VERSION,
        "lineage": copy.lineage,
        "schema_version": copy.schema_version,
        "minimum_tool": copy.minimum_tool,
        "head": copy.head,
        "head_at": copy.head_at,
        "revision": copy.revision,
        "exported_at": copy.exported_at.astimezone(UTC).isoformat(timespec="seconds"),
        "tables": {
            table.name: {"rows": table.rows, "columns": table.columns} for table in copy.tables
        },
        "sequences": copy.sequences,
    }


def _version_of(line: bytes) -> int | None:
    try:
        version = json.loads(line)["form_version"]
    except (ValueError, RecursionError, KeyError, TypeError):
        return None
    return version if isinstance(version, int) else None


def _read_head(row: Mapping[str, object]) -> LedgerCopy:
    """The head behind `_head_row`; raises what a wrong shape raises."""
    tables, sequences = row["tables"], row["sequences"]
    if not isinstance(tables, dict) or not isinstance(sequences, dict):
        raise TypeError
    return LedgerCopy(
        lineage=str(row["lineage"]),
        schema_version=int(str(row["schema_version"])),
        minimum_tool=str(row["minimum_tool"]),
        head=str(row["head"]),
        head_at=str(row["head_at"]),
        revision=int(str(row["revision"])),
        exported_at=datetime.fromisoformat(str(row["exported_at"])),
        tables=tuple(
            CopiedTable(name=name, columns=tuple(table["columns"]), rows=int(table["rows"]))
            for name, table in tables.items()
        ),
        sequences={name: int(number) for name, number in sequences.items()},
    )
