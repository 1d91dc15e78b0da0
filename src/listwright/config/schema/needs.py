"""What is wanted: needs, packages of them, and `require`, which names both."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from listwright.config.findings import Findings
from listwright.config.schema.claims import (
    HAVE,
    HAVE_NOTE,
    IMPORT,
    IMPORT_NOTE,
    MOST_PIECES,
    WAIVE,
    WAIVE_NOTE,
    HaveDocument,
    ImportDocument,
    WaiveDocument,
)
from listwright.config.schema.collections import (
    LABEL,
    NEED_NAME,
    DistinctList,
    Item,
    NamedMap,
    expect_list,
)
from listwright.config.schema.conditions import Condition
from listwright.config.schema.document import (
    Definitions,
    Document,
    Kind,
    Schema,
    expect_mapping,
    optional,
)
from listwright.config.schema.freshness import FRESH_FOR, FreshForDocument
from listwright.config.schema.pictures import MOST_IMAGES, ROOMS, WORD, Options
from listwright.config.schema.staging import PhotoSource, SourceDocument
from listwright.config.schema.templates import TemplateText
from listwright.config.schema.values import DATE, FLAG, Choice, Name, Text, Whole
from listwright.config.schema.wordings import NOTHING_WRITTEN
from listwright.config.yaml import Mapping, Node, Scalar
from listwright.config.yaml.findings import Wording
from listwright.model.rules import OnMissing, Template, Written

NONE = "none"
SLUG = Text(longest=100)

NOT_AN_ENTRY = Wording(
    code="LW1114",
    summary="This is not what a need takes",
    fix="Write the fields of the need, such as `{slug: photos, quantity: 15}`, or the word `none` "
    "to drop it.",
)


METADATA: Kind[tuple[Item[Written[Template]], ...]] = NamedMap(
    names=Name(pattern="[A-Za-z0-9_-]{1,60}", form="a key of letters, digits, `_` and `-`"),
    kind=TemplateText(),
    place="`metadata`",
)
ORDER_NOTES = "What the visitor has to know, at most 1,000 characters. `${column}` inserts a fact."
METADATA_NOTE = "Pairs that come back on invoices. `${column}` inserts a fact."
PREFERRED_DATE = "The day on which a visit would be welcome."
READY_WHEN = "The condition under which an order may be placed."


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedDocument(Document):
    """One need: what is bought. Only the fields written here are set or replaced."""

    place: ClassVar[str] = "A need"
    none: bool = False
    """Whether the word `none` stands here."""

    vendor: Written[str] | None = optional(LABEL, "Who delivers it: a name under `vendors`.")
    slug: Written[str] | None = optional(
        SLUG, "The vendor's name of the service, such as `photos`."
    )
    quantity: Written[int] | None = optional(
        Whole(least=1, most=MOST_PIECES), "How many pieces; the catalog lists what is offered."
    )
    tool: Written[str] | None = optional(
        WORD, "Of pictures: what is made of each photo (virtual_staging)."
    )
    rooms: Written[tuple[str, ...]] | None = optional(
        ROOMS, "Of pictures: the rooms whose photos are taken, such as `living_room`."
    )
    style: Written[str] | None = optional(
        WORD, "Of pictures: the style in a word, such as `scandinavian`."
    )
    options: Written[tuple[tuple[str, str], ...]] | None = optional(
        Options(), "Of pictures: what else the tool can be told, by name."
    )
    max_images: Written[int] | None = optional(
        Whole(least=1, most=MOST_IMAGES), "Of pictures: how many are made of one home at most."
    )
    on_missing: Written[OnMissing] | None = optional(
        Choice(OnMissing),
        "Of pictures: whether a room of `rooms` without a photo is an `error`, or one to `skip`.",
    )
    source: SourceDocument | None = optional(
        PhotoSource(),
        "Of staging and pictures: where the photos are (the need with the slug `photos`).",
    )
    follow_source: Written[bool] | None = optional(
        FLAG, "Of staging: whether it is made anew whenever the photos are (false)."
    )
    met_by: Written[tuple[Written[str], ...]] | None = optional(
        DistinctList(kind=SLUG, place="`met_by`"), "Other services that satisfy the need as well."
    )
    protect: Written[bool] | None = optional(
        FLAG, "`true` keeps its open order from being canceled or replaced."
    )
    fresh_for: FreshForDocument | None = optional(FreshForDocument, FRESH_FOR)
    ready_when: Mapping | None = optional(Condition(), READY_WHEN)
    metadata: tuple[Item[Written[Template]], ...] | None = optional(METADATA, METADATA_NOTE)
    order_notes: Written[Template] | None = optional(TemplateText(), ORDER_NOTES)
    preferred_date: Written[date] | None = optional(DATE, PREFERRED_DATE)


class NeedOrNone:
    """The fields of a need, or the word `none`, which drops it."""

    def read(self, node: Node, found: Findings) -> NeedDocument | None:
        """The need."""
        if isinstance(node, Scalar):
            if node.text == NONE:
                return NeedDocument(span=node.span, none=True)
            found.add(NOT_AN_ENTRY, f"The value is {_scalar_seen(node)}.", node.span)
            return None
        if isinstance(node, Mapping) and not node.entries:
            found.add(NOTHING_WRITTEN, "The need is an empty mapping.", node.span)
            return None
        return NeedDocument.read(node, found)

    def schema(self, definitions: Definitions) -> Schema:
        """Either form."""
        return {"anyOf": [NeedDocument.schema(definitions), {"const": NONE}]}


def _scalar_seen(node: Scalar) -> str:
    return "empty" if node.is_null else "a single word"


NEEDS: NamedMap[NeedDocument] = NamedMap(
    names=NEED_NAME, kind=NeedOrNone(), place="A mapping of needs"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageDocument(Document):
    """Needs that are required together, by key; `have`, `waive` and `import` may stand there."""

    place: ClassVar[str] = "A package"
    needs: tuple[Item[NeedDocument], ...] = ()

    have: tuple[Item[HaveDocument], ...] | None = optional(HAVE, HAVE_NOTE)
    waive: tuple[Item[WaiveDocument], ...] | None = optional(WAIVE, WAIVE_NOTE)
    import_: tuple[Item[ImportDocument], ...] | None = optional(IMPORT, IMPORT_NOTE)

    @classmethod
    def read(cls, node: Node, found: Findings) -> "PackageDocument | None":
        """Read the keys of the package's own, then the rest as needs."""
        mapping = expect_mapping(node, found, cls.place)
        if mapping is None:
            return None
        own = cls.named_keys().keys()
        # Without arguments, super() fails here: slots make the decorator build a second class.
        kept = super(PackageDocument, cls).read(_part(mapping, own, inside=True), found)
        rest = _part(mapping, own, inside=False)
        if not rest.entries:
            found.add(NOTHING_WRITTEN, "The package names no need.", mapping.span)
        needs = NEEDS.read(rest, found) if rest.entries else ()
        if kept is None:
            return None
        return replace(kept, span=mapping.span, needs=needs or ())

    @classmethod
    def schema(cls, definitions: Definitions) -> Schema:
        """The own keys, and needs under every other one."""
        reference = super(PackageDocument, cls).schema(definitions)
        definitions["package"]["additionalProperties"] = NEEDS.kind.schema(definitions)
        return reference


def _part(mapping: Mapping, keys: Collection[str], *, inside: bool) -> Mapping:
    """The entries whose key is among `keys`, or those whose key is not."""
    entries = tuple(entry for entry in mapping if (entry.key.text in keys) is inside)
    return Mapping(entries, mapping.file, line=mapping.line, column=mapping.column)


PACKAGES: Kind[tuple[Item[PackageDocument], ...]] = NamedMap(
    names=LABEL, kind=PackageDocument, place="`packages`"
)

Requirement = Written[str] | tuple[Item[NeedDocument], ...]
"""The name of a package, or needs by key."""


class Require:
    """`require`: packages by name, needs by key, or a list that mixes both; the order counts."""

    def read(self, node: Node, found: Findings) -> tuple[Requirement, ...] | None:
        """The parts in the order they apply."""
        if isinstance(node, Mapping):
            needs = NEEDS.read(node, found)
            return None if needs is None else (needs,)
        listed = expect_list(node, found, "`require`")
        if listed is None:
            return None
        parts = (self._read_part(item, found) for item in listed)
        return tuple(part for part in parts if part is not None)

    def _read_part(self, node: Node, found: Findings) -> Requirement | None:
        return NEEDS.read(node, found) if isinstance(node, Mapping) else LABEL.read(node, found)

    def schema(self, definitions: Definitions) -> Schema:
        """All three forms."""
        needs = NEEDS.schema(definitions)
        items = {"anyOf": [LABEL.schema(definitions), needs]}
        return {"anyOf": [needs, {"type": "array", "items": items, "minItems": 1}]}
