"""The kinds of lists and of mappings whose keys the user chooses."""

import re
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from listwright.config.findings import Findings
from listwright.config.schema.document import Definitions, Kind, Schema, expect_mapping
from listwright.config.schema.values import Name
from listwright.config.schema.wordings import (
    BAD_NAME,
    ITEM_TWICE,
    LIST_EXPECTED,
    NOTHING_WRITTEN,
    seen_instead,
)
from listwright.config.yaml import Mapping, Node, Scalar, Sequence, excerpt
from listwright.errors import Span
from listwright.model.names import NEED_KEY
from listwright.model.rules import Written

T = TypeVar("T")
H = TypeVar("H", bound=Hashable)

LABEL = Name(
    pattern="[a-z0-9][a-z0-9_-]{0,62}",
    form="a name of small letters, digits, `-` and `_`, at most 63 characters",
)
NEED_NAME = Name(
    pattern=NEED_KEY.pattern,
    form="the key of a need: a small letter, then small letters, digits, `-` and `_`, at most 40 "
    "characters",
)
COLUMN_NAME = Name(pattern="[^\\s](.*[^\\s])?", form="the name of a column")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Generic[T]):
    """One entry of a mapping whose keys are names; `span` is the name's."""

    name: str
    span: Span
    value: T


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedMap(Generic[T]):
    """A mapping from names to values of one kind; never empty."""

    names: Name
    kind: Kind[T]
    place: str

    def read(self, node: Node, found: Findings) -> tuple[Item[T], ...] | None:
        """The entries in the order of the file; those with findings are left out."""
        mapping = expect_mapping(node, found, self.place)
        if mapping is None:
            return None
        if not mapping.entries:
            found.add(NOTHING_WRITTEN, f"{self.place} is an empty mapping.", mapping.span)
        return read_items(mapping, found, self)

    def schema(self, definitions: Definitions) -> Schema:
        """The form of names and values."""
        return {
            "type": "object",
            "propertyNames": {"pattern": f"^{self.names.pattern}$"},
            "additionalProperties": self.kind.schema(definitions),
            "minProperties": 1,
        }


def read_items(mapping: Mapping, found: Findings, kind: NamedMap[T]) -> tuple[Item[T], ...]:
    """The entries of `mapping` with their names checked and their values read."""
    items = []
    for entry in mapping:
        key, value = entry.key, kind.kind.read(entry.value, found)
        if not re.fullmatch(kind.names.pattern, key.text):
            found.add(BAD_NAME, f"{excerpt(key.text)!r} is not {kind.names.form}.", key.span)
        elif value is not None:
            items.append(Item(name=key.text, span=key.span, value=value))
    return tuple(items)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOf(Generic[T]):
    """A list of values of one kind; never empty."""

    kind: Kind[T]
    place: str

    def read(self, node: Node, found: Findings) -> tuple[T, ...] | None:
        """The items in order; those with findings are left out."""
        listed = expect_list(node, found, self.place)
        if listed is None:
            return None
        items = (self.kind.read(item, found) for item in listed)
        return tuple(item for item in items if item is not None)

    def schema(self, definitions: Definitions) -> Schema:
        """The form of the items."""
        return {"type": "array", "items": self.kind.schema(definitions), "minItems": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class DistinctList(Generic[H]):
    """A list of single values, none of them twice; never empty."""

    kind: Kind[Written[H]]
    place: str

    def read(self, node: Node, found: Findings) -> Written[tuple[Written[H], ...]] | None:
        """The items in order, with the place of the list; those with findings are left out."""
        listed = expect_list(node, found, self.place)
        if listed is None:
            return None
        items: dict[H, Written[H]] = {}
        for item in listed:
            read = self.kind.read(item, found)
            if read is None:
                continue
            first = items.setdefault(read.value, read)
            if first is not read:
                detail = f"{self.place} has the same item at {first.span}."
                found.add(ITEM_TWICE, detail, read.span)
        return Written(tuple(items.values()), node.span)

    def schema(self, definitions: Definitions) -> Schema:
        """The form of the items."""
        items = self.kind.schema(definitions)
        return {"type": "array", "items": items, "minItems": 1, "uniqueItems": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadElsewhere:
    """A value that was read and checked before the documents are; only its form is kept here."""

    form: Kind[object]

    def read(self, node: Node, found: Findings) -> None:
        """Nothing: whoever read it has reported what is wrong."""

    def schema(self, definitions: Definitions) -> Schema:
        """The form."""
        return self.form.schema(definitions)


def expect_list(node: Node, found: Findings, place: str) -> Sequence | None:
    """The node as a list with items, or None after a finding that names `place`."""
    if not isinstance(node, Sequence):
        seen = seen_instead(node)
        hint = " A list of one needs its brackets too." if isinstance(node, Scalar) else ""
        found.add(LIST_EXPECTED, f"{place} is a list; this is {seen}.{hint}", node.span)
        return None
    if not node.items:
        found.add(NOTHING_WRITTEN, f"{place} is an empty list.", node.span)
        return None
    return node
