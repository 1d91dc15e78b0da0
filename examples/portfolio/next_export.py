"""Plays the property system: writes exports/homes.csv as it would look on a later day.

    python next_export.py DAY [HOME COLUMN=VALUE ...] ...

Homes whose `ready_on` has come are ready, homes whose `construction_final_on` has come are built.
On top of that, the cells named for a home get new values. Everything else stays as it is.
"""

import csv
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

TARGET = Path(__file__).resolve().parent / "exports" / "homes.csv"
STEPS = (
    ("vacant_unrented_not_ready", "ready_on", "vacant_ready"),
    ("under_construction", "construction_final_on", "construction_final"),
)
"""A home with this status gets that one, once the day in the column has come."""

Row = dict[str, str]
Cells = dict[str, dict[str, str]]


def cells_of(words: Iterable[str]) -> Cells:
    """The new cells by home; `words` are homes, each followed by its `COLUMN=VALUE`."""
    cells: Cells = {}
    home = ""
    for word in words:
        column, equals, value = word.partition("=")
        if not equals:
            home = word
            cells.setdefault(home, {})
        else:
            cells[home][column] = value
    return cells


def move_row(row: Row, day: date, cells: Mapping[str, str]) -> Row:
    """The row as it is on `day`, with its new cells."""
    moved = dict(row)
    for status, column, then in STEPS:
        if row["status"] == status and row[column] and row[column] <= day.isoformat():
            moved.update(status=then, status_since=row[column])
    if "status" in cells:
        moved["status_since"] = day.isoformat()
    return {**moved, **cells}


def write_export(target: Path, day: date, cells: Cells) -> int:
    """Rewrite `target`; gives the number of rows that changed. Raises KeyError for a wrong name."""
    with target.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    known = {*rows[0], *(row["external_property_id"] for row in rows)}
    for name in [*cells, *(column for new in cells.values() for column in new)]:
        if name not in known:
            raise KeyError(name)
    moved = [move_row(row, day, cells.get(row["external_property_id"], {})) for row in rows]
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(moved)
    return sum(before != after for before, after in zip(rows, moved, strict=True))


def main(arguments: Sequence[str]) -> None:
    """Rewrite the export and say how much changed."""
    day = date.fromisoformat(arguments[0])
    try:
        changed = write_export(TARGET, day, cells_of(arguments[1:]))
    except KeyError as error:
        sys.exit(f"exports/homes.csv has no home and no column {error}.")
    homes = "1 home" if changed == 1 else f"{changed} homes"
    sys.stdout.write(f"The export of {day}: {homes} changed.\n")


if __name__ == "__main__":
    main(sys.argv[1:])
