"""The column of property ids: what an id may look like, and that no two rows share one."""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from listwright.config.inventory.findings import Fault
from listwright.config.inventory.records import Records
from listwright.config.yaml import Problem, excerpt, odd_characters
from listwright.model.names import PROPERTY_ID, CanonicalId, canonical_id

_OURS = "lw1-"
_LONGEST = 255
_SCIENTIFIC = re.compile(r"[0-9]+(?:[.,][0-9]+[Ee][+-]?|[Ee][+])[0-9]+")
"""What spreadsheets make of long numbers. `1E5` stays an id: units are called that."""
_SOUND = re.compile(rf"(?!{_OURS})(?![0-9]+\.[0-9]+e-?[0-9]+$){PROPERTY_ID.pattern}", re.IGNORECASE)


def check_ids(records: Records, column: int) -> Iterator[Fault]:
    """Every row whose id is empty, malformed, or that of an earlier row."""
    ids = [row[column] for row in records.rows]
    sound = _SOUND.fullmatch
    wrong = {index for index, text in enumerate(ids) if not sound(text)}
    # Sound ids are ASCII without blanks, so folding them is all that canonical_id would do.
    if wrong or len(set(map(str.casefold, ids))) < len(ids):
        yield from _tell_apart(records, ids, column=column, wrong=wrong)


def _tell_apart(
    records: Records, ids: Sequence[str], *, column: int, wrong: set[int]
) -> Iterator[Fault]:
    first_rows: dict[CanonicalId, int] = {}
    for index, text in enumerate(ids):
        line, number = records.lines[index], records.numbers[index]
        if index in wrong:
            yield Fault(line, number, column, text, _explain_id)
            continue
        first = first_rows.setdefault(canonical_id(text), index)
        if first != index:
            explain = partial(
                _explain_duplicate,
                row=number,
                other_id=ids[first],
                other=(records.numbers[first], records.lines[first]),
            )
            yield Fault(line, number, column, text, explain)


def _explain_duplicate(text: str, *, row: int, other_id: str, other: tuple[int, int]) -> Problem:
    differing = "" if text == other_id else ", which differs only by upper and lower case"
    return Problem(
        code="LW1517",
        summary="Two rows have the same id",
        detail=f"Row {row} has the id {excerpt(text)!r}; row {other[0]} on line {other[1]} has "
        f"{excerpt(other_id)!r}{differing}.",
        fix="Keep one of the rows, or give the second home an id of its own.",
    )


def _explain_id(text: str) -> Problem:
    if not text.strip():
        return Problem(
            code="LW1514",
            summary="A row has no id",
            detail="The cell is empty, so the row stands for no home.",
            fix="Write the id of the home, or delete the row.",
        )
    if _SCIENTIFIC.fullmatch(text.strip()):
        return Problem(
            code="LW1515",
            summary="A spreadsheet turned the id into a number",
            detail=f"{excerpt(text)!r} is scientific notation: the digits that are missing "
            "cannot be told any more.",
            fix="Format the column as text in the spreadsheet and export the table again from its "
            "source.",
        )
    reason, suggestion = _id_fault(text)
    return Problem(
        code="LW1509",
        summary="This is not a property id",
        detail=f"{excerpt(text)!r} {reason}",
        fix="Use letters A-Z, digits and . _ : / - only, at most 255 of them.",
        suggestion=suggestion,
    )


def _id_fault(text: str) -> tuple[str, str | None]:
    stripped = text.strip()
    if odd := odd_characters(stripped):
        return f"holds {', '.join(odd[:5])}.", None
    if text != stripped:
        return "begins or ends with a blank.", stripped if _SOUND.fullmatch(stripped) else None
    if len(text) > _LONGEST:
        return f"has {len(text):,} characters.", None
    if text.casefold().startswith(_OURS):
        return f"begins with {_OURS!r}, as the names that listwright gives to orders do.", None
    wrong = "".join(dict.fromkeys(char for char in text if not PROPERTY_ID.fullmatch(char)))
    return f"holds {excerpt(wrong)!r}, which no id may.", None
