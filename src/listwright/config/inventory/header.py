"""The first row of a table: the names of its columns, and how each column is read."""

import re
from collections.abc import Iterator, Mapping
from functools import partial

from listwright.config.inventory.findings import HEADER_ROW, WHOLE_ROW, Fault
from listwright.config.yaml import Problem, excerpt, odd_characters
from listwright.errors import Diagnostic, Severity, Span
from listwright.errors.nearest import nearest
from listwright.model.columns import NATIVE_COLUMNS, ColumnType

_MOST_CANDIDATES = 200
"""A header has a few dozen names; comparing a hostile one of 100,000 takes seconds."""
NATIVE_ID = "external_property_id"
_BETWEEN_WORDS = re.compile(r"[ _-]+")
_BARE_NAMES = {_BETWEEN_WORDS.sub("", name): name for name in NATIVE_COLUMNS if name != NATIVE_ID}
_OTHER_DELIMITERS = {";": "semicolons", "\t": "tabs", "|": "vertical bars"}


def check_header(names: tuple[str, ...], line: int) -> Iterator[Fault]:
    """Every column name that is empty, decorated, written twice, or nearly a native one."""
    first_places = index_columns(names)
    for column, name in enumerate(names):
        if not name or name != name.strip() or odd_characters(name):
            yield Fault(line, HEADER_ROW, column, name, _explain_name)
        elif first_places[name] != column:
            explain = partial(_explain_duplicate, first=first_places[name] + 1, second=column + 1)
            yield Fault(line, HEADER_ROW, column, name, explain)


def check_id_column(names: tuple[str, ...], line: int, *, wanted: str) -> Iterator[Fault]:
    """Whether the column that holds the ids, `wanted`, is among `names`."""
    if wanted in names:
        return
    delimiter = other_delimiter(names)
    if delimiter:
        yield Fault(line, HEADER_ROW, WHOLE_ROW, delimiter, _explain_delimiter)
    else:
        yield Fault(line, HEADER_ROW, WHOLE_ROW, wanted, partial(_explain_no_id, names=names))


def check_types(
    types: Mapping[str, ColumnType], names: tuple[str, ...], span: Span
) -> Iterator[Diagnostic]:
    """Entries of `types:` for columns that do not exist or whose type listwright fixes.

    `span` is the place of the source in the YAML.
    """
    for name, declared in types.items():
        native = NATIVE_COLUMNS.get(name)
        if name not in names:
            yield Problem(
                code="LW1516",
                summary="A type is given for a column that the inventory does not have",
                detail=f"The header has no column {excerpt(name)!r}, so its type would do nothing.",
                fix="Correct the name under `types:`, or delete the entry.",
                suggestion=nearest(name, names[:_MOST_CANDIDATES]),
            ).at(span)
        elif native is not None and native is not declared:
            yield Problem(
                code="LW1516",
                summary="The type of a native column cannot be changed",
                detail=f"listwright reads the column {name!r} as {native.value}.",
                fix="Delete the entry under `types:`, or give the column another name.",
            ).at(span)


def index_columns(names: tuple[str, ...]) -> dict[str, int]:
    """Where each column stands; the first place of a name that stands twice."""
    places: dict[str, int] = {}
    for column, name in enumerate(names):
        places.setdefault(name, column)
    return places


def type_columns(names: tuple[str, ...], types: Mapping[str, ColumnType]) -> tuple[ColumnType, ...]:
    """How each column is read; a column nobody knows is text."""
    return tuple(NATIVE_COLUMNS.get(name) or types.get(name, ColumnType.TEXT) for name in names)


def near_native(names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Columns whose names differ from a native one only in case, blanks, hyphens and underscores.

    Gives the name and the native one. Such a column is kept as one of the user's own, which is
    rarely what was meant.
    """
    for name in names:
        native = _BARE_NAMES.get(_BETWEEN_WORDS.sub("", name.casefold()))
        if native is not None and native not in names:
            yield name, native


def explain_near_native(native: str, *, name: str, span: Span) -> Diagnostic:
    """The warning about a column called `name`, nearly like the native column `native`."""
    return Diagnostic(
        code="LW1521",
        summary="A column is named almost like a native one",
        detail=f"{excerpt(name)!r} is kept as a column of your own; listwright itself reads "
        f"{native!r} only.",
        fix="Rename the column if the native one is meant.",
        span=span,
        suggestion=native,
        severity=Severity.WARNING,
    )


def other_delimiter(names: tuple[str, ...]) -> str | None:
    """What stands between the names instead of commas, in words; None where commas do."""
    if len(names) != 1:
        return None
    return next((words for char, words in _OTHER_DELIMITERS.items() if char in names[0]), None)


def _explain_delimiter(delimiter: str) -> Problem:
    return Problem(
        code="LW1510",
        summary="The inventory is not separated by commas",
        detail=f"The whole header is one cell; its names seem to be separated by {delimiter}.",
        fix="Export the table with commas between the cells.",
    )


def _explain_no_id(wanted: str, *, names: tuple[str, ...]) -> Problem:
    return Problem(
        code="LW1510",
        summary="The column with the property ids is missing",
        detail=f"No cell of the header is {excerpt(wanted)!r}.",
        fix="Correct the header, or name the column that holds the ids with `id:`.",
        suggestion=nearest(wanted, names[:_MOST_CANDIDATES]),
    )


def _explain_name(name: str) -> Problem:
    odd = odd_characters(name)
    seen = "It is empty."
    if odd:
        seen = f"It holds {', '.join(odd[:5])}."
    elif name:
        seen = f"{excerpt(name)!r} begins or ends with a blank."
    return Problem(
        code="LW1512",
        summary="A cell of the header is no column name",
        detail=f"{seen} Rules could not name such a column.",
        fix="Write a plain name, without blanks around it.",
        suggestion=name.strip() if name.strip() and not odd else None,
    )


def _explain_duplicate(name: str, *, first: int, second: int) -> Problem:
    return Problem(
        code="LW1511",
        summary="Two columns have the same name",
        detail=f"{excerpt(name)!r} is column {first} and column {second}; which one a rule means "
        "cannot be told.",
        fix="Rename or delete one of them.",
    )
