"""What stands in the cells: typed columns, statuses, and characters nobody can see."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from listwright.config.inventory.encoding import explain_odd_cell, find_odd_cells
from listwright.config.inventory.findings import Fault
from listwright.config.inventory.records import Records
from listwright.config.yaml import (
    Problem,
    Scalar,
    excerpt,
    read_boolean,
    read_date,
    read_decimal,
    read_whole,
)
from listwright.config.zones import unknown_zones, zone_names
from listwright.errors.nearest import nearest
from listwright.model.columns import CANONICAL_STATUSES, ColumnType, Value

_WHOLE = re.compile(r"0|[1-9][0-9]{0,14}")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?")
_DATE = re.compile(r"(?:19|[2-9][0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}")
_FLAGS = {"true": True, "false": False}
_WHAT_TO_WRITE = {
    ColumnType.WHOLE: "Write digits only, such as 1850, or leave the cell empty.",
    ColumnType.NUMBER: "Write digits and at most one point, such as 2.5, or leave the cell empty.",
    ColumnType.FLAG: "Write true or false, or leave the cell empty.",
    ColumnType.DATE: "Write year, month and day, such as 2026-11-22, or leave the cell empty.",
    ColumnType.TEXT: "",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """The texts of one column that cannot stay, and the words for them."""

    texts: frozenset[str]
    explain: Callable[[str], Problem]


def read_texts(
    texts: Collection[str], kind: ColumnType
) -> tuple[Mapping[str, Value], Unread | None]:
    """The value of each text of a typed column, and the texts that have none, if there are any."""
    read = _READERS[kind]
    values = {text: value for text in texts if text and (value := read(text)) is not None}
    unread = frozenset(texts).difference(values, [""])
    explain = partial(_explain_cell, kind=kind)
    return values, Unread(texts=unread, explain=explain) if unread else None


def find_unread(records: Records, unread: Mapping[int, Unread]) -> Iterator[Fault]:
    """The cells of the columns in `unread` that hold one of their texts."""
    if not unread:
        return
    for index, row in enumerate(records.rows):
        for column, bad in unread.items():
            text = row[column]
            if text in bad.texts:
                line, number = records.lines[index], records.numbers[index]
                yield Fault(line, number, column, text, bad.explain)


def find_odd(records: Records) -> Iterator[Fault]:
    """Every cell with an invisible or control character."""
    for index, row in enumerate(records.rows):
        for column, text in find_odd_cells(row):
            yield Fault(
                records.lines[index], records.numbers[index], column, text, explain_odd_cell
            )


def check_statuses(texts: Collection[str]) -> Unread | None:
    """The texts of the status column that are no canonical status, if there are any."""
    unknown = frozenset(texts).difference(CANONICAL_STATUSES, [""])
    return Unread(texts=unknown, explain=_explain_status) if unknown else None


def check_zones(texts: Collection[str]) -> Unread | None:
    """The texts of the time zone column that no IANA name is, if there are any."""
    unknown = unknown_zones(frozenset(texts) - {""})
    return Unread(texts=unknown, explain=_explain_zone) if unknown else None


def _explain_zone(text: str) -> Problem:
    return Problem(
        code="LW1525",
        summary="There is no such time zone",
        detail=f"{excerpt(text)!r} is not in the time zone database.",
        fix="Write an IANA name, such as America/Denver, or leave the cell empty: then the "
        "project's time zone counts.",
        suggestion=nearest(text, zone_names()),
    )


_CODE = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]*|file:\S(?:.*\S)?|[^:$\s](?:[^:$]*[^:$\s])?")
"""A reference that can be followed, or a code that cannot be a mistyped reference."""


def check_codes(texts: Collection[str]) -> Unread | None:
    """The texts of the access code column that look like a mistyped reference.

    Sent as they stand they would lock the photographer out.
    """
    odd = frozenset(text for text in texts if text and not _CODE.fullmatch(text))
    return Unread(texts=odd, explain=_explain_code) if odd else None


def _explain_code(_text: str) -> Problem:
    return Problem(
        code="LW1524",
        summary="This is neither a reference nor a code",
        detail="The cell looks like a mistyped reference, and would be sent as the access code.",
        fix="Write `env:NAME` or `file:PATH`, without blanks; or the code itself, which holds "
        "neither a colon nor a dollar sign.",
    )


def _read_whole(text: str) -> int | None:
    return int(text) if _WHOLE.fullmatch(text) else None


def _read_number(text: str) -> Decimal | None:
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def _read_flag(text: str) -> bool | None:
    return _FLAGS.get(text)


def _read_date(text: str) -> date | None:
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


_READERS: Mapping[ColumnType, Callable[[str], Value | None]] = {
    ColumnType.WHOLE: _read_whole,
    ColumnType.NUMBER: _read_number,
    ColumnType.FLAG: _read_flag,
    ColumnType.DATE: _read_date,
}

_YAML_READERS: Mapping[ColumnType, Callable[[Scalar], Value | Problem]] = {
    ColumnType.WHOLE: read_whole,
    ColumnType.NUMBER: read_decimal,
    ColumnType.FLAG: read_boolean,
    ColumnType.DATE: read_date,
}
"""They read the same forms and have words for each way to miss them; asked for told faults only."""


def _explain_cell(text: str, *, kind: ColumnType) -> Problem:
    scalar = Scalar(text, "", plain=True, at=(1, 1, 1, 1))
    found = _YAML_READERS[kind](scalar)
    detail, suggestion = f"{excerpt(text)!r} is not a {kind.value}.", None
    if isinstance(found, Problem) and not scalar.is_null:
        detail, suggestion = found.detail, found.suggestion
    return Problem(
        code="LW1519",
        summary="The cell does not hold what its column is read as",
        detail=f"{detail} The column is read as {kind.value}.",
        fix=_WHAT_TO_WRITE[kind],
        suggestion=suggestion,
    )


def _explain_status(text: str) -> Problem:
    return Problem(
        code="LW1522",
        summary="This is not a status",
        detail=f"{excerpt(text)!r} is none of {', '.join(CANONICAL_STATUSES)}.",
        fix="Write one of these words, or leave the cell empty when the status is not known.",
        suggestion=nearest(text.strip().replace(" ", "_"), CANONICAL_STATUSES),
    )
