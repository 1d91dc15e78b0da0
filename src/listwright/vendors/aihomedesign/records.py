"""Answers read so tolerantly that an oddity never costs an id.

A field of the wrong type counts as absent, ids are text whether they came as numbers or strings
(sheet 1), and a time of the year 1 is none (sheet 2.6).
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from listwright.vendors.aihomedesign.texts import clean_text, usable_id

_LARGEST_WHOLE = 2**31
_FIRST_YEAR = 2000


class Record:
    """One object of an answer."""

    def __init__(self, fields: Mapping[str, object]) -> None:
        """`fields` as parsed."""
        self._fields = fields

    def text(self, *names: str) -> str | None:
        """The first of these fields that holds a text."""
        values = (self._fields.get(name) for name in names)
        found = (clean_text(value).strip() for value in values if isinstance(value, str))
        return next((text for text in found if text), None)

    def id(self, *names: str) -> str | None:
        """The first of these fields that holds an id."""
        values = (self._fields.get(name) for name in names)
        return next((found for value in values if (found := _id_in(value))), None)

    def ids(self, *names: str) -> tuple[str, ...]:
        """All ids in these fields, each once; a field may hold one or a list."""
        found: dict[str, None] = {}
        for name in names:
            value = self._fields.get(name)
            for each in value if isinstance(value, list) else [value]:
                one = _id_in(each)
                if one is not None:
                    found[one] = None
        return tuple(found)

    def whole(self, name: str) -> int | None:
        """A number without a fraction, not negative."""
        value = self._fields.get(name)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            return None
        return value if 0 <= value < _LARGEST_WHOLE else None

    def flag(self, name: str) -> bool | None:
        """True or false; None when it is not said."""
        value = self._fields.get(name)
        return value if isinstance(value, bool) else None

    def moment(self, *names: str) -> datetime | None:
        """The first of these fields that holds an instant, in UTC."""
        values = (self._fields.get(name) for name in names)
        return next((found for value in values if (found := _moment_in(value))), None)

    def record(self, name: str) -> "Record | None":
        """An object in this field."""
        value = self._fields.get(name)
        return Record(value) if isinstance(value, dict) else None

    def says_none(self, name: str) -> bool:
        """Whether the field is there and holds an empty list; Go writes one as null."""
        return name in self._fields and unwrapped(self._fields[name]) in (None, [])

    def records(self, name: str) -> "tuple[Record, ...] | None":
        """The objects of a list; None when there is no list."""
        return records_of(self._fields.get(name))


_IDLE = "idle"


def is_busy(order: Record) -> bool:
    """Whether it says that something goes on: any other word than `idle` does (sheet 4.2, 6)."""
    return (order.text("status") or _IDLE).lower() != _IDLE


def unwrapped(document: object) -> object:
    """What is in `data`, where v3 as observed puts it (sheet 4.9), else the document itself."""
    if isinstance(document, dict) and isinstance(document.get("data"), dict | list):
        return document["data"]
    return document


def record_of(document: object) -> Record | None:
    """The object of an answer, wrapped or not; None when it is none."""
    inner = unwrapped(document)
    return Record(inner) if isinstance(inner, dict) else None


def records_of(value: object) -> tuple[Record, ...] | None:
    """The objects of a list, wrapped or not; None when it is none."""
    inner = unwrapped(value)
    if not isinstance(inner, list):
        return None
    return tuple(Record(each) for each in inner if isinstance(each, dict))


def _id_in(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return usable_id(str(value)) if isinstance(value, str) or value > 0 else None


def _moment_in(value: object) -> datetime | None:
    """An ISO 8601 instant; one without a zone is taken as UTC."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if moment.year >= _FIRST_YEAR else None
