"""The kind of `source`: which photos staging works on."""

from dataclasses import dataclass
from typing import ClassVar

from listwright.config.findings import Findings
from listwright.config.schema.claims import ORDER_ID
from listwright.config.schema.collections import NEED_NAME, DistinctList
from listwright.config.schema.document import Definitions, Document, Schema, optional
from listwright.config.schema.templates import PathTemplate
from listwright.config.schema.values import Text, Whole
from listwright.config.schema.wordings import MISSING_KEY
from listwright.config.yaml import Mapping, Node
from listwright.config.yaml.findings import Wording
from listwright.model.rules import Template, Written

TWO_SOURCES = Wording(
    code="LW1117",
    summary="Keys exclude each other",
    fix="Keep one of them.",
)

_PLACES = ("need", "order_id", "files")
_MOST_PHOTOS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDocument(Document):
    """Where the photos are: one of `need`, `order_id` and `files`; and which of them."""

    place: ClassVar[str] = "`source`"
    hint: ClassVar[str] = "To use the photos of a need of the same home, write its key: `photos`."
    need: Written[str] | None = optional(NEED_NAME, "The need of the same home with the photos.")
    order_id: Written[str] | None = optional(ORDER_ID, "The vendor's id of the delivered order.")
    files: Written[tuple[Written[Template], ...]] | None = optional(
        DistinctList(kind=PathTemplate(), place="`files`"),
        "Pictures below the project, as paths or patterns. `${column}` inserts a fact.",
    )
    captions: Written[tuple[Written[str], ...]] | None = optional(
        DistinctList(kind=Text(longest=200), place="`captions`"),
        "Only photos whose caption fits one of these patterns; upper and lower case do not matter.",
    )
    sequences: Written[tuple[Written[int], ...]] | None = optional(
        DistinctList(kind=Whole(least=1, most=_MOST_PHOTOS), place="`sequences`"),
        "Only photos with one of these numbers; the first is 1.",
    )


class PhotoSource:
    """The key of a need, or a mapping with one of `need`, `order_id` and `files`."""

    def read(self, node: Node, found: Findings) -> SourceDocument | None:
        """The source; a key alone is read as `need`."""
        if not isinstance(node, Mapping):
            key = NEED_NAME.read(node, found)
            return None if key is None else SourceDocument(span=node.span, need=key)
        document = SourceDocument.read(node, found)
        if document is None:
            return None
        entries = [entry for entry in node if entry.key.text in _PLACES]
        if not entries and len(document.written) == len(node.entries):
            detail = "`source` needs `need`, `order_id` or `files`: where the photos are."
            found.add(MISSING_KEY, detail, node.span)
        for entry in entries[1:]:
            first = entries[0].key
            detail = f"`{entry.key.text}` and `{first.text}` ({first.span}) both say where the "
            found.add(TWO_SOURCES, detail + "photos are.", entry.key.span)
        return document

    def schema(self, definitions: Definitions) -> Schema:
        """Either form."""
        reference = SourceDocument.schema(definitions)
        definitions["source"]["oneOf"] = [{"required": [name]} for name in _PLACES]
        return {"anyOf": [NEED_NAME.schema(definitions), reference]}
