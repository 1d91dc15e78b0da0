"""Typed access to `aihomedesign.toml`, the vendor's literals with their sources."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalText:
    """The status code and words of one kind of refusal; some have no key."""

    code: int
    error: str
    key: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Literals:
    """The vendor's literals, ready for look-ups; `tables` holds the rows used as they are."""

    refusals: Mapping[str, RefusalText]
    words: Mapping[str, str]
    numbers: Mapping[str, int]
    values: Mapping[str, tuple[str, ...]]
    tables: Mapping[str, tuple[Row, ...]]

    def only(self, table: str) -> Row:
        """The single row of a table that has just one."""
        (row,) = self.tables[table]
        return row

    def rows(self, table: str, **where: object) -> tuple[Row, ...]:
        """The rows of `table` whose columns equal `where`."""
        rows = self.tables[table]
        return tuple(r for r in rows if all(r.get(key) == value for key, value in where.items()))

    def row(self, table: str, **where: object) -> Row | None:
        """The first of those rows."""
        return next(iter(self.rows(table, **where)), None)


@cache
def literals() -> Literals:
    """The data file, read once per process."""
    tables = read_tables()
    lists = {row["list"]: () for row in tables["tool_value"]}
    return Literals(
        refusals={
            row["name"]: RefusalText(code=row["code"], error=row["error"], key=row.get("key"))
            for row in tables["refusal"]
        },
        words={row["name"]: row["text"] for row in tables["word"]},
        numbers={row["name"]: row["value"] for row in tables["number"]},
        values={
            name: tuple(row["value"] for row in tables["tool_value"] if row["list"] == name)
            for name in lists
        },
        tables=tables,
    )


def read_tables() -> dict[str, tuple[Row, ...]]:
    """Every table of the data file as written."""
    resource = files("listwright.sandbox.aihomedesign").joinpath("aihomedesign.toml")
    document = tomllib.loads(resource.read_text(encoding="utf-8"))
    return {name: tuple(rows) for name, rows in document.items()}
