"""Typed access to `planomatic.toml`, the vendor's literals with their sources."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One request field: its wire spelling, type and the kinds of problem it can have."""

    attr: str
    type: str
    required: bool = False
    masked: bool = False
    max: int | None = None
    pattern: str | None = None
    kinds: frozenset[str] = frozenset()

    @property
    def path(self) -> tuple[str, ...]:
        """The keys that lead to the value; the documents mark objects and lists with brackets."""
        return tuple(self.attr.removesuffix("{}").removesuffix("[]").split("."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One row of the catalogue; quantities are allowed values, not a range."""

    slug: str
    name: str
    quantities: frozenset[int]
    needs_access: bool
    asset: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StepWords:
    """What the wire calls a step of the life cycle; no event means the last one stays."""

    status: str
    event: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Status code and status word of one kind of answer."""

    code: int
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Literals:
    """The vendor's literals, ready for look-ups; `tables` holds the rows used as they are."""

    messages: Mapping[str, str]
    replies: Mapping[str, Reply]
    fields: Mapping[str, tuple[Field, ...]]
    services: Mapping[str, Service]
    steps: Mapping[str, StepWords]
    zones: Mapping[str, str]
    methods: Mapping[str, Row]
    tables: Mapping[str, tuple[Row, ...]]

    def words(self, table: str, key: str) -> frozenset[str]:
        """The words in column `key` of `table`."""
        return frozenset(row[key] for row in self.tables[table])

    def only(self, table: str) -> Row:
        """The single row of a table that has just one."""
        (row,) = self.tables[table]
        return row

    def row(self, table: str, **where: object) -> Row | None:
        """The first row of `table` whose columns equal `where`."""
        rows = self.tables[table]
        matches = (r for r in rows if all(r.get(key) == value for key, value in where.items()))
        return next(matches, None)


@cache
def literals() -> Literals:
    """The data file, read once per process."""
    tables = read_tables()
    return Literals(
        messages={row["kind"]: row["text"] for row in tables["message"]},
        replies={
            row["name"]: Reply(code=row["code"], status=row["status"]) for row in tables["answer"]
        },
        fields={row["operation"]: _fields(row["field"]) for row in tables["request"]},
        services=_services(tables),
        steps={
            row["name"]: StepWords(status=row["status"], event=row.get("event"))
            for row in tables["step"]
        },
        zones={code: row["zone"] for row in tables["state"] for code in row["codes"]},
        methods={row["value"]: row for row in tables["method"]},
        tables=tables,
    )


def read_tables() -> dict[str, tuple[Row, ...]]:
    """Every table of the data file as written."""
    resource = files("listwright.sandbox.planomatic").joinpath("planomatic.toml")
    document = tomllib.loads(resource.read_text(encoding="utf-8"))
    return {name: tuple(rows) for name, rows in document.items()}


def _fields(rows: Iterable[Row]) -> tuple[Field, ...]:
    return tuple(
        Field(
            attr=row["attr"],
            type=row["type"],
            required=row.get("required", False),
            masked=row.get("masked", False),
            max=row.get("max"),
            pattern=row.get("pattern"),
            kinds=frozenset(row["errors"]),
        )
        for row in rows
    )


def _services(tables: Mapping[str, tuple[Row, ...]]) -> dict[str, Service]:
    names = {row["slug"]: row["text"] for row in tables["service_name"]}
    return {
        row["slug"]: Service(
            slug=row["slug"],
            name=names[row["slug"]],
            quantities=frozenset(row["quantities"]),
            needs_access=row.get("needs_access", False),
            asset=row.get("asset", False),
        )
        for row in tables["service"]
    }
