"""Checks of single request fields, driven by the `request` tables of the data file."""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from listwright.sandbox.planomatic.literals import Field, literals

JsonObject = Mapping[str, Any]
_ID_LIMIT = 2**63


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One entry of the vendor's error list."""

    attr: str
    message: str

    def as_json(self) -> dict[str, str]:
        """The wire form: exactly these two keys."""
        return {"attr": self.attr, "message": self.message}


def problem_of(operation: str, path: str, kind: str, **values: object) -> Problem:
    """The vendor's words for a `kind` of problem at `path`, which the data file must know."""
    fields = literals().fields[operation]
    field = next(field for field in fields if ".".join(field.path) == path)
    return _problem(field, kind, **values)


def check_fields(operation: str, document: JsonObject) -> Iterator[Problem]:
    """Every problem of the fields of `operation`, one per field.

    The children of an object that is missing or wrong are not reported: there is nothing to say
    about them that the parent's problem does not.
    """
    rows = {"services": document} if operation == "service" else document
    for field in literals().fields[operation]:
        parent = value_at(rows, field.path[:-1])
        if isinstance(parent, Mapping):
            kind = _kind_of_problem(field, parent.get(field.path[-1]))
            if kind is not None:
                yield _problem(field, kind)


def value_at(document: object, path: tuple[str, ...]) -> object:
    """The value under `path`, or None where the way ends."""
    for key in path:
        if not isinstance(document, Mapping):
            return None
        document = document.get(key)
    return document


def identifier(value: object) -> int | None:
    """An order id sent as a number or as digits; None when it is neither."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,18}", value):
        return int(value)
    if isinstance(value, int) and 0 <= value < _ID_LIMIT:
        return value
    return None


def _problem(field: Field, kind: str, **values: object) -> Problem:
    if kind not in field.kinds:
        raise KeyError(field.attr, kind)
    return Problem(attr=field.attr, message=literals().messages[kind].format(**values))


def _kind_of_problem(field: Field, value: object) -> str | None:
    if value is None:
        return "missing" if field.required else None
    if field.required and (value == [] or (isinstance(value, str) and not value.strip())):
        return "empty" if "empty" in field.kinds else "unrecognized"
    if not _TYPES[field.type](value):
        return "unrecognized"
    if isinstance(value, str):
        return _text_problem(field, value)
    return None


def _text_problem(field: Field, value: str) -> str | None:
    if field.max is not None and len(value) > field.max:
        return "too_long"
    if field.pattern is not None and not re.fullmatch(field.pattern, value):
        return "unrecognized"
    return None


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_coordinate(value: object) -> bool:
    """A number or a numeric text. No range: the vendor's own sample is off the globe."""
    if _is_number(value):
        return True
    try:
        return isinstance(value, str) and math.isfinite(float(value))
    except ValueError:
        return False


def _is_date(value: object) -> bool:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_word(table: str, key: str) -> Callable[[object], bool]:
    return lambda value: isinstance(value, str) and value in literals().words(table, key)


_TYPES: Mapping[str, Callable[[object], bool]] = {
    "text": lambda value: isinstance(value, str),
    "flag": lambda value: isinstance(value, bool),
    "integer": _is_integer,
    "number": _is_number,
    "object": lambda value: isinstance(value, Mapping),
    "map": lambda value: isinstance(value, Mapping),
    "list": lambda value: isinstance(value, list),
    "identifier": lambda value: identifier(value) is not None,
    "coordinate": _is_coordinate,
    "date": _is_date,
    "state": lambda value: isinstance(value, str) and value in literals().zones,
    "method": _is_word("method", "value"),
    "reason": _is_word("reason", "value"),
}
