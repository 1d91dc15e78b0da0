"""Documents: classes whose fields are the keys of one mapping of the language.

A field says what kind of value its key takes and what it is for. From that follow the reading with
every finding, and the JSON Schema. Leaf values stay the user's characters until the kind of the
field reads them, which no general validator knows how to do.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from keyword import iskeyword
from typing import Any, ClassVar, Protocol, Self, TypeVar

from listwright.config.findings import Findings
from listwright.config.schema.wordings import (
    MAPPING_EXPECTED,
    MISSING_KEY,
    NOT_IN_THIS_VERSION,
    NOTHING_WRITTEN,
    UNKNOWN_KEY,
    WRONG_PLACE,
    seen_instead,
)
from listwright.config.yaml import Entry, Mapping, Node, excerpt
from listwright.errors import Span

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

_FEW_KEYS = 6
"""So many can be named in one sentence."""

Schema = dict[str, Any]
Definitions = dict[str, Schema]


class Kind(Protocol[T_co]):
    """What a key takes."""

    def read(self, node: Node, found: Findings) -> T_co | None:
        """The value, or None after a finding."""

    def schema(self, definitions: Definitions) -> Schema:
        """The JSON Schema of the value as editors see it, typed by YAML 1.2."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key of a document."""

    kind: Kind[object]
    about: str
    required: bool


def optional(kind: Kind[T], about: str) -> T | None:
    """A field for a key that may be left out; `about` is its description in the schema."""
    posing: T | None = _key_field(Key(kind=kind, about=about, required=False))
    return posing


def required(kind: Kind[T], about: str) -> T | None:
    """A field for a key that must be written; it is None only after a finding."""
    posing: T | None = _key_field(Key(kind=kind, about=about, required=True))
    return posing


def _key_field(key: Key) -> Any:  # noqa: ANN401 - a dataclass field poses as its default
    return field(default=None, metadata={"key": key})


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One mapping of the language; `span` is where its first key or bracket stands."""

    span: Span
    written: frozenset[str] = frozenset()
    """The keys that stand there, those with findings included."""

    place: ClassVar[str] = ""
    """How messages name where this mapping stands."""
    hint: ClassVar[str] = ""
    """Where else a key may have been meant to stand, for messages."""
    later: ClassVar[frozenset[str]] = frozenset()
    """Keys that the language has and this version does not."""
    never_empty: ClassVar[bool] = False
    """Whether one key at least has to be written."""

    _kinds: ClassVar[dict[str, type["Document"]]] = {}

    def __init_subclass__(cls) -> None:
        """Remember the class, so that a misplaced key can be told where it belongs."""
        Document._kinds[cls.__name__] = cls

    @classmethod
    def named_keys(cls) -> dict[str, Key]:
        """The keys of this document."""
        known = _KEYS.get(cls.__name__)
        if known is None:
            own = (one for one in fields(cls) if "key" in one.metadata)
            known = {one.name.removesuffix("_"): one.metadata["key"] for one in own}
            _KEYS[cls.__name__] = known
        return known

    @classmethod
    def read(cls, node: Node, found: Findings) -> Self | None:
        """Read a mapping; findings about its keys and values go to `found`."""
        keys = cls.named_keys()
        mapping = expect_mapping(node, found, cls.place, keys=tuple(keys))
        if mapping is None:
            return None
        values: dict[str, Any] = {}
        for entry in mapping:
            key = keys.get(entry.key.text)
            if key is None:
                cls.refuse_key(entry, found)
            else:
                values[entry.key.text] = key.kind.read(entry.value, found)
        for name, key in keys.items():
            if key.required and name not in values:
                found.add(MISSING_KEY, f"{cls.place} needs `{name}`: {key.about}", mapping.span)
        if cls.never_empty and not mapping.entries:
            detail = f"{cls.place} is an empty mapping; its keys are {', '.join(keys)}."
            found.add(NOTHING_WRITTEN, detail, mapping.span)
        named = {attribute_of(name): value for name, value in values.items()}
        return cls(span=mapping.span, written=frozenset(values), **named)

    @classmethod
    def schema(cls, definitions: Definitions) -> Schema:
        """A reference to the definition of this document, which is added when it is missing."""
        name = cls.__name__.removesuffix("Document").lower()
        if name not in definitions:
            definitions[name] = {}
            keys = cls.named_keys()
            definitions[name].update(
                type="object",
                description=(cls.__doc__ or "").strip(),
                properties={key: describe(keys[key], definitions) for key in keys},
                additionalProperties=False,
            )
            if needed := [key for key in keys if keys[key].required]:
                definitions[name]["required"] = needed
            if cls.never_empty:
                definitions[name]["minProperties"] = 1
        return {"$ref": f"#/$defs/{name}"}

    @classmethod
    def refuse_key(cls, entry: Entry, found: Findings) -> None:
        """Say why a key that this document does not have cannot stand here."""
        name, span = entry.key.text, entry.key.span
        shown = f"`{excerpt(name)}`"
        if name in cls.later:
            detail = f"{shown} belongs to the language, but this release does not have it yet."
            found.add(NOT_IN_THIS_VERSION, detail, span)
            return
        near = found.nearest(name, cls.choices())
        if places := [] if near and near.casefold() == name.casefold() else list(_places(name)):
            detail = f"{cls.place} has no key {shown}; it belongs to {', or to '.join(places)}."
            detail = f"{detail} {cls.hint}".rstrip()
            found.add(WRONG_PLACE, detail, span, suggestion=near)
            return
        detail = f"{cls.place} has no key {shown}; its keys are {', '.join(cls.named_keys())}."
        detail = f"{detail} {cls.hint}".rstrip()
        found.add(UNKNOWN_KEY, detail, span, suggestion=near)

    @classmethod
    def choices(cls) -> tuple[str, ...]:
        """The keys that may be suggested."""
        return tuple(cls.named_keys())


_KEYS: dict[str, dict[str, Key]] = {}


def _places(name: str) -> Iterator[str]:
    """Where a key with that name may stand."""
    kinds = Document._kinds.values()  # noqa: SLF001 - the class's own registry
    places = {kind.place for kind in kinds if name in kind.choices()}
    yield from sorted(place[0].lower() + place[1:] for place in places)


def attribute_of(key: str) -> str:
    """The field of a key; where the key is a word of Python, such as `import`, `_` follows it."""
    return f"{key}_" if iskeyword(key) else key


def describe(key: Key, definitions: Definitions) -> Schema:
    """The schema of a key's value with its description."""
    return {"description": key.about, **key.kind.schema(definitions)}


def expect_mapping(
    node: Node, found: Findings, place: str, *, keys: tuple[str, ...] = ()
) -> Mapping | None:
    """The node as a mapping, or None after a finding that names `place`, and `keys` if few."""
    if isinstance(node, Mapping):
        return node
    detail = f"{place} is a mapping of keys and values; this is {seen_instead(node)}."
    if 0 < len(keys) <= _FEW_KEYS:
        detail += f" Its keys are {', '.join(keys)}."
    found.add(MAPPING_EXPECTED, detail, node.span)
    return None
